"""A giant on the canvas: tiles come from decoder processes when they are seen, and memory stays bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject

from maemi_gui.background import Task
from maemi_gui.browse.levels import TILE, Greys, Pixels, TileKey, greys_of, value_of
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.micrograph.decoder import Overview
    from maemi.micrograph.pyramid_growing import Grown

KEPT_BYTES = 96 << 20
"""Tiles in the file's own values; some screens full of them."""


class TiledLevels(QObject):
    """`Levels` of a frame that is never loaded whole. The coarsest level is always here; finer tiles arrive.

    While the frame has no pyramid, one is grown in the decoder; row by row, means replace what the first look saw.
    """

    def __init__(
        self, context: Context, path: Path, frame: int, overview: Overview, info_bar: tuple[int, int] | None
    ) -> None:
        super().__init__()
        self._context = context
        self._path, self._frame, self._overview = path, frame, overview
        self._cache = context.pyramids_dir
        sample = overview.pixels if overview.sample is None else overview.sample
        # The rows of a sample are spread as those of the frame.
        bar = [row * sample.shape[0] // overview.shape[0] for row in info_bar] if info_bar else None
        self.greys: Greys = greys_of(sample, (bar[0], bar[1]) if bar else None)
        self._means = 0
        self._refined = overview.refined
        self._kept: OrderedDict[TileKey, Pixels] = OrderedDict()
        self._kept_bytes = 0
        self._asked: dict[TileKey, tuple[Task, bool]] = {}
        self._missing: set[TileKey] = set()
        self._under_cursor: TileKey | None = None
        self._wanted: tuple[Sequence[TileKey], Sequence[TileKey]] = ((), ())
        self._changed: Callable[[bool], None] | None = None
        self._growing: Task | None = None
        self._closed = self._told = False
        if not overview.refined and self._cache is not None:
            self._grow()

    @property
    def rows(self) -> int:
        return self._overview.shape[0]

    @property
    def columns(self) -> int:
        return self._overview.shape[1]

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._overview.pixels.dtype

    @property
    def count(self) -> int:
        return self._overview.top + 1

    @property
    def whole(self) -> None:
        return None

    @property
    def refined(self) -> bool:
        """Whether every level is means of pixels by now."""
        return self._refined

    def tile(self, key: TileKey) -> Pixels | None:
        level, row, column = key
        if level == self._overview.top:
            return self._overview.pixels[row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def want(self, seen: Sequence[TileKey], around: Sequence[TileKey]) -> None:
        self._wanted = (seen, around)
        cursor = [self._under_cursor] if self._under_cursor is not None else []
        wanted = {*seen, *around, *cursor}
        for key in [key for key in self._asked if key not in wanted]:
            self._asked.pop(key)[0].cancel()
        for key in [*seen, *cursor]:
            self._ask(key, ahead=False)
        for key in around:
            self._ask(key, ahead=True)

    def listen(self, changed: Callable[[bool], None]) -> None:
        self._changed = changed

    def value_at(self, row: int, column: int) -> Any:
        key = (0, row // TILE, column // TILE)
        values = self.tile(key)
        if values is None:
            if key != self._under_cursor:
                self._under_cursor = key
                self.want(*self._wanted)
            return None
        return value_of(values[row % TILE, column % TILE])

    def close(self) -> None:
        """Ask for nothing any more; what is here stays."""
        self._closed = True
        for task, _ in self._asked.values():
            task.cancel()
        self._asked.clear()
        if self._growing is not None:
            self._growing.cancel()

    def _ask(self, key: TileKey, ahead: bool) -> None:
        if self._closed or key[0] == self._overview.top or key in self._kept or key in self._missing:
            return
        before = self._asked.get(key)
        if before is not None:
            if ahead or not before[1]:
                return
            # It was only expected to be seen; now it is.
            before[0].cancel()
        future = self._context.decoder.tile(self._path, self._frame, key, self._cache, ahead)
        task = self._context.background.watch(
            future,
            then=lambda values: self._arrived(key, values),
            failed=lambda sentence: self._failed(key, sentence),
            owner=self,
        )
        self._asked[key] = (task, ahead)

    def _arrived(self, key: TileKey, values: Pixels | None) -> None:
        self._asked.pop(key, None)
        if values is None:
            # There is none before the pyramid is grown; the coarser level stands in for it.
            self._missing.add(key)
            return
        self._kept[key] = values
        self._kept_bytes += values.nbytes
        while self._kept_bytes > KEPT_BYTES:
            self._kept_bytes -= self._kept.popitem(last=False)[1].nbytes
        self._tell(False)

    def _failed(self, key: TileKey, sentence: str) -> None:
        self._asked.pop(key, None)
        self._missing.add(key)
        if not self._told:
            self._told = True
            self._context.notice.emit(sentence)

    def _grow(self) -> None:
        if self._closed or self._cache is None:
            return
        future = self._context.decoder.grow(self._path, self._frame, self._cache, self._means)
        # A picture without its pyramid is only coarser for longer: nobody need hear of it.
        self._growing = self._context.background.watch(future, then=self._grown, failed=lambda _: None, owner=self)

    def _grown(self, grown: Grown | None) -> None:
        if grown is None or self._closed:
            return
        pixels, first = self._overview.pixels, self._means
        last = first + len(grown.rows)
        if grown.rows.dtype != pixels.dtype or grown.rows.shape[1:] != pixels.shape[1:] or last > len(pixels):
            return  # the file was written anew meanwhile; it is read again when it is selected again
        pixels[first:last] = grown.rows
        self._means = last
        if grown.share < 1:
            self._grow()
        else:
            self._refined = True
            self._missing.clear()
        self._tell(True)

    def _tell(self, all_of_them: bool) -> None:
        if self._changed is not None:
            self._changed(all_of_them)
