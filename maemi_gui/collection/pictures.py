"""Thumbnails in lists and tables: asked of the gallery's store, put in when they are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QPixmap

from maemi.project.rows import MicrographRow

AGAIN_MS = 600


class Thumbnails(Protocol):
    """What this room needs of the gallery's store of thumbnails."""

    ready: Any
    """Signal(int): the id of a micrograph whose thumbnail is known now."""

    def pixmap(self, row: MicrographRow) -> QPixmap | None: ...

    def failure(self, micrograph_id: int) -> str | None: ...


class Pictures(QObject):
    """Hands an icon to whoever asked for one, now or when it is made."""

    def __init__(self, thumbnails: Thumbnails, size: QSize, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._size = size
        self._waiting: dict[int, list[tuple[MicrographRow, Callable[[QIcon], object]]]] = {}
        # The gallery drops requests for what it does not show, these among them: they are made again.
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask_again)
        thumbnails.ready.connect(self._ready)

    def put(self, row: MicrographRow, setter: Callable[[QIcon], object]) -> None:
        """Call `setter` with the micrograph's icon; an empty one of the same size until it is made."""
        pixmap = self._thumbnails.pixmap(row)
        if pixmap is None:
            blank = QPixmap(self._size)
            blank.fill(Qt.GlobalColor.transparent)
            setter(QIcon(blank))
            self._waiting.setdefault(row.id, []).append((row, setter))
            self._again.start()
        else:
            setter(self._icon(pixmap))

    def forget(self) -> None:
        """Nobody waits any more: the list was filled anew."""
        self._waiting.clear()
        self._again.stop()

    def _ask_again(self) -> None:
        for micrograph_id, waiting in list(self._waiting.items()):
            if self._thumbnails.pixmap(waiting[0][0]) is not None:
                self._ready(micrograph_id)
            elif self._thumbnails.failure(micrograph_id) is not None:
                del self._waiting[micrograph_id]
        if not self._waiting:
            self._again.stop()

    def _ready(self, micrograph_id: int) -> None:
        for row, setter in self._waiting.pop(micrograph_id, []):
            pixmap = self._thumbnails.pixmap(row)
            if pixmap is not None:
                setter(self._icon(pixmap))

    def _icon(self, pixmap: QPixmap) -> QIcon:
        ways = (Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        return QIcon(pixmap.scaled(self._size, *ways))
