"""A field for a length with its unit, such as `2.5 nm`; it says what is wrong while one types."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from maemi.errors import InputError
from maemi.micrograph.units import format_length, parse_length
from maemi_gui.widgets.words import label, set_kind


class LengthEdit(QWidget):
    """`metres` is None while the text is no length."""

    changed = Signal()
    accepted = Signal()
    """Return was pressed on a good length."""

    def __init__(self, name: str, parent: QWidget | None = None, meaning: str = "per pixel") -> None:
        super().__init__(parent)
        self._meaning = meaning
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText("e.g. 2.5 nm" if meaning == "per pixel" else "e.g. 500 nm")
        self.metres: float | None = None
        self._hint = label("", "muted", wrap=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.field)
        rows.addWidget(self._hint)
        self._hint.hide()
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._read)
        self.field.returnPressed.connect(lambda: self.accepted.emit() if self.metres is not None else None)

    def clear(self) -> None:
        """An empty field."""
        self.field.clear()

    def _read(self, text: str) -> None:
        self.metres = None
        if text.strip():
            try:
                self.metres = parse_length(text)
                self._say(f"{format_length(self.metres)} {self._meaning}", "muted")
            except InputError as error:
                self._say(str(error), "bad")
        self._hint.setVisible(bool(text.strip()))
        self.changed.emit()

    def _say(self, text: str, kind: str) -> None:
        self._hint.setText(text)
        set_kind(self._hint, kind)
