"""Why a pair is rejected: a numbered list for the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from maemi_gui.widgets.key_button import KeyButton
from maemi_gui.widgets.words import label


class _NumberedList(QListWidget):
    confirmed = Signal()
    cancelled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit < self.count():
            self.setCurrentRow(digit)
            self.confirmed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class ReasonPanel(QWidget):
    """Takes the place of the decision buttons: a number rejects at once, arrows and Enter do too, Esc goes back."""

    confirmed = Signal(str)
    """The reason's word."""
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = label("Reject because …", "heading")
        self.list = _NumberedList()
        self.list.setAccessibleName("Reason for the rejection")
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.confirmed.connect(self._confirm)
        self.list.itemDoubleClicked.connect(lambda _item: self._confirm())
        self.list.cancelled.connect(self.cancelled)
        heading.setBuddy(self.list)
        self.explanation = label("", "muted", wrap=True)
        self.list.currentItemChanged.connect(self._explain)
        self.reject = KeyButton("Reject", "Return", "error")
        self.reject.clicked.connect(self._confirm)
        self.back = KeyButton("Back", "Esc")
        self.back.clicked.connect(self.cancelled)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reject, 1)
        buttons.addWidget(self.back, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading)
        layout.addWidget(self.list)
        layout.addWidget(self.explanation)
        layout.addLayout(buttons)

    def set_reasons(self, reasons: Sequence[tuple[str, str]]) -> None:
        """(word, explanation) of each reason; the list is as tall as they need."""
        self.list.clear()
        for number, (word, explanation) in enumerate(reasons, start=1):
            item = QListWidgetItem(f"{number}   {word}")
            item.setData(Qt.ItemDataRole.UserRole, word)
            item.setToolTip(explanation)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{number}: {word}, {explanation}")
            self.list.addItem(item)
        height = sum(self.list.sizeHintForRow(at) + 2 * self.list.spacing() for at in range(self.list.count()))
        self.list.setFixedHeight(height + 2 * self.list.frameWidth() + 6)

    def begin(self) -> None:
        """Start with the first reason chosen and the keyboard in the list."""
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _explain(self, item: QListWidgetItem | None) -> None:
        self.explanation.setText(f"That is: {item.toolTip()}." if item is not None else "")

    def _confirm(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.confirmed.emit(item.data(Qt.ItemDataRole.UserRole))
