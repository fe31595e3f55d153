"""The messages of a conversation, the newest in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from maemi_gui.chat.message_view import MessageView
from maemi_gui.widgets.elided_button import ElidedButton
from maemi_gui.widgets.words import label


class Transcript(QScrollArea):
    """Scrolls with an answer while the reader is at its end, and stays where they scrolled to otherwise."""

    keep = Signal(object)
    """The `MessageView` of an answer that shall become a pair."""
    suggested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setProperty("kind", "plain")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Conversation")
        self._inside = QWidget()
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 6, 0)
        self._rows.setSpacing(8)
        self._rows.addStretch(1)
        self.setWidget(self._inside)
        self.messages: list[MessageView] = []
        self._hints: list[QWidget] = []
        self._at_end = True
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(lambda value: setattr(self, "_at_end", value >= bar.maximum() - 24))
        bar.rangeChanged.connect(self._follow)

    def clear(self) -> None:
        """Nothing was said."""
        for widget in (*self.messages, *self._hints):
            self._rows.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.messages, self._hints = [], []
        self._at_end = True

    def suggest(self, questions: Sequence[str]) -> None:
        """Offer questions while nothing was said."""
        heading = label("Ask about this micrograph", "heading")
        buttons = [self._suggestion(question, self.suggested.emit) for question in questions]
        for widget in (heading, *buttons):
            self._rows.insertWidget(self._rows.count() - 1, widget)
            self._hints.append(widget)

    def add(self, role: str, who: str, text: str = "") -> MessageView:
        """Append a message."""
        for hint in self._hints:
            hint.hide()
        message = MessageView(role, who, text)
        message.keep.connect(partial(self.keep.emit, message))
        self._rows.insertWidget(self._rows.count() - 1, message)
        self.messages.append(message)
        self._at_end = True
        QTimer.singleShot(0, self, self._follow)
        return message

    def question_before(self, message: MessageView) -> str:
        """The question that a message answers."""
        for earlier in reversed(self.messages[: self.messages.index(message)]):
            if earlier.role == "user":
                return earlier.body.text()
        return ""

    def _follow(self) -> None:
        if self._at_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _suggestion(self, question: str, ask: Callable[[str], object]) -> QPushButton:
        button = ElidedButton(question)
        button.setAccessibleName(f"Ask: {question}")
        button.setStyleSheet("text-align: left")
        button.clicked.connect(lambda _checked=False: ask(question))
        return button
