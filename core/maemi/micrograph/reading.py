"""The two ways into a micrograph's file: what it says, and its pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.plugins import plugins
from maemi.micrograph.formats.protocol import FormatReader, Pixels
from maemi.micrograph.formats.registry import READERS, reader_for
from maemi.micrograph.info_bar import find_info_bar
from maemi.micrograph.limits import MAX_PIXELS
from maemi.micrograph.luminance import to_grey
from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.sidecars import with_sidecar

__all__ = ["MAX_PIXELS", "SUFFIXES", "MicrographError", "read_info", "read_pixels", "read_reduced", "readable_suffixes"]

SUFFIXES: frozenset[str] = frozenset(suffix for reader in READERS for suffix in reader.suffixes)
"""Lower-case suffixes, some of them double (`.mrc.gz`), of the files that the built-in readers read."""

_LOOKED_AT = 64_000_000
"""Pixels up to which a picture is decoded to find its info bar; microscopes write metadata with larger ones."""

_Result = TypeVar("_Result")


def readable_suffixes() -> frozenset[str]:
    """The suffixes that adding a folder looks for: `SUFFIXES`, and those of plug-ins."""
    return SUFFIXES.union(*(reader.suffixes for reader in plugins()[0]))


def read_info(path: Path) -> MicrographInfo:
    """What the file says of itself, and its info bar: from the metadata, else from the picture where it is plain.

    The first frame is decoded where the metadata leave the info bar open. Raises MicrographError with one
    sentence for whatever is wrong with the file.
    """
    path = Path(path)
    reader = reader_for(path)
    info = with_sidecar(guarded(path, reader, lambda: reader.describe(path)))
    rows = info.shape[0]
    if info.scan_rows is not None:
        bar = (info.scan_rows, rows - 1) if info.scan_rows < rows else None
    elif rows * info.shape[1] > _LOOKED_AT:
        bar = None
    else:
        bar = find_info_bar(to_grey(guarded(path, reader, lambda: _decoded(reader, path, 0, 1))))
    return replace(info, info_bar=bar, scan_rows=bar[0] if bar else None)


def read_pixels(path: Path, frame: int = 0) -> Pixels:
    """One frame, [rows, columns] or [rows, columns, 3], in the file's own dtype, not scaled; the info bar is in it.

    Raises MicrographError, also for more than `MAX_PIXELS` pixels, before anything is decoded.
    """
    return read_reduced(path, 1, frame)


def read_reduced(path: Path, step: int, frame: int = 0) -> Pixels:
    """Every `step`-th row and column of a frame; cheaper than reading all of it where the format allows."""
    path = Path(path)
    reader = reader_for(path)
    pixels = guarded(path, reader, lambda: _decoded(reader, path, frame, step))
    return np.ascontiguousarray(pixels)


def _decoded(reader: FormatReader, path: Path, frame: int, step: int) -> Pixels:
    """A frame of the promised shape: damaged headers make some decoders return another one."""
    pixels = reader.pixels(path, frame, step)
    if pixels.ndim != 2 and (pixels.ndim != 3 or pixels.shape[2] != 3):
        raise ValueError(f"its pixels are of the strange shape {' × '.join(map(str, pixels.shape))}")
    return pixels


def guarded(path: Path, reader: FormatReader, read: Callable[[], _Result]) -> _Result:
    """Run a reader; whatever it raises on a damaged file becomes one sentence."""
    try:
        return read()
    except MicrographError:
        raise
    except MemoryError:
        raise MicrographError(
            f"{path} needs more memory than there is; close other programs or export a smaller version of it."
        ) from None
    except PermissionError:
        raise MicrographError(f"{path} may not be read by you; ask its owner for permission to read it.") from None
    except Exception as error:
        # Decoders raise whatever they like on damaged bytes; the first line of it helps those who look closer.
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:120].rstrip(".")
        raise MicrographError(
            f"{path} is damaged or not a proper {reader.name} file ({reason}); copy it again from its source."
        ) from error
