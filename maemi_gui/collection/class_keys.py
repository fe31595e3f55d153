"""The keys 1 to 9 give the selected micrographs a class, 0 takes it away; only while the gallery has the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class ClassKeys(QObject):
    """Watches a view's keys; `chosen` hears the digit."""

    def __init__(self, view: QWidget, chosen: Callable[[int], object]) -> None:
        super().__init__(view)
        self._chosen = chosen
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
            digit = event.key() - Qt.Key.Key_0
            if plain and 0 <= digit <= 9:
                self._chosen(digit)
                return True
        return super().eventFilter(watched, event)
