"""Beside a forecast: what the project has spent so far, its cap, and what to do where a model has no price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.widgets.dollars import dollars
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.project import Project


@dataclass(frozen=True, slots=True)
class SoFar:
    """US dollars."""

    spent: float
    reserved: float
    cap: float | None


def read_so_far(project: Project) -> SoFar:
    """What all requests of the project have cost. For the database worker."""
    from maemi.project.ledger_totals import total
    from maemi.project.spending import cap_of

    whole = total(project)
    return SoFar(whole.spent_usd, whole.reserved_usd, cap_of(project))


def has_price(model: str, base_url: str) -> bool:
    """Whether a cost can be foreseen: it is listed, or the server is the lab's own. For a worker."""
    from maemi.generate.openai.hosts import is_own_network
    from maemi.generate.openai.prices import price_of

    return price_of(model) is not None or is_own_network(base_url)


class MoneyLines(QWidget):
    """Shown for a teacher that costs money."""

    fitted = Signal()
    """Its height is another."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked: Task | None = None
        self.so_far = label("", "muted", wrap=True)
        self.unpriced = label("", "warn", wrap=True)
        self.prices_button = QPushButton("&Prices…")
        self.prices_button.setAutoDefault(False)
        self.prices_button.clicked.connect(context.prices_wanted)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.so_far)
        rows.addWidget(self.unpriced)
        rows.addWidget(self.prices_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._say_price("")

    def look(self, model: str, base_url: str) -> None:
        """Read again, for the model that would be asked; without a model nothing is said of its price."""
        project, background = self._context.project, self._context.background
        if self._asked is not None:
            self._asked.cancel()
        self._say_price("")
        if project is not None:
            background.run(read_so_far, project, then=self._know, failed=self._fail, database=True, owner=self)
        if model and base_url:
            self._asked = background.run(
                has_price,
                model,
                base_url,
                then=lambda known: self._know_price(model, known),
                failed=self._say_price,
                owner=self,
            )

    def quieten(self, refused: bool) -> None:
        """A dry run that is refused says itself that there is no price; the way to the prices stays."""
        self.unpriced.setVisible(bool(self.unpriced.text()) and not refused)

    def _know(self, found: SoFar) -> None:
        words = f"So far this project has spent {dollars(found.spent)}"
        if found.reserved:
            words += f", and {dollars(found.reserved)} are set aside for requests under way"
        if found.cap is None:
            words += "; it has no cap of its own."
        else:
            left = max(0.0, found.cap - found.spent - found.reserved)
            words += f"; its cap is {dollars(found.cap)}, so {dollars(left)} {'are' if left else 'is'} left."
        self.so_far.setText(words)
        self.fitted.emit()

    def _fail(self, sentence: str) -> None:
        self.so_far.setText(sentence)
        self.fitted.emit()

    def _know_price(self, model: str, known: bool) -> None:
        sentence = f"“{model}” has no price, so what it costs is not counted: enter what its provider asks."
        self._say_price("" if known else sentence)

    def _say_price(self, sentence: str) -> None:
        self.unpriced.setText(sentence)
        self.unpriced.setVisible(bool(sentence))
        self.prices_button.setVisible(bool(sentence))
        self.fitted.emit()
