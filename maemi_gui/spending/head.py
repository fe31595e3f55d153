"""Above the tabs: what is spent, what is set aside, and the project's cap, which can be changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from maemi_gui.spending.cap_bar import CapBar
from maemi_gui.widgets.dollars import FIGURES, DollarBox, dollars
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.spending import Spending

MOST_USD = 1e9
FIRST_USD = 10.0
"""Offered where the project has no cap."""


class Head(QWidget):
    """A cap that somebody is typing is not written over by what a run does meanwhile."""

    cap_wanted = Signal(object)
    """An amount in US dollars, or None for no cap."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cap: float | None = None
        self._known = False
        self.spent = label("", "title")
        self.more = label("", "muted", wrap=True)
        self.bar = CapBar()
        self.bar.hide()
        self.capped = QCheckBox("&Never spend more than")
        self.amount = DollarBox("Cap of the project in US dollars", MOST_USD, FIRST_USD)
        self.keep_button = QPushButton("&Set cap")
        self.keep_button.setAutoDefault(False)
        self.keep_button.clicked.connect(self.keep)
        self.capped.toggled.connect(self._able)
        self.amount.valueChanged.connect(self._able)
        self.setEnabled(False)
        self._lay_out()
        self._able()

    def show_money(self, found: Spending) -> None:
        """What the project has spent now."""
        typing = self._known and self._is_changed()
        self._cap, self._known = found.cap_usd, True
        if not typing:
            self.capped.setChecked(found.cap_usd is not None)
            if found.cap_usd is not None:
                self.amount.setValue(found.cap_usd)
        self.spent.setText(f"{dollars(found.spent_usd)} spent")
        self.more.setText(_more(found))
        self.bar.setVisible(found.cap_usd is not None)
        if found.cap_usd is not None:
            self.bar.show_shares(found.spent_usd, found.reserved_usd, found.cap_usd)
        self.setEnabled(True)
        self._able()

    def wanted(self) -> float | None:
        """The cap as it is set here."""
        return self.amount.value() if self.capped.isChecked() else None

    def keep(self) -> None:
        """Ask for what is set to be kept."""
        self.keep_button.setEnabled(False)
        self.cap_wanted.emit(self.wanted())

    def not_kept(self) -> None:
        """It may be tried again."""
        self._able()

    def _is_changed(self) -> bool:
        # The field rounds a cap of more figures.
        return self.wanted() != (None if self._cap is None else round(self._cap, FIGURES))

    def _able(self) -> None:
        self.amount.setEnabled(self.capped.isChecked())
        self.keep_button.setEnabled(self._known and self._is_changed())

    def _lay_out(self) -> None:
        cap = QHBoxLayout()
        cap.addWidget(self.capped)
        cap.addWidget(self.amount)
        cap.addWidget(self.keep_button)
        self.capped.setToolTip("No run of this project spends more than this altogether, whatever its own budget says")
        first = QHBoxLayout()
        first.addWidget(self.spent)
        first.addStretch(1)
        first.addLayout(cap)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(first)
        rows.addWidget(self.bar)
        rows.addWidget(self.more)


def _more(found: Spending) -> str:
    left = found.left_usd
    words = ["No cap" if found.cap_usd is None or left is None else f"{dollars(left)} of {dollars(found.cap_usd)} left"]
    if found.reserved_usd:
        words.append(f"{dollars(found.reserved_usd)} set aside for requests under way")
    if found.unconfirmed_usd:
        words.append(f"{dollars(found.unconfirmed_usd)} unconfirmed: answers that were lost, at their highest cost")
    return "; ".join(words) + "."
