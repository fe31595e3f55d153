"""Every key of reviewing at a glance, over the window; any key or click takes it away."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from maemi_gui import actions
from maemi_gui.widgets.tones import css, wash

_FIXED = (
    ("Ctrl+Enter", "Save and approve an edit"),
    ("Esc", "Leave an edit, a rejection or the search"),
    ("↑ ↓", "Go to another pair"),
    ("Ctrl+A", "Select all pairs of the table"),
)


class HelpOverlay(QWidget):
    """A card on a veil; the keys are those in force, also where somebody changed them."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._before = over.window().focusWidget()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Keys of reviewing")
        card = QFrame()
        card.setObjectName("helpCard")
        card.setAutoFillBackground(True)
        card.setFrameShape(QFrame.Shape.StyledPanel)
        grid = QGridLayout(card)
        grid.setContentsMargins(24, 18, 24, 18)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        heading = QLabel("Keys of reviewing")
        heading.setProperty("kind", "heading")
        grid.addWidget(heading, 0, 0, 1, 4)
        self.lines = [
            (_native(info), info.plain_text) for info in actions.registered() if info.room == "review" and _native(info)
        ] + list(_FIXED)
        rows = (len(self.lines) + 1) // 2
        for at, (keys, words) in enumerate(self.lines):
            row, column = at % rows + 1, 2 * (at // rows)
            grid.addWidget(_key(keys), row, column, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(QLabel(words), row, column + 1)
        foot = QLabel("Change them in Settings, Keyboard. They do nothing while you type.")
        foot.setProperty("kind", "muted")
        grid.addWidget(foot, rows + 1, 0, 1, 4)
        layout = QVBoxLayout(self)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def event(self, event: QEvent) -> bool:
        # Before the keys of the panel below get it.
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta):
            self.dismiss()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.dismiss()

    def dismiss(self) -> None:
        """Go away and give the keyboard back."""
        self.close()
        if self._before is not None:
            self._before.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 120))


def _native(info: actions.ActionInfo) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(key.toString(native) for key in info.key_sequences())


def _key(text: str) -> QLabel:
    made = QLabel(f"<b>{escape(text)}</b>")
    made.setStyleSheet(f"padding: 2px 7px; border-radius: 4px; background: {css(wash('info', 35))};")
    return made
