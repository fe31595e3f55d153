"""The measuring line: a drag draws it, the next one draws another."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from maemi_gui.browse.overlays import Line
from maemi_gui.browse.tools import Touch


class Ruler:
    """A tool that draws one line and tells it; a click without a drag draws none."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, tell: Callable[[Line | None], object]) -> None:
        self._tell = tell
        self._start: tuple[float, float] | None = None

    def press(self, touch: Touch) -> bool:
        self._start = touch.place
        self._tell((touch.place, touch.place))
        return True

    def drag(self, touch: Touch) -> None:
        if self._start is not None:
            self._tell((self._start, touch.place))

    def release(self, touch: Touch) -> None:
        if self._start == touch.place:
            self._tell(None)
        self._start = None

    def hover(self, touch: Touch) -> None:
        pass

    def double_click(self, touch: Touch) -> bool:
        return False

    def key(self, event: QKeyEvent) -> bool:
        return False
