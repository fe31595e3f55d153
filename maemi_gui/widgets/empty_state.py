"""What a panel says while it has nothing to show: words, and a button for the next step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.widgets.words import label


class EmptyState(QWidget):
    """A heading, a sentence and at most two buttons in the middle of an empty panel."""

    def __init__(self, icon: str = "", heading: str = "", sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading = label(heading, "heading", wrap=True)
        self._sentence = label(sentence, "muted", wrap=True)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(16, 16, 16, 16)
        self._rows.setSpacing(8)
        self._rows.addStretch(2)
        for each in (self._icon, self._heading, self._sentence):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._rows.addWidget(each)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.setContentsMargins(0, 4, 0, 0)
        self._rows.addLayout(self._buttons)
        self._rows.addStretch(3)
        theme.announcer().changed.connect(self._redraw)
        self._redraw()

    def say(self, heading: str, sentence: str, icon: str | None = None) -> None:
        """Change the words."""
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        if icon is not None:
            self._icon_name = icon
            self._redraw()

    def add_button(self, text: str, slot: Callable[[], object], *, primary: bool = True) -> QPushButton:
        """A button below the sentence."""
        button = QPushButton(text)
        button.setAccessibleName(text.replace("&", ""))
        button.setProperty("kind", "primary" if primary else "")
        button.clicked.connect(lambda _checked=False: slot())
        self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button

    def _redraw(self) -> None:
        self._icon.setVisible(bool(self._icon_name))
        if self._icon_name:
            self._icon.setPixmap(theme.icon(self._icon_name, theme.colours().muted).pixmap(32, 32))
