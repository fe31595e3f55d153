"""The strip below the picture with contrast limits, gamma, auto-contrast and the choice to keep them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QGridLayout, QPushButton, QToolButton, QWidget

from maemi_gui.browse.histogram import Histogram
from maemi_gui.browse.levels import Levels
from maemi_gui.browse.tone import Tone
from maemi_gui.widgets.words import label

HISTOGRAM_BETWEEN = 480
"""From this width on, in pixels, the histogram has room between its limits."""


class ContrastBar(QWidget):
    """Edits a `Tone`; what it edits is only how values are shown, never the values."""

    tone_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: Levels | None = None
        self._tone = Tone(0, 1)
        self._by_hand = False
        self.histogram = Histogram()
        self.low = self._spin("Black at grey value")
        self.high = self._spin("White at grey value")
        self.gamma = self._spin("Gamma of the display")
        self.gamma.setRange(0.1, 5.0)
        self.gamma.setDecimals(2)
        self.gamma.setSingleStep(0.1)
        self.gamma.setValue(1.0)
        self.auto = QPushButton("Auto")
        self.auto.setToolTip("Limits from the grey values: 0.35 % of the pixels lie outside at either end")
        self.auto.setAccessibleName("Auto-contrast")
        self.logarithmic = QToolButton()
        self.logarithmic.setText("log")
        self.logarithmic.setCheckable(True)
        self.logarithmic.setToolTip("Histogram with logarithmic heights: a few pixels are seen beside millions")
        self.logarithmic.setAccessibleName("Logarithmic histogram")
        self.logarithmic.toggled.connect(self.histogram.set_logarithmic)
        self.keep = QCheckBox("Keep")
        self.keep.setToolTip("Keep these limits and the gamma for the next micrographs")
        self.keep.setAccessibleName("Keep contrast across micrographs")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 6, 8, 6)
        self._grid.setSpacing(6)
        self._grid.setColumnStretch(1, 1)
        controls = (self.low, None, self.high, label("γ", "muted"), self.gamma, self.logarithmic, self.auto, self.keep)
        for column, control in enumerate(controls):
            if control is not None:
                self._grid.addWidget(control, 1, column)
        self._above: bool | None = None
        self._place_histogram()
        self.histogram.limits_dragged.connect(lambda low, high: self._set(Tone(low, high, self._tone.gamma)))
        for spin in (self.low, self.high, self.gamma):
            spin.valueChanged.connect(self._typed)
        self.auto.clicked.connect(lambda _checked=False: self.auto_contrast())
        self.setEnabled(False)

    @staticmethod
    def _spin(name: str) -> QDoubleSpinBox:
        spin = QDoubleSpinBox()
        spin.setAccessibleName(name)
        spin.setToolTip(name)
        spin.setKeyboardTracking(False)
        spin.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        spin.setFixedWidth(64)
        return spin

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_histogram()

    def _place_histogram(self) -> None:
        """Between its two limits, or above everything where it could not be read there."""
        above = self.width() < HISTOGRAM_BETWEEN
        if above == self._above:
            return
        self._above = above
        self._grid.removeWidget(self.histogram)
        if above:
            self._grid.addWidget(self.histogram, 0, 0, 1, self._grid.columnCount())
        else:
            self._grid.addWidget(self.histogram, 1, 1)

    @property
    def tone(self) -> Tone:
        """The limits and gamma in force."""
        return self._tone

    def set_levels(self, levels: Levels | None) -> Tone:
        """Another image, or none; returns the tone to show it with: the kept one or auto-contrast."""
        before, self._levels = self._levels, levels
        self.setEnabled(levels is not None)
        if levels is None:
            self.histogram.clear()
            return self._tone
        self.histogram.set_counts(levels.greys.counts, levels.greys.value_range)
        first, last = levels.greys.value_range
        whole = levels.dtype.kind in "iu"
        for spin in (self.low, self.high):
            spin.blockSignals(True)
            spin.setDecimals(0 if whole else _decimals(last - first))
            spin.setRange(first - (last - first), last + (last - first))
            spin.setSingleStep(max((last - first) / 100, 1.0 if whole else 0.0))
            spin.blockSignals(False)
        same_kind = before is None or before.dtype == levels.dtype
        if not (self.keep.isChecked() and same_kind and self._by_hand):
            gamma = self._tone.gamma if self.keep.isChecked() else 1.0
            self._by_hand = self.keep.isChecked()
            self._tone = Tone(*levels.greys.auto, gamma)
        self._show()
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        """Limits and gamma from elsewhere, as if they had been set here."""
        if self._levels is not None:
            self._set(tone)

    def auto_contrast(self) -> None:
        """Limits from the grey values, gamma 1."""
        if self._levels is not None:
            self._set(Tone(*self._levels.greys.auto, 1.0))
            self._by_hand = self.keep.isChecked()

    def _typed(self) -> None:
        low, high = self.low.value(), self.high.value()
        if not high > low:
            self._show()
            return
        self._set(Tone(low, high, self.gamma.value()))

    def _set(self, tone: Tone) -> None:
        self._tone, self._by_hand = tone, True
        self._show()
        self.tone_changed.emit(tone)

    def _show(self) -> None:
        self.histogram.set_limits(self._tone.low, self._tone.high)
        for spin, value in ((self.low, self._tone.low), (self.high, self._tone.high), (self.gamma, self._tone.gamma)):
            spin.blockSignals(True)
            spin.setValue(value)
            spin.blockSignals(False)


def _decimals(extent: float) -> int:
    """Digits after the point that tell a thousandth of the extent."""
    digits = 0
    while digits < 9 and extent * 10**digits < 1000:
        digits += 1
    return digits
