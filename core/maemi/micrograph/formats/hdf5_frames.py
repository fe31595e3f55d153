"""Frames that lie in HDF5 datasets, read one at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from maemi.micrograph.formats.hdf5_types import Dataset
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.record import Acquisition, PixelSize


@dataclass(frozen=True, slots=True)
class Stack:
    """A dataset of which two axes are rows and columns; the others, in their order, count its frames."""

    data: Dataset
    row_axis: int
    column_axis: int

    @property
    def rows(self) -> int:
        return int(self.data.shape[self.row_axis])

    @property
    def columns(self) -> int:
        return int(self.data.shape[self.column_axis])

    @property
    def others(self) -> tuple[int, ...]:
        """Sizes of the axes that count frames."""
        return tuple(
            int(size) for place, size in enumerate(self.data.shape) if place not in (self.row_axis, self.column_axis)
        )

    @property
    def count(self) -> int:
        """How many frames."""
        return math.prod(self.others)

    def read(self, index: int) -> Pixels:
        """One frame [rows, columns]; complex where the dataset is, also where a pair of floats says so."""
        places = iter(np.unravel_index(index, self.others)) if self.others else iter(())
        wanted = tuple(
            slice(None) if place in (self.row_axis, self.column_axis) else int(next(places))
            for place in range(len(self.data.shape))
        )
        pixels = np.asarray(self.data[wanted])
        if pixels.dtype.names is not None:
            first, second = (pixels[name] for name in pixels.dtype.names)
            pixels = first + 1j * second
        return pixels if self.row_axis < self.column_axis else pixels.T


@dataclass(frozen=True)
class Contents:
    """What one file offers: stacks that are alike, and what is known about them."""

    format: str
    vendor: str | None
    stacks: tuple[Stack, ...]
    pixel_size: PixelSize | None = None
    reciprocal: bool = False
    acquisition: Acquisition = field(default_factory=Acquisition)
    warnings: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return self.stacks[0].rows

    @property
    def columns(self) -> int:
        return self.stacks[0].columns

    @property
    def count(self) -> int:
        """Frames of all stacks."""
        return sum(stack.count for stack in self.stacks)

    @property
    def shown(self) -> np.dtype[np.generic]:
        """The type of the pixels that are handed out."""
        return shown(self.stacks[0].data.dtype)


def is_picture(dtype: np.dtype[Any]) -> bool:
    """Whether values of a type are grey values, or complex numbers that have a magnitude."""
    return dtype.kind in "buifc" or is_complex(dtype)


def is_complex(dtype: np.dtype[Any]) -> bool:
    """Whether values are complex numbers, as HDF5 has them or as a pair of floats that name their parts."""
    names = dtype.names or ()
    pair = len(names) == 2 and names[0].lower().startswith("r") and names[1].lower().startswith("i")
    return dtype.kind == "c" or (pair and all(dtype[name].kind == "f" for name in names))


def shown(dtype: np.dtype[Any]) -> np.dtype[np.generic]:
    """The type of what is shown of values of a type: of complex numbers their magnitude."""
    if is_complex(dtype):
        return np.dtype(f"f{dtype.itemsize // 2}")
    return np.dtype("u1") if dtype.kind == "b" else dtype.newbyteorder("=")
