"""Which model answers, at which rank."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from maemi_gui.chat.choices import ModelChoice, shown_ranks


class ModelBar(QWidget):
    """A list of models, and beside a fine-tune the ranks of its adapter."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models = QComboBox()
        self.models.setAccessibleName("Model that answers")
        self.models.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.models.setMinimumContentsLength(12)
        self.models.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.ranks = QComboBox()
        self.ranks.setAccessibleName("Rank of the adapter")
        self.ranks.setToolTip("A smaller rank is a smaller adapter, cut from the same fine-tune")
        self.ranks.hide()
        self.models.currentIndexChanged.connect(self._model_changed)
        self.ranks.currentIndexChanged.connect(self.changed)
        self._choices: list[ModelChoice] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.models, 1)
        row.addWidget(self.ranks)

    @property
    def choice(self) -> ModelChoice | None:
        """The chosen model."""
        at = self.models.currentIndex()
        return self._choices[at] if 0 <= at < len(self._choices) else None

    @property
    def rank(self) -> int | None:
        """The chosen rank, None for a model without an adapter."""
        choice = self.choice
        return self.ranks.currentData() if choice is not None and choice.ranks is not None else None

    def set_choices(self, choices: Sequence[ModelChoice]) -> None:
        """Offer these models; the chosen one stays chosen where it is still among them."""
        chosen, rank = self.choice, self.rank
        self._choices = list(choices)
        self.models.blockSignals(True)
        self.models.clear()
        for choice in self._choices:
            self.models.addItem(choice.text)
        same = [
            at for at, c in enumerate(self._choices) if chosen and (c.model, c.server) == (chosen.model, chosen.server)
        ]
        self.models.setCurrentIndex(same[0] if same else 0)
        self.models.blockSignals(False)
        self._model_changed()
        if same and rank is not None:
            self.ranks.setCurrentIndex(max(0, self.ranks.findData(rank)))

    def choose(self, model: str, rank: int | None = None) -> bool:
        """Choose a model by its name; False where it is not offered."""
        for at, choice in enumerate(self._choices):
            if choice.model == model:
                self.models.setCurrentIndex(at)
                if rank is not None:
                    self.ranks.setCurrentIndex(max(0, self.ranks.findData(rank)))
                return True
        return False

    def _model_changed(self) -> None:
        choice = self.choice
        self.ranks.blockSignals(True)
        self.ranks.clear()
        if choice is not None and choice.ranks is not None:
            for rank in shown_ranks(choice.ranks):
                self.ranks.addItem(f"rank {rank}", rank)
            self.ranks.setCurrentIndex(self.ranks.count() - 1)
        self.ranks.blockSignals(False)
        self.ranks.setVisible(self.ranks.count() > 0)
        self.models.setToolTip(choice.text if choice is not None else "")
        self.changed.emit()
