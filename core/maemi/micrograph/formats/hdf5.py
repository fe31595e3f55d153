"""HDF5: Velox EMD of Thermo Fisher, and Berkeley's EMD; other HDF5 files are refused by what they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.hdf5_types import Group, library
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.stored import check_frame, check_frames, native
from maemi.micrograph.limits import check_size
from maemi.micrograph.record import MicrographInfo

if TYPE_CHECKING:
    from maemi.micrograph.formats.hdf5_frames import Contents


class EmdReader:
    """Both kinds of EMD, told apart by what is in them."""

    name = "EMD"
    suffixes = frozenset({".emd", ".h5", ".hdf5"})

    def recognises(self, head: bytes) -> bool:
        return head.startswith(b"\x89HDF\r\n\x1a\n")

    def describe(self, path: Path) -> MicrographInfo:
        with library().File(path, "r", locking=False) as file:
            contents = _contents(path, file)
            dtype = contents.shown
            return MicrographInfo(
                path=path,
                format=contents.format,
                vendor=contents.vendor,
                shape=(contents.rows, contents.columns),
                dtype=dtype.name,
                channels=1,
                frames=contents.count,
                pixel_size=None if contents.reciprocal else contents.pixel_size,
                reciprocal=contents.reciprocal,
                acquisition=contents.acquisition,
                scan_rows=contents.rows,
                warnings=contents.warnings,
            )

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        with library().File(path, "r", locking=False) as file:
            contents = _contents(path, file)
            check_frame(path, frame, contents.count)
            for stack in contents.stacks:
                if frame < stack.count:
                    pixels = native(stack.read(frame)[::step, ::step])
                    return np.abs(pixels) if pixels.dtype.kind == "c" else pixels
                frame -= stack.count
        raise MicrographError(f"{path} has no such frame.")


def _contents(path: Path, file: Group) -> Contents:
    from maemi.micrograph.formats import berkeley, velox
    from maemi.micrograph.formats.hdf5_safety import UnsafeHdf5Error

    try:
        contents = velox.contents(path, file) or berkeley.contents(path, file)
    except UnsafeHdf5Error as problem:
        raise MicrographError(f"{path} is refused ({problem}); export the picture as TIFF.") from None
    if contents is None:
        raise MicrographError(
            f"{path} is in the HDF5 format, but neither a Velox nor a Berkeley EMD, which MAEMI reads; "
            f"export it as TIFF with its metadata."
        )
    check_size(path, contents.rows, contents.columns)
    check_frames(path, contents.count)
    return contents
