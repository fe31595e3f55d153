"""Pyramids grow a part at a time, so that whoever lets them grow stays free for what a person waits for."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np

from maemi.durable import sync_folder
from maemi.micrograph.filling import fill, put
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.regions import Span
from maemi.micrograph.pooling import halved, settled, wide_enough
from maemi.micrograph.pyramid import Layout, read_header
from maemi.micrograph.reading import read_pixels
from maemi.micrograph.tiled import POOLED_HALVINGS, TiledFrame

BAND_BYTES = 16 << 20
"""Bytes of the rows that are read and pooled at once."""


@dataclass(frozen=True, slots=True)
class Grown:
    """How far a pyramid is."""

    share: float
    """Of the frame's rows; 1.0 when the pyramid is in place."""
    rows: Pixels
    """Rows of the coarsest level, from the first that the asker has not yet: means, where it had a first look."""


def grow(tiled: TiledFrame, builder: str, have: int = 0, seconds: float = 0.5) -> Grown | None:
    """Let the pyramid of a frame grow for about `seconds`; the asker has `have` rows of the coarsest level.

    The next call with the same `builder` goes on, in whatever process. None where there is no room to keep a
    pyramid. Memory is bounded where the frame can be read by parts; otherwise it is decoded whole, once.
    Raises MicrographError where the frame cannot be read.
    """
    if tiled.refined:
        return Grown(1.0, tiled.overview().pixels[have:])
    if tiled.store is None:
        return None
    part = tiled.store.part(tiled.path, tiled.frame, builder)
    try:
        return _grown(tiled, part, have, seconds)
    except OSError:
        # A full or forbidden disk: the micrograph is shown without.
        with suppress(OSError):
            part.unlink(missing_ok=True)
        return None


def _grown(tiled: TiledFrame, part: Path, have: int, seconds: float) -> Grown | None:
    whole = read_pixels(tiled.path, tiled.frame) if tiled.regions is None else None
    begun = _begun(part)
    if begun is None:
        begun = _begin(tiled, part, whole)
        if begun is None:
            return None
    layout, done = begun
    wide = wide_enough(layout.dtype, layout.top)
    until = time.monotonic() + seconds
    with part.open("r+b", buffering=0) as file:
        for first, last in _bands(layout, done):
            band = whole[first:last] if whole is not None else tiled.read_rows(first, last)
            for level in range(layout.top + 1):
                if level:
                    band = halved(band, wide)
                if level >= layout.first and band.size:
                    put(settled(band, level, layout.dtype), file, layout.offset(level, first >> level))
            done = last
            if time.monotonic() >= until:
                break
        put(np.frombuffer(layout.header(done), np.uint8), file, 0)
        rows = np.empty((max(0, (done >> layout.top) - have), *layout.shape(layout.top)[1:]), layout.dtype)
        fill(rows, file, layout.offset(layout.top, have))
        if done < layout.rows:
            return Grown(done / layout.rows, rows)
        file.truncate(layout.size)
        os.fsync(file.fileno())
    place = tiled.place()
    part.replace(place)
    sync_folder(place.parent)
    return Grown(1.0, rows)


def _begun(part: Path) -> tuple[Layout, int] | None:
    try:
        with FileIO(part) as file:
            return read_header(file)
    except FileNotFoundError:
        return None


def _begin(tiled: TiledFrame, part: Path, whole: Pixels | None) -> tuple[Layout, int] | None:
    sample = tiled.read_rows(0, 1) if whole is None else whole
    # Without parts the file gives no tiles at all: the pyramid then holds the frame itself too.
    first = min(POOLED_HALVINGS, tiled.top) if whole is None else 0
    layout = Layout(tiled.rows, tiled.columns, 1 if sample.ndim == 2 else sample.shape[2], sample.dtype, first)
    if tiled.store is None or not tiled.store.make_room(layout.size):
        return None
    part.write_bytes(layout.header(0))
    return layout, 0


def _bands(layout: Layout, done: int) -> Iterator[Span]:
    """Rows from `done` on; all bands but the last are as high as whole pixels of the coarsest level."""
    block = 1 << layout.top
    high = max(1, BAND_BYTES // (max(1, layout.row_bytes(0)) * block)) * block
    for first in range(done, layout.rows, high):
        yield first, min(first + high, layout.rows)
