"""Measure the selected micrograph and read what was found."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QEnterEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.inspect.result import Result
from maemi_gui.widgets.fact_list import FactList
from maemi_gui.widgets.words import label, set_kind

KINDS = (
    ("What is there", "auto"),
    ("Particles", "particles"),
    ("Fibres", "fibres"),
    ("Pores", "pores"),
    ("Pattern", "pattern"),
    ("Grains", "grains"),
)


class MeasureCard(QFrame):
    """Shows a result or a sentence; the panel measures."""

    approached = Signal()
    """The mouse came: somebody may soon measure."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.kind = QComboBox()
        self.kind.setAccessibleName("What to measure")
        for text, kind in KINDS:
            self.kind.addItem(text, kind)
        self.button = QPushButton("Measure")
        theme.tint(self.button, "measure")
        self.button.setToolTip(action.toolTip())
        self.button.setAccessibleName("Measure the micrograph")
        self.button.clicked.connect(action.trigger)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName("Measuring")
        self._facts = FactList()
        self._words = label("", "muted", wrap=True)
        self.outlines = QCheckBox("Show outlines")
        self.outlines.setAccessibleName("Show the measured outlines over the micrograph")
        self.outlines.setChecked(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 10, 12, 12)
        rows.setSpacing(8)
        rows.addWidget(label("Measurement", "heading"))
        across = QHBoxLayout()
        across.setSpacing(6)
        across.addWidget(self.kind, 1)
        across.addWidget(self.button)
        rows.addLayout(across)
        for widget in (self._busy, self._facts, self.outlines, self._words):
            rows.addWidget(widget)
        self.reset()

    @property
    def chosen(self) -> str:
        """The kind of structure to look for."""
        return str(self.kind.currentData())

    def enterEvent(self, event: QEnterEvent) -> None:
        self.approached.emit()
        super().enterEvent(event)

    def reset(self) -> None:
        """Nothing was measured yet."""
        self._show(facts=False, busy=False, words="Count and sizes by image analysis, on this machine.")

    def say_busy(self) -> None:
        """The measurement runs."""
        self._show(facts=False, busy=True, words="")

    def say(self, sentence: str) -> None:
        """The measurement failed."""
        self._show(facts=False, busy=False, words=sentence, kind="bad")

    def show_result(self, result: Result) -> None:
        """What was found."""
        lines = result.lines()
        self._facts.set_lines(lines)
        self._show(
            facts=bool(lines),
            busy=False,
            words="\n".join(_sentence(said) for said in result.measurement.warnings),
            kind="warn",
        )
        self.outlines.setVisible(bool(result.outlines))

    def _show(self, *, facts: bool, busy: bool, words: str, kind: str = "muted") -> None:
        self._facts.setVisible(facts)
        self.outlines.setVisible(False)
        self._busy.setVisible(busy)
        self.button.setEnabled(not busy)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        set_kind(self._words, kind)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
