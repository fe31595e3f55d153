"""What was decided about a pair: who, when, what, why; opened on demand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from maemi_gui.widgets.disclosure import Disclosure

if TYPE_CHECKING:
    from maemi.project.rows import DecisionRow

_DID = {"approve": "approved", "reject": "rejected", "edit": "edited and approved", "skip": "skipped"}


class HistoryView(QWidget):
    """A line to open, and below it one line a decision."""

    wanted = Signal()
    """It was opened: give it the decisions by `tell`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = Disclosure("History")
        self.button.setAccessibleName("History of decisions about this pair")
        self.button.toggled.connect(self._toggled)
        self.lines = QLabel()
        self.lines.setWordWrap(True)
        self.lines.setTextFormat(Qt.TextFormat.PlainText)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lines.setAccessibleName("Decisions")
        self.lines.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.button)
        layout.addWidget(self.lines)

    def reset(self) -> None:
        """Another pair is up: what was shown is no longer its history."""
        self.lines.clear()
        if self.button.isChecked():
            self.wanted.emit()

    def tell(self, decisions: Sequence[DecisionRow]) -> None:
        """Show the decisions, the newest first."""
        by_id = {decision.id: decision for decision in decisions}
        lines = [line(decision, by_id) for decision in reversed(decisions)]
        self.lines.setText("\n".join(lines) if lines else "Nobody has decided about this pair yet.")

    def _toggled(self, on: bool) -> None:
        self.lines.setVisible(on)
        if on:
            self.wanted.emit()


def line(decision: DecisionRow, by_id: dict[int, DecisionRow]) -> str:
    """`22 Nov 2026 14:03 · Ana · rejected: wrong number`."""
    if decision.undoes is not None:
        undone = by_id.get(decision.undoes)
        did = f"took back “{_DID.get(undone.verb, undone.verb)}”" if undone else "took a decision back"
    else:
        did = _DID.get(decision.verb, decision.verb)
    reason = f": {decision.reason}" if decision.reason else ""
    return f"{_when(decision.at)} · {decision.curator} · {did}{reason}"


def _when(at: datetime | str) -> str:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone().strftime("%d %b %Y %H:%M")
