"""The last five decisions, to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from maemi_gui.review.cell_words import dot

if TYPE_CHECKING:
    from maemi.project.pace import LastDecision
    from maemi.project.rows import PairRow

COUNT = 5
_DID = {"approve": "Approved", "reject": "Rejected", "edit": "Edited and approved", "skip": "Skipped"}


class LastDecisions(QWidget):
    """A row of small buttons, the newest at the right; each shows its pair again."""

    chosen = Signal(object)
    """The pair (PairRow) to go back to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Last decisions")
        self._made: list[tuple[str, PairRow]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.buttons: list[QToolButton] = []
        for _ in range(COUNT):
            button = QToolButton()
            button.setAccessibleName("No decision yet")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _on=False, button=button: self._chosen(button))
            self._row.addWidget(button, 1)
            self.buttons.append(button)
        self._show()

    def set_decisions(self, last: Sequence[LastDecision]) -> None:
        """What stands, the newest first."""
        self._made = [(one.verb, one.pair) for one in reversed(last)]
        self._show()

    def decided(self, verb: str, pair: PairRow) -> None:
        """One more; a pair that was decided again moves to the end."""
        self._made = [*[one for one in self._made if one[1].id != pair.id][1 - COUNT :], (verb, pair)]
        self._show()

    def again(self) -> None:
        """Paint it in the colours of another theme."""
        self._show()

    def _show(self) -> None:
        for at, button in enumerate(self.buttons):
            button.setVisible(at < len(self._made))
            if at < len(self._made):
                verb, pair = self._made[at]
                did = _DID.get(verb, verb)
                button.setIcon(dot(pair.state))
                button.setText(f"#{pair.id}")
                why = f": {pair.reason}" if pair.reason else ""
                button.setToolTip(f"{did}{why}\n{pair.question}\n{pair.answer}\nClick to go back to it")
                button.setAccessibleName(f"{did}{why}: {pair.question}")
        self.setVisible(bool(self._made))

    def _chosen(self, button: QToolButton) -> None:
        self.chosen.emit(self._made[self.buttons.index(button)][1])
