"""Quantities with their intervals, in two columns; the same labels stay while only the numbers change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from maemi.measure.figures import figures_of
from maemi.measure.quantities import Quantity
from maemi_gui.widgets.words import label


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    value: str
    tip: str = ""

    @classmethod
    def of(cls, quantity: Quantity) -> Line:
        """Label, value with interval, and what it means and how it was found."""
        defined = quantity.defined
        known = "" if quantity.low is None or quantity.low == quantity.high else "In parentheses: 95 % interval."
        method = f"Found by: {quantity.method}." if quantity.method else ""
        tip = "\n".join(part for part in (defined.meaning, method, known) if part)
        return cls(defined.label, str(figures_of(quantity)), tip)


class QuantityList(QWidget):
    """Shows lines of name and value; values can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 5)
        self._grid.setColumnStretch(1, 6)
        self._labels: list[tuple[QLabel, QLabel]] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; what is not needed is hidden and used again later."""
        while len(self._labels) < len(lines):
            self._labels.append(self._pair(len(self._labels)))
        for index, (name, value) in enumerate(self._labels):
            shown = index < len(lines)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                line = lines[index]
                name.setText(line.name)
                value.setText(line.value)
                value.setAccessibleName(f"{line.name}: {line.value}")
                name.setToolTip(line.tip)
                value.setToolTip(line.tip)

    def _pair(self, row: int) -> tuple[QLabel, QLabel]:
        name, value = label("", "muted", wrap=True), label("", wrap=True, selectable=True)
        for column, made in enumerate((name, value)):
            made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._grid.addWidget(made, row, column)
        return name, value
