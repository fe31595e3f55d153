"""Keys that act while nobody types: single letters, Space and Backspace as commands of a panel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from maemi_gui import actions

_PRESSES = [QKeySequence("Space"), QKeySequence("Return"), QKeySequence("Enter")]


def is_typing(focus: QWidget | None) -> bool:
    """Whether a key would write text into the widget that has the focus."""
    if isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit):
        return not focus.isReadOnly()
    return isinstance(focus, QAbstractSpinBox) or (isinstance(focus, QComboBox) and focus.isEditable())


class PanelKeys(QObject):
    """Actions of one panel whose keys work in its whole window while the panel shows, and are silent while typing.

    An action stands in a menu, too, where Qt would let its key act though the panel is hidden: here it does not.
    Space and Enter also stay away from a focused button or drop-down list, which they press natively.
    """

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._actions: list[tuple[QAction, Callable[[], bool]]] = []
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        panel.installEventFilter(self)

    def add(self, action_id: str, act: Callable[[], object], when: Callable[[], bool] = lambda: True) -> QAction:
        """Let a registered action call `act`, while the panel is visible and `when` says yes (see `refresh`)."""
        action = actions.make(action_id, self._panel, act)
        self._panel.addAction(action)
        self._actions.append((action, when))
        self.refresh()
        return action

    def refresh(self) -> None:
        """Ask every `when` again: call it when the panel's own state changed."""
        self._focus_changed(None, QApplication.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._panel and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            # Visibility is what it will be only after the event was handled.
            QTimer.singleShot(0, self, self.refresh)
        return False

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        silent = is_typing(now) or not self._panel.isVisible()
        pressable = isinstance(now, QAbstractButton | QComboBox)
        for action, when in self._actions:
            native = pressable and any(key in _PRESSES for key in action.shortcuts())
            action.setEnabled(not silent and not native and when())
