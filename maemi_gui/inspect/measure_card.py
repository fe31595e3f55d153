"""Measure the selected micrograph, change how, and read what was found."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QEnterEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from maemi.measure.result import KINDS
from maemi_gui import theme
from maemi_gui.inspect.result import Result
from maemi_gui.inspect.result_view import ResultView
from maemi_gui.inspect.setting_row import still
from maemi_gui.inspect.settings_form import SettingsForm
from maemi_gui.widgets.words import label, set_kind

CHOICES = (("What is there", "auto"), *((kind.capitalize(), kind) for kind in KINDS))


class MeasureCard(QFrame):
    """Shows a result or a sentence; the panel measures."""

    approached = Signal()
    """The mouse came: somebody may soon measure."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.kind = QComboBox()
        self.kind.setAccessibleName("What to measure")
        for text, kind in CHOICES:
            self.kind.addItem(text, kind)
        still(self.kind)
        self.button = QPushButton("Measure")
        theme.tint(self.button, "measure")
        self.button.setToolTip(action.toolTip())
        self.button.setAccessibleName("Measure the micrograph")
        self.button.clicked.connect(action.trigger)
        self.settings = SettingsForm()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName("Measuring")
        policy = self._busy.sizePolicy()
        # Its place stays: what is below must not jump while a slider moves.
        policy.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(policy)
        self.view = ResultView()
        self._words = label("", "muted", wrap=True)
        self.outlines = QCheckBox("Show outlines")
        self.outlines.setAccessibleName("Show the measured outlines over the micrograph")
        self.outlines.setChecked(True)
        self._rows = rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 10, 12, 12)
        rows.setSpacing(8)
        rows.addWidget(label("Measurement", "heading"))
        across = QHBoxLayout()
        across.setSpacing(6)
        across.addWidget(self.kind, 1)
        across.addWidget(self.button)
        rows.addLayout(across)
        for widget in (self.settings, self._busy, self._words, self.outlines, self.view):
            rows.addWidget(widget)
        self.reset()

    @property
    def chosen(self) -> str:
        """The kind of structure to look for."""
        return str(self.kind.currentData())

    def put_above_result(self, widget: QWidget) -> None:
        """What belongs to every measurement, between the settings and what was found."""
        self._rows.insertWidget(self._rows.indexOf(self.view), widget)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.approached.emit()
        super().enterEvent(event)

    def reset(self) -> None:
        """Nothing was measured yet."""
        self.view.choose_object(None)
        self._show(None, busy=False, words="Count and sizes by image analysis, on this machine.")

    def say_busy(self, *, quiet: bool = False) -> None:
        """The measurement runs; what was found before stays in sight where it is done quietly."""
        if quiet and self.view.result is not None:
            self._busy.show()
        else:
            self._show(None, busy=True, words="")

    def say(self, sentence: str) -> None:
        """The measurement failed."""
        self._show(None, busy=False, words=sentence, kind="bad")

    def show_result(self, result: Result, name: str = "", *, busy: bool = False) -> None:
        """What was found on the micrograph of this name; `busy` while a newer request is under way."""
        self._show(result, name, busy=busy, words="")

    def _show(self, result: Result | None, name: str = "", *, busy: bool, words: str, kind: str = "muted") -> None:
        self.view.show_result(result, name)
        self.outlines.setVisible(result is not None and any(result.outlines))
        self._busy.setVisible(busy)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        set_kind(self._words, kind)
