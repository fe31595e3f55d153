"""One object of a measurement: its own properties, and the ones before and after it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from maemi.measure.quantities import QUANTITIES, Defined, Quantity, unit_of
from maemi.measure.result import Measurement
from maemi_gui import theme
from maemi_gui.inspect.quantity_list import Line, QuantityList
from maemi_gui.widgets.words import label

PLACES = ("row", "column")


class ObjectCard(QWidget):
    """Shows the object of a number; the panel knows which one is chosen."""

    wanted = Signal(object)
    """The number of an object, from 0 on, or None for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.chosen: int | None = None
        self._name: QLabel = label("", "heading")
        self._lines = QuantityList()
        self.before = _button("previous", "Previous object")
        self.after = _button("next", "Next object")
        self.close_button = _button("close", "No object")
        across = QHBoxLayout()
        across.setSpacing(2)
        across.addWidget(self._name, 1)
        for button in (self.before, self.after, self.close_button):
            across.addWidget(button)
        self.before.clicked.connect(lambda _on=False: self._step(-1))
        self.after.clicked.connect(lambda _on=False: self._step(1))
        self.close_button.clicked.connect(lambda _on=False: self.wanted.emit(None))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addLayout(across)
        rows.addWidget(self._lines)
        self.hide()

    def show_object(self, found: Measurement | None, number: int | None) -> None:
        """`number` counts from 0 in the order of the outlines; None hides the card."""
        self._count = objects_in(found)
        self.chosen = number if number is not None and 0 <= number < self._count else None
        if self.chosen is not None and found is not None:
            self._name.setText(f"Object {self.chosen + 1} of {self._count:,}")
            self._lines.set_lines(object_lines(found, self.chosen))
        self.setVisible(self.chosen is not None)

    def _step(self, way: int) -> None:
        if self.chosen is not None and self._count:
            self.wanted.emit((self.chosen + way) % self._count)


def objects_in(found: Measurement | None) -> int:
    """How many objects have properties of their own."""
    return min((len(column) for column in found.objects.values()), default=0) if found else 0


def object_lines(found: Measurement, number: int) -> list[Line]:
    """Its properties with units; what says yes or no as words."""
    lines: list[Line] = []
    for name, column in found.objects.items():
        value, defined = column[number], QUANTITIES.get(name) or Defined(name.replace("_", " ").capitalize(), 0)
        if name in ("whole", "by_hand"):
            continue
        if value != value:  # not a number: it could not be told of this one
            continue
        told = Quantity(name, value, unit_of(defined.power, "px", defined.unit))
        if found.pixel_size_m and name not in PLACES:
            told = told.scaled(found.pixel_size_m, "m")
        lines.append(Line(defined.label, Line.of(told).value, defined.meaning))
    for name, when, words in (
        ("whole", 0.0, "Cut by the border: it has no size of its own"),
        ("by_hand", 1.0, "Drawn, cut or joined by hand"),
    ):
        if name in found.objects and found.objects[name][number] == when:
            lines.append(Line("Note", words))
    return lines


def _button(icon: str, name: str) -> QToolButton:
    made = QToolButton()
    theme.tint(made, icon)
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
