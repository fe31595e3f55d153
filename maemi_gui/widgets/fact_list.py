"""Names and values in two columns, under an optional heading; values wrap and can be copied."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from maemi_gui.widgets.words import ElidedLabel, label


class FactList(QWidget):
    """Shows lines of name and value."""

    def __init__(self, title: str = "", lines: Iterable[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._title = title
        self.set_lines(lines)

    def set_lines(self, lines: Iterable[tuple[str, str]]) -> None:
        """Show other lines."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        row = 0
        if self._title:
            self._grid.addWidget(label(self._title, "heading"), row, 0, 1, 2)
            row += 1
        for name, value in lines:
            key = label(name, "muted")
            key.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            key.setMinimumWidth(104)
            shown = _value(value)
            shown.setAccessibleName(f"{name}: {value}")
            self._grid.addWidget(key, row, 0)
            self._grid.addWidget(shown, row, 1)
            row += 1


def _value(text: str) -> QLabel:
    if len(text) > 24 and " " not in text.strip():
        # A path cannot wrap well: its middle is left out, and the tool tip has all of it.
        return ElidedLabel(text, mode=Qt.TextElideMode.ElideMiddle)
    shown = label(text, wrap=True, selectable=True)
    shown.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return shown
