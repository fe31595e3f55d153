"""One model's price: US dollars a million tokens, and the day on which it was looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from maemi_gui.widgets.dollars import DollarBox
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.generate.openai.prices import Price

MOST_USD = 999_999.0


class PriceDialog(QDialog):
    """For a new model, or one that is listed; accepted means that `model` and `price()` shall be entered."""

    def __init__(self, model: str = "", before: Price | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Price of a model")
        self.setMinimumWidth(420)
        self.name = QLineEdit(model)
        self.name.setAccessibleName("Model")
        self.name.setPlaceholderText("as its server knows it, e.g. gpt-5-mini")
        self.name.setReadOnly(before is not None)
        self.input = _dollars("Input", before.input if before else 0.0)
        self.output = _dollars("Output", before.output if before else 0.0)
        cached = before.cached if before else None
        self.has_cached = QCheckBox("of its own")
        self.has_cached.setAccessibleName("Cached input has a price of its own")
        self.has_cached.setChecked(cached is not None)
        self.cached = _dollars("Cached input", cached if cached is not None else 0.0)
        self.cached.setEnabled(cached is not None)
        self.has_cached.toggled.connect(self.cached.setEnabled)
        self.day = QDateEdit(QDate.currentDate())
        self.day.setAccessibleName("Day on which it was looked up")
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setMaximumDate(QDate.currentDate())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep_button = self.buttons.addButton("Keep", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep_button.setProperty("kind", "primary")
        self.keep_button.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(self._able)
        self._lay_out(before is not None and not before.own)
        self._able()

    @property
    def model(self) -> str:
        """The model's name."""
        return self.name.text().strip()

    def price(self) -> Price:
        """What is set."""
        from maemi.generate.openai.prices import Price

        return Price(
            self.input.value(),
            self.output.value(),
            self.cached.value() if self.has_cached.isChecked() else None,
            as_of=self.day.date().toString("yyyy-MM-dd"),
        )

    def _able(self) -> None:
        self.keep_button.setEnabled(bool(self.model))

    def _lay_out(self, shipped: bool) -> None:
        words = "US dollars a million tokens, for all projects of yours."
        if shipped:
            words += " Your price goes over the shipped one, which holds again once yours is dropped."
        cached = QHBoxLayout()
        cached.addWidget(self.has_cached)
        cached.addWidget(self.cached, 1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Model", self.name)
        form.addRow("Input", self.input)
        form.addRow("Output", self.output)
        form.addRow("Cached input", cached)
        form.addRow("Looked up on", self.day)
        rows = QVBoxLayout(self)
        rows.setSpacing(10)
        rows.addWidget(label(words, "muted", wrap=True))
        rows.addLayout(form)
        rows.addStretch(1)
        rows.addWidget(self.buttons)


def _dollars(name: str, value: float) -> DollarBox:
    return DollarBox(f"{name}, US dollars a million tokens", MOST_USD, value)
