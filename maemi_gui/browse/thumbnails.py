"""Thumbnails for the gallery: what was asked for last comes first, from the cache or made in a decoder process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from maemi.errors import MaemiError
from maemi.project.rows import MicrographRow
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.micrograph.thumbnail_cache import ThumbnailCache
    from maemi.project.project import Project

SIDE = 256
BATCH = 12
"""Cached thumbnails that one worker reads before it tells."""
BATCHES_AT_ONCE = 2
MADE_AT_ONCE = 3
KEPT = 400
"""Pixmaps in memory: at most 256 KB each."""
MOST_WANTED = 400


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
        self._to_make: OrderedDict[int, MicrographRow] = OrderedDict()
        self._running: set[int] = set()
        self._gone: set[int] = set()
        self._reading = 0
        self._making = 0
        self._generation = 0
        context.project_changed.connect(self.clear)
        self.clear()

    def clear(self) -> None:
        """Forget everything: another project is open."""
        project = self._context.project
        self._cache = _cache_of(project) if project else None
        self._generation += 1
        self._reading = self._making = 0
        for store in (self._pixmaps, self._failures, self._wanted, self._to_make, self._running, self._gone):
            store.clear()
        if project is None:
            return
        generation = self._generation

        def limited(cache: ThumbnailCache) -> None:
            if generation == self._generation:
                self._cache = cache

        # The first screen does not wait for the project's own limit.
        self._context.background.run(_limited_cache_of, project, then=limited, database=True, owner=self)

    def pixmap(self, row: MicrographRow) -> QPixmap | None:
        """The thumbnail, or None while it is being made (or could not be: see `failure`)."""
        found = self._pixmaps.get(row.id)
        if found is not None:
            self._pixmaps.move_to_end(row.id)
            return found
        self._want(row, last=True)
        self._pump()
        return None

    def prepare(self, rows: Iterable[MicrographRow]) -> None:
        """Read these from the cache too, after all that is in sight: they are about to be scrolled to."""
        for row in rows:
            if row.id not in self._wanted and row.id not in self._pixmaps:
                self._want(row, last=False)
        self._pump()

    def failure(self, micrograph_id: int) -> str | None:
        """The sentence that says why there is no thumbnail."""
        return self._failures.get(micrograph_id)

    def keep_only(self, near: set[int]) -> None:
        """Drop what was asked for and is out of sight by now."""
        for store in (self._wanted, self._to_make):
            for micrograph_id in [each for each in store if each not in near]:
                del store[micrograph_id]

    def _want(self, row: MicrographRow, *, last: bool) -> None:
        done = row.id in self._failures or row.id in self._running or row.id in self._to_make
        if not row.missing:
            self._gone.discard(row.id)
        if row.error is not None or done or row.id in self._gone:
            return
        self._wanted[row.id] = row
        self._wanted.move_to_end(row.id, last=last)
        while len(self._wanted) > MOST_WANTED:
            self._wanted.popitem(last=False)

    def _pump(self) -> None:
        while self._wanted and self._reading < BATCHES_AT_ONCE:
            batch = [self._wanted.popitem()[1] for _ in range(min(BATCH, len(self._wanted)))]
            self._running.update(row.id for row in batch)
            self._read(batch)
        while self._to_make and self._making < MADE_AT_ONCE:
            self._make(self._to_make.popitem()[1])

    def _read(self, batch: list[MicrographRow]) -> None:
        cache, generation = self._cache, self._generation
        if cache is None:
            return
        self._reading += 1

        def found(images: list[QImage | None]) -> None:
            if generation != self._generation:
                return
            self._reading -= 1
            for row, image in zip(batch, images, strict=True):
                self._running.discard(row.id)
                if image is not None:
                    self._finish(row.id, image)
                elif row.missing:
                    self._gone.add(row.id)  # until its file is back
                else:
                    self._to_make[row.id] = row
            self._pump()

        def failed(sentence: str) -> None:
            if generation == self._generation:
                self._reading -= 1
                for row in batch:
                    self._fail(row.id, sentence)

        hashes = [row.content_hash for row in batch]
        self._context.background.run(_find, cache, hashes, then=found, failed=failed, owner=self)

    def _make(self, row: MicrographRow) -> None:
        cache, generation, background = self._cache, self._generation, self._context.background
        if cache is None:
            return
        self._making += 1
        self._running.add(row.id)

        def made(png: bytes) -> None:
            if generation == self._generation:
                background.run(_keep, cache, row.content_hash, png, then=kept, failed=failed, owner=self)

        def kept(image: QImage) -> None:
            if generation == self._generation:
                self._making -= 1
                self._finish(row.id, image)
                self._pump()

        def failed(sentence: str) -> None:
            if generation == self._generation:
                self._making -= 1
                self._fail(row.id, sentence)
                self._pump()

        try:
            future = self._context.decoder.thumbnail(row.path, SIDE)
        except MaemiError as error:
            failed(str(error))
            return
        background.watch(future, then=made, failed=failed, owner=self)

    def _finish(self, micrograph_id: int, image: QImage) -> None:
        self._running.discard(micrograph_id)
        self._pixmaps[micrograph_id] = QPixmap.fromImage(image)
        while len(self._pixmaps) > KEPT:
            self._pixmaps.popitem(last=False)
        self.ready.emit(micrograph_id)

    def _fail(self, micrograph_id: int, sentence: str) -> None:
        self._running.discard(micrograph_id)
        self._failures[micrograph_id] = sentence
        self.ready.emit(micrograph_id)


def _cache_of(project: Project) -> ThumbnailCache:
    from maemi.micrograph.thumbnail_cache import ThumbnailCache

    return ThumbnailCache(project.folder / "thumbnails")


def _limited_cache_of(project: Project) -> ThumbnailCache:
    from maemi.project.thumbnails import thumbnail_cache

    return thumbnail_cache(project)


def _find(cache: ThumbnailCache, hashes: list[str]) -> list[QImage | None]:
    """The cached thumbnails; one that is torn counts as missing."""
    found: list[QImage | None] = []
    for content_hash in hashes:
        file = cache.find(content_hash, SIDE)
        image = QImage(str(file)) if file is not None else None
        found.append(None if image is None or image.isNull() else image)
    return found


def _keep(cache: ThumbnailCache, content_hash: str, png: bytes) -> QImage:
    image = QImage.fromData(png)
    try:
        cache.keep(content_hash, SIDE, png)
    except MaemiError:
        # A full or read-only disk costs the cache, not the picture on the screen.
        return image
    return image
