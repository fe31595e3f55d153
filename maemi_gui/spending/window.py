"""Money in a window of its own: what was spent against the cap, requests without an answer, prices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.context import Context
from maemi_gui.spending import reading
from maemi_gui.spending.head import Head
from maemi_gui.spending.prices_page import PricesPage
from maemi_gui.spending.spent_page import SpentPage
from maemi_gui.spending.unanswered_page import UnansweredPage
from maemi_gui.widgets.words import label, set_kind

if TYPE_CHECKING:
    from maemi.project.spending import Spending

SIZE = QSize(1180, 700)
SETTLES_MS = 500
"""A run tells of new pairs every second; the window reads no more often than this."""


class SpendingWindow(QDialog):
    """Stays open beside the main window and follows what runs spend."""

    micrograph_wanted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Spending")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(SIZE)
        self._context = context
        self.head = Head()
        self.spent = SpentPage()
        self.unanswered = UnansweredPage()
        self.prices = PricesPage()
        self.tabs = QTabWidget()
        self.told = label("", "muted", wrap=True, selectable=True)
        self.refresh_button = QPushButton("&Refresh")
        self.export_button = QPushButton("&Export CSV…")
        self._later = QTimer(self, singleShot=True, interval=SETTLES_MS)
        self._later.timeout.connect(self.read_money)
        self._lay_out()
        self.head.cap_wanted.connect(self._keep_cap)
        self.spent.grouping_changed.connect(self.read_money)
        self.unanswered.micrograph_wanted.connect(self.micrograph_wanted)
        self.prices.entered.connect(lambda model, price: self._change_prices(reading.enter_price, model, price))
        self.prices.dropped.connect(lambda model: self._change_prices(reading.drop_own, model))
        self.refresh_button.clicked.connect(self.refresh)
        self.export_button.clicked.connect(self._ask_export)
        self.tabs.currentChanged.connect(lambda _index: self._say(""))
        context.pairs_changed.connect(self._later.start)
        context.project_changed.connect(self.close)
        self.refresh()

    def show_page(self, title: str) -> None:
        """Bring a tab to the front: Spent, Requests without an answer, Prices."""
        for at in range(self.tabs.count()):
            if self.tabs.tabText(at) == title:
                self.tabs.setCurrentIndex(at)

    def refresh(self) -> None:
        """Read everything again."""
        self._say("")
        self.read_money()
        self._read_prices()

    def read_money(self) -> None:
        """Read what was spent and what has no answer."""
        project, by = self._context.project, self.spent.grouping
        if project is not None:
            self._read(reading.money, project, by, then=partial(self._show_money, by), database=True)
            self._read(reading.unanswered, project, then=self.unanswered.show_unanswered, database=True)

    def _read_prices(self) -> None:
        self._read(reading.prices, then=self.prices.show_prices)

    def _read(self, fn: Callable[..., Any], *args: Any, then: Callable[[Any], object], database: bool = False) -> None:
        self._context.background.run(fn, *args, then=then, failed=self._say_bad, database=database, owner=self)

    def _show_money(self, by: str, found: Spending) -> None:
        self.head.show_money(found)
        if by == self.spent.grouping:  # not what was chosen before
            self.spent.show_money(found)

    def _keep_cap(self, usd: float | None) -> None:
        project = self._context.project
        if project is not None:
            self._context.background.run(
                reading.keep_cap,
                project,
                usd,
                then=lambda _none: self._cap_kept(),
                failed=self._cap_not_kept,
                database=True,
                owner=self,
            )

    def _cap_kept(self) -> None:
        self._say("The cap is kept; it holds for every run from its next request on.")
        self.read_money()
        self._context.money_changed.emit()

    def _cap_not_kept(self, sentence: str) -> None:
        self.head.not_kept()
        self._say_bad(sentence)

    def _change_prices(self, fn: Callable[..., None], model: str, *args: Any) -> None:
        self.prices.set_busy(True)
        self._context.background.run(
            fn, model, *args, then=lambda _none: self._prices_changed(), failed=self._prices_not_changed, owner=self
        )

    def _prices_changed(self) -> None:
        self._say("The price is kept; requests that are sent from now on are counted by it.")
        self._read_prices()
        self._context.money_changed.emit()

    def _prices_not_changed(self, sentence: str) -> None:
        self._say_bad(sentence)
        self.prices.set_busy(False)

    def _ask_export(self) -> None:
        name = ("spending.csv", "requests without an answer.csv", "prices.csv")[self.tabs.currentIndex()]
        file, _ = QFileDialog.getSaveFileName(self, "Export what this tab lists", name, "CSV (*.csv)")
        if file:
            self.export(Path(file))

    def export(self, file: Path) -> None:
        """Write what the tab in front lists, all of it; the window goes on meanwhile."""
        project, page = self._context.project, self.tabs.currentWidget()
        if project is None:
            return
        if page is self.spent:
            work = partial(reading.export_money, project, self.spent.grouping, file)
        elif page is self.unanswered:
            work = partial(reading.export_unanswered, project, file)
        else:
            work = partial(reading.export_prices, file)
        self.export_button.setEnabled(False)
        # Not the database's worker: reading many requests would hold up every decision.
        self._context.background.run(work, then=partial(self._exported, file), failed=self._not_exported, owner=self)

    def _exported(self, file: Path, count: int) -> None:
        self.export_button.setEnabled(True)
        self._say(f"{count:,} line{'' if count == 1 else 's'} {'is' if count == 1 else 'are'} in {file}.")

    def _not_exported(self, sentence: str) -> None:
        self.export_button.setEnabled(True)
        self._say_bad(sentence)

    def _say(self, sentence: str) -> None:
        set_kind(self.told, "muted")
        self.told.setText(sentence)

    def _say_bad(self, sentence: str) -> None:
        set_kind(self.told, "bad")
        self.told.setText(sentence)

    def _lay_out(self) -> None:
        for button, icon in ((self.refresh_button, "refresh"), (self.export_button, "export")):
            button.setAutoDefault(False)
            theme.tint(button, icon)
        self.tabs.addTab(self.spent, "Spent")
        self.tabs.addTab(self.unanswered, "Requests without an answer")
        self.tabs.addTab(self.prices, "Prices")
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(self.refresh_button)
        foot.addWidget(self.export_button)
        rows = QVBoxLayout(self)
        rows.setSpacing(10)
        rows.addWidget(self.head)
        rows.addWidget(self.tabs, 1)
        rows.addLayout(foot)
