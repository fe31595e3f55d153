"""One setting of a measurement: what is used now, a slider and a number to change it, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log10
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QSlider, QToolButton, QWidget

from maemi.measure.setting_words import SETTINGS
from maemi_gui import theme
from maemi_gui.widgets.words import label, set_kind

STEPS = 1000
CURVE = 3.0
"""Lengths reach over decades: the slider's way goes with the third root, so that small ones can be told apart."""
Choices = Sequence[tuple[str, str | None]]
"""What is shown, and the value; the first is None, which the picture decides."""
POLARITIES: Choices = (("Automatic", None), ("Bright", "bright"), ("Dark", "dark"))


class SettingRow(QObject):
    """Three widgets and a button in one line of a grid; None is the value that the picture decides."""

    changed = Signal()
    """A person changed it."""

    def __init__(self, name: str, grid: QGridLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        words = SETTINGS[name]
        self.value: Any = None
        self.used: Any = None
        self.label = label(words.label, "muted")
        self.label.setToolTip(words.meaning)
        self.back = QToolButton()
        theme.tint(self.back, "undo")
        self.back.setAccessibleName(f"{words.label}: automatic again")
        self.back.setToolTip("Let the picture decide again")
        self.back.clicked.connect(lambda _on=False: self._give(None))
        row = grid.rowCount()
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.back, row, 3)

    def set(self, value: Any, used: Any, known: bool = True) -> None:
        """Show a value that a person gave, or None with the one that was `used`; `known` is whether one was."""
        self.value, self.used = value, used
        self.back.setEnabled(value is not None)
        set_kind(self.label, "muted" if value is None else "heading")
        self._show(known)

    def _give(self, value: Any) -> None:
        if value != self.value:
            self.set(value, self.used)
            self.changed.emit()

    def _inputs(self) -> list[QWidget]:
        raise NotImplementedError

    def _show(self, known: bool) -> None:
        raise NotImplementedError


class ChoiceRow(SettingRow):
    """One of a few, or whichever fits better."""

    def __init__(self, name: str, choices: Choices, grid: QGridLayout, parent: QWidget) -> None:
        super().__init__(name, grid, parent)
        self.choice = QComboBox()
        self.choice.setAccessibleName(SETTINGS[name].label)
        self.choice.setToolTip(SETTINGS[name].meaning)
        # A long name of somebody else must not widen the panel.
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(8)
        self.offer(choices)
        still(self.choice)
        grid.addWidget(self.choice, grid.rowCount() - 1, 1, 1, 2)
        self.choice.activated.connect(lambda _index: self._give(self.choice.currentData()))

    def offer(self, choices: Choices) -> None:
        """Let a person choose among others; there is nothing to see of the row where there are none."""
        self.choice.clear()
        for text, value in choices:
            self.choice.addItem(text, value)
        for widget in (self.label, self.choice, self.back):
            widget.setVisible(bool(choices))
        if choices:
            self._show(True)

    def _inputs(self) -> list[QWidget]:
        return [self.choice]

    def _show(self, known: bool) -> None:
        found = f"Automatic: {self.used}" if self.used and self.value is None else "Automatic"
        self.choice.setItemText(0, found)
        self.choice.setCurrentIndex(self.choice.findData(self.value))


class NumberRow(SettingRow):
    """A share from 0 to 1, or a length in pixels that is shown in nm or µm where the pixel size is known."""

    def __init__(self, name: str, grid: QGridLayout, parent: QWidget) -> None:
        super().__init__(name, grid, parent)
        words = SETTINGS[name]
        self._per_px = 1.0
        self._pixel: float | None = -1.0  # unlike any
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 20)
        self.slider.setSingleStep(STEPS // 100)
        self.slider.setMinimumWidth(60)
        self.field = QDoubleSpinBox()
        self.field.setKeyboardTracking(False)
        self.field.setMinimumWidth(96)
        for widget, what in ((self.slider, "slider"), (self.field, "value")):
            widget.setAccessibleName(f"{words.label}, {what}")
            widget.setToolTip(words.meaning)
            still(widget)
        row = grid.rowCount() - 1
        grid.addWidget(self.slider, row, 1)
        grid.addWidget(self.field, row, 2)
        self.set_pixel(None)
        self.slider.valueChanged.connect(self._slid)
        self.field.valueChanged.connect(self._typed)

    def set_pixel(self, metres: float | None) -> None:
        """The pixel size by which lengths are shown; None shows pixels."""
        if metres == self._pixel:
            return
        self._pixel = metres
        words = SETTINGS[self.name]
        unit = ""
        self._per_px = 1.0
        if words.is_length:
            unit = " px"
            if metres is not None:
                unit, self._per_px = (" nm", metres * 1e9) if metres < 2e-7 else (" µm", metres * 1e6)
        step = (0.1 if self.name == "smoothing_px" else 1.0) * self._per_px if words.is_length else 0.01
        with QSignalBlocker(self.field):
            self.field.setSuffix(unit)
            self.field.setDecimals(min(max(ceil(-log10(step)), 0), 6))
            self.field.setSingleStep(step)
            # One step below zero stands for a value that nobody gave: the spin box shows words there.
            self.field.setRange(-step, (50.0 if self.name == "smoothing_px" else 1e5) * self._per_px)
            if not words.is_length:
                self.field.setRange(-step, 1.0)
        self._show(True)

    def _inputs(self) -> list[QWidget]:
        return [self.slider, self.field]

    def _show(self, known: bool) -> None:
        shown = self.value if self.value is not None else self.used
        nothing = "no limit" if known and self.name in ("smallest_px", "largest_px") else "automatic"
        line = self.field.lineEdit()
        if self.field.hasFocus() and line is not None and line.isModified():
            return  # somebody is typing: a result that comes meanwhile must not take the digits away
        with QSignalBlocker(self.field), QSignalBlocker(self.slider):
            self.field.setSpecialValueText(nothing)
            self.field.setValue(self.field.minimum() if shown is None else shown * self._per_px)
            resting = STEPS if self.name == "largest_px" else 0
            self.slider.setValue(resting if shown is None else self._notch(shown))

    def _slid(self, notch: int) -> None:
        words = SETTINGS[self.name]
        share = notch / STEPS
        self._give(round(words.highest * (share**CURVE if words.is_length else share), 4))

    def _notch(self, value: float) -> int:
        words = SETTINGS[self.name]
        share = min(max(value / words.highest, 0.0), 1.0)
        return round(STEPS * (share ** (1 / CURVE) if words.is_length else share))

    def _typed(self, shown: float) -> None:
        self._give(None if shown < 0 else shown / self._per_px)


class _Still(QObject):
    """The wheel scrolls the panel, not the value of a control that it happens to pass over."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def still(widget: QWidget) -> None:
    """Only a control that has the focus follows the wheel."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(_Still(widget))
