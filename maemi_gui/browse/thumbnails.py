"""Thumbnails for the gallery: visible ones first, from the project's cache or made in a decoder process."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from maemi.errors import MaemiError
from maemi.project.rows import MicrographRow
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.micrograph.thumbnail_cache import ThumbnailCache

SIDE = 256
AT_ONCE = 3
KEPT = 320


class Thumbnails(QObject):
    """Hands out pixmaps by micrograph id; what is missing is made in the background and announced."""

    ready = Signal(int)
    """The id of a micrograph whose thumbnail, or whose failure, is known now."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._cache: ThumbnailCache | None = None
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()
        self._failures: dict[int, str] = {}
        self._wanted: OrderedDict[int, MicrographRow] = OrderedDict()
        self._running: set[int] = set()
        self._generation = 0
        context.project_changed.connect(self.clear)
        self.clear()

    def clear(self) -> None:
        """Forget everything: another project is open."""
        project = self._context.project
        self._cache = _cache_in(project.folder / "thumbnails") if project else None
        self._generation += 1
        for store in (self._pixmaps, self._failures, self._wanted, self._running):
            store.clear()

    def pixmap(self, row: MicrographRow) -> QPixmap | None:
        """The thumbnail, or None while it is being made (or could not be: see `failure`)."""
        found = self._pixmaps.get(row.id)
        if found is not None:
            self._pixmaps.move_to_end(row.id)
            return found
        if row.error is None and row.id not in self._failures and row.id not in self._running:
            self._wanted[row.id] = row
            self._wanted.move_to_end(row.id)
            self._pump()
        return None

    def failure(self, micrograph_id: int) -> str | None:
        """The sentence that says why there is no thumbnail."""
        return self._failures.get(micrograph_id)

    def keep_only(self, visible: set[int]) -> None:
        """Drop what was asked for and is out of sight by now."""
        for micrograph_id in [each for each in self._wanted if each not in visible]:
            del self._wanted[micrograph_id]

    def _pump(self) -> None:
        while self._wanted and len(self._running) < AT_ONCE:
            micrograph_id, row = self._wanted.popitem(last=False)
            self._running.add(micrograph_id)
            self._start(row)

    def _start(self, row: MicrographRow) -> None:
        micrograph_id = row.id
        cache, generation, background = self._cache, self._generation, self._context.background
        if cache is None:
            return

        def found(image: QImage | None) -> None:
            if generation != self._generation:
                return
            if image is not None:
                self._finish(micrograph_id, image)
                return
            try:
                future = self._context.decoder.thumbnail(row.path, SIDE)
            except MaemiError as error:
                failed(str(error))
                return
            background.watch(future, then=made, failed=failed, owner=self)

        def made(png: bytes) -> None:
            if generation == self._generation:
                background.run(_keep, cache, row.content_hash, png, then=found_or_nothing, failed=failed, owner=self)

        def found_or_nothing(image: QImage) -> None:
            if generation == self._generation:
                self._finish(micrograph_id, image)

        def failed(sentence: str) -> None:
            if generation == self._generation:
                self._failures[micrograph_id] = sentence
                self._end(micrograph_id)

        background.run(_find, cache, row.content_hash, then=found, failed=failed, owner=self)

    def _finish(self, micrograph_id: int, image: QImage) -> None:
        self._pixmaps[micrograph_id] = QPixmap.fromImage(image)
        while len(self._pixmaps) > KEPT:
            self._pixmaps.popitem(last=False)
        self._end(micrograph_id)

    def _end(self, micrograph_id: int) -> None:
        self._running.discard(micrograph_id)
        self.ready.emit(micrograph_id)
        self._pump()


def _cache_in(folder: Path) -> ThumbnailCache:
    from maemi.micrograph.thumbnail_cache import ThumbnailCache

    return ThumbnailCache(folder)


def _find(cache: ThumbnailCache, content_hash: str) -> QImage | None:
    """The cached thumbnail; one that is torn counts as missing."""
    file = cache.find(content_hash, SIDE)
    if file is None:
        return None
    image = QImage(str(file))
    return None if image.isNull() else image


def _keep(cache: ThumbnailCache, content_hash: str, png: bytes) -> QImage:
    image = QImage.fromData(png)
    try:
        cache.keep(content_hash, SIDE, png)
    except MaemiError:
        # A full or read-only disk costs the cache, not the picture on the screen.
        return image
    return image
