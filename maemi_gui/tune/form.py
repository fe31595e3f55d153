"""What a fine-tune shall do: base, ranks, length, and behind a fold the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from maemi_gui.tune.base_choice import BaseChoice
from maemi_gui.widgets.disclosure import Disclosure

if TYPE_CHECKING:
    from maemi.train.spec import TrainSpec


class TuneForm(QWidget):
    """Starts with the defaults of `TrainSpec`; `spec` gives what is set."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.base = BaseChoice()
        self.low = _whole("Least rank", 1, 256, 4)
        self.high = _whole("Greatest rank", 1, 256, 16)
        self.length = _whole("Length of the fine-tune", 1, 1_000_000, 3)
        self.unit = QComboBox()
        self.unit.setAccessibleName("Unit of the length")
        self.unit.addItem("epochs", "epochs")
        self.unit.addItem("steps", "steps")
        self.rate = QDoubleSpinBox()
        self.rate.setAccessibleName("Learning rate")
        self.rate.setDecimals(5)
        self.rate.setRange(0.00001, 1.0)
        self.rate.setSingleStep(0.001)
        self.rate.setValue(0.004)
        self.batch = _whole("Pairs in a batch", 1, 256, 8)
        self.accumulation = _whole("Batches in a step", 1, 256, 1)
        self.seed = _whole("Seed", 0, 2**31 - 1, 0)
        self.held_out = _whole("Micrographs held out, in percent", 5, 50, 20)
        self.held_out.setSuffix(" %")
        self.quantize = QCheckBox("Base in 4 bits (NF4)")
        self.quantize.setChecked(True)
        self._lay_out()
        self._connect()

    def spec(self, project: str) -> TrainSpec:
        """The settings for a project's address. Raises InputError where they cannot be."""
        from maemi.train.spec import TrainSpec

        steps = self.unit.currentData() == "steps"
        return TrainSpec(
            project=project,
            base=self.base.value(),
            ranks=(self.low.value(), self.high.value()),
            epochs=1 if steps else self.length.value(),
            steps=self.length.value() if steps else None,
            learning_rate=self.rate.value(),
            batch=self.batch.value(),
            accumulation=self.accumulation.value(),
            seed=self.seed.value(),
            held_out=self.held_out.value() / 100,
            quantize=self.quantize.isChecked(),
        )

    def _lay_out(self) -> None:
        ranks = QHBoxLayout()
        ranks.setSpacing(8)
        ranks.addWidget(self.low, 1)
        ranks.addWidget(QLabel("to"))
        ranks.addWidget(self.high, 1)
        length = QHBoxLayout()
        length.setSpacing(8)
        length.addWidget(self.length, 1)
        length.addWidget(self.unit, 1)
        form = _form()
        form.addRow("&Base", self.base)
        form.addRow("&Ranks", ranks)
        _buddy(form, ranks, self.low)
        form.addRow("&Length", length)
        _buddy(form, length, self.length)
        self.fold = Disclosure("More settings")
        self.more = QWidget()
        more = _form()
        more.setContentsMargins(0, 0, 0, 0)
        for text, field in (
            ("Learning rate", self.rate),
            ("Pairs in a batch", self.batch),
            ("Batches in a step", self.accumulation),
            ("Held out", self.held_out),
            ("Seed", self.seed),
            ("", self.quantize),
        ):
            more.addRow(text, field)
        self.more.setLayout(more)
        self.more.hide()
        self.fold.toggled.connect(self.more.setVisible)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self.fold)
        layout.addWidget(self.more)

    def _connect(self) -> None:
        self.base.changed.connect(self.changed)
        self.low.valueChanged.connect(lambda low: self.high.setMinimum(low))
        for field in (self.low, self.high, self.length, self.batch, self.accumulation, self.seed, self.held_out):
            field.valueChanged.connect(self.changed)
        self.rate.valueChanged.connect(self.changed)
        self.quantize.toggled.connect(self.changed)
        self.unit.currentIndexChanged.connect(self._unit_changed)

    def _unit_changed(self) -> None:
        self.length.setValue(100 if self.unit.currentData() == "steps" else 3)
        self.changed.emit()


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setHorizontalSpacing(12)
    return form


def _buddy(form: QFormLayout, row: QHBoxLayout, field: QWidget) -> None:
    words = form.labelForField(row)
    if isinstance(words, QLabel):
        words.setBuddy(field)


def _whole(name: str, least: int, most: int, value: int) -> QSpinBox:
    field = QSpinBox()
    field.setAccessibleName(name)
    field.setRange(least, most)
    field.setValue(value)
    field.setKeyboardTracking(False)
    return field
