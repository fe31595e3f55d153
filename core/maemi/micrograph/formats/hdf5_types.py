"""The parts of h5py that the readers use, which ships no types, and the one door to the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Protocol

import numpy as np


class Dataset(Protocol):
    """`h5py.Dataset`."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> np.dtype[Any]: ...
    @property
    def attrs(self) -> Mapping[str, object]: ...
    def __getitem__(self, key: object) -> Any: ...


class Group(Protocol):
    """`h5py.Group`."""

    @property
    def attrs(self) -> Mapping[str, object]: ...
    def __iter__(self) -> Iterator[str]: ...


def library() -> Any:
    """h5py, imported when the first HDF5 file is read."""
    return import_module("h5py")
