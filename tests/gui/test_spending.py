"""The window of spending, and what the generate dialog says of money."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from maemi.generate.openai import prices
from maemi.project import ledger
from maemi.project.project import Project
from maemi.project.spending import cap_of, set_cap
from maemi_gui.context import Context
from maemi_gui.main_window import MainWindow
from maemi_gui.review import generate_plan
from maemi_gui.review.generate_dialog import GenerateDialog
from maemi_gui.review.generate_plan import Forecast, Plan
from maemi_gui.spending import reading
from maemi_gui.spending.row_table import RowModel
from maemi_gui.spending.window import SpendingWindow
from maemi_gui.widgets.dollars import dollars
from maemi_gui.widgets.servers import Server, save_servers

Settle = Callable[[], None]


@pytest.fixture(autouse=True)
def own_prices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A price table of the test."""
    monkeypatch.setenv("MAEMI_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "config" / "prices.json"


def spend(project: Project) -> None:
    """2 $ by a dear model, 0.5 $ by a cheap one; one request failed, one was lost, one is under way."""
    for key, model, cost in (("a", "dear", 1.5), ("b", "dear", 0.5), ("c", "cheap", 0.25)):
        ledger.reserve(project, key, "openai", model, 2.0, None, run=f"run-{model}")
        ledger.settle(project, key, cost, 1000, 200)
    ledger.reserve(project, "d", "openai", "cheap", 2.0, None, run="run-cheap", micrograph_id=2)
    ledger.fail(project, "d", "The answer was empty", 0.05, 100, 0)
    ledger.reserve(project, "e", "openai", "cheap", 0.2, None, run="run-cheap")
    ledger.lose(project, "e", "The line went dead")
    ledger.reserve(project, "f", "openai", "dear", 1.0, None, run="run-dear")


@pytest.fixture
def spent(tiny_project: Context) -> Context:
    assert tiny_project.project is not None
    spend(tiny_project.project)
    return tiny_project


@pytest.fixture
def window(qtbot: QtBot, spent: Context, settle: Settle) -> SpendingWindow:
    made = SpendingWindow(spent)
    qtbot.addWidget(made)
    made.show()
    settle()
    return made


def cells(model: RowModel, column: int) -> list[str]:
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def choose(window: SpendingWindow, by: str, settle: Settle) -> None:
    window.spent.by.setCurrentIndex(window.spent.by.findData(by))
    settle()


@pytest.mark.parametrize(
    ("usd", "words"),
    [
        (0, "$ 0.00"),
        (0.0123, "$ 0.0123"),
        (0.6, "$ 0.60"),
        (0.9999999, "$ 1.00"),
        (1234.5, "$ 1,234.50"),
        (0.00001, "under $ 0.0001"),
        (1, "$ 1.00"),
    ],
)
def test_amounts_are_written_for_people(usd: float, words: str) -> None:
    assert dollars(usd) == words


def test_what_is_spent_reserved_and_unconfirmed_is_told(window: SpendingWindow) -> None:
    assert window.head.spent.text() == "$ 2.50 spent"
    assert "No cap" in window.head.more.text() and "$ 1.00 set aside" in window.head.more.text()
    assert "$ 0.20 unconfirmed" in window.head.more.text()
    assert not window.head.bar.isVisible() and not window.head.capped.isChecked()


def test_groups_have_sums_and_are_sorted_by_numbers(window: SpendingWindow, settle: Settle) -> None:
    assert cells(window.spent.model, 0) == ["openai"]
    choose(window, "model", settle)
    assert cells(window.spent.model, 0) == ["dear", "cheap"]
    assert cells(window.spent.model, 1) == ["$ 2.0000", "$ 0.5000"]
    assert window.spent.sums.text() == "$ 2.50 for 5 sendings, 3 answered, 3,700 tokens"
    window.spent.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert cells(window.spent.model, 0) == ["cheap", "dear"]
    choose(window, "run", settle)
    assert cells(window.spent.model, 0) == ["run-cheap", "run-dear"], "the order stays"
    choose(window, "day", settle)
    assert window.spent.model.rowCount() == 1


def test_a_cap_is_set_and_taken_away(window: SpendingWindow, spent: Context, settle: Settle, qtbot: QtBot) -> None:
    assert spent.project is not None
    head = window.head
    assert not head.keep_button.isEnabled()
    head.capped.setChecked(True)
    head.amount.setValue(5)
    with qtbot.waitSignal(spent.money_changed):
        head.keep_button.click()
    settle()
    assert cap_of(spent.project) == 5
    assert head.bar.isVisible() and (head.bar.spent, head.bar.reserved) == pytest.approx((0.5, 0.2))
    assert "$ 1.50 of $ 5.00 left" in head.more.text() and not head.keep_button.isEnabled()
    head.capped.setChecked(False)
    head.keep_button.click()
    settle()
    assert cap_of(spent.project) is None and not head.bar.isVisible()


def test_a_cap_that_is_being_typed_is_not_written_over(window: SpendingWindow, spent: Context, settle: Settle) -> None:
    assert spent.project is not None
    window.head.capped.setChecked(True)
    window.head.amount.setValue(7)
    set_cap(spent.project, 3)
    window.refresh()
    settle()
    assert window.head.wanted() == 7 and window.head.keep_button.isEnabled()


def test_a_cap_of_many_figures_is_not_taken_for_one_being_typed(qtbot: QtBot, spent: Context, settle: Settle) -> None:
    assert spent.project is not None
    set_cap(spent.project, 0.123456)
    window = SpendingWindow(spent)
    qtbot.addWidget(window)
    settle()
    assert not window.head.keep_button.isEnabled()


def test_requests_without_an_answer_say_why_and_lead_to_their_micrograph(window: SpendingWindow, qtbot: QtBot) -> None:
    page = window.unanswered
    window.show_page("Requests without an answer")
    assert page.count.text().startswith("2 requests have no usable answer.")
    row = cells(page.model, 6).index("The answer was empty")
    assert [page.model.data(page.model.index(row, at)) for at in (1, 2, 3, 4, 5)] == [
        "micrograph_1.png",
        "openai",
        "cheap",
        "1",
        "$ 0.0500",
    ]
    page.table.selectRow(row)
    assert page.why.text() == "The answer was empty"
    with qtbot.waitSignal(window.micrograph_wanted) as caught:
        page.show_button.click()
    assert caught.args == [2]
    page.table.selectRow(1 - row)
    assert not page.show_button.isEnabled(), "of that one no micrograph is known"


def test_only_the_newest_thousand_are_listed_and_a_csv_has_all(
    qtbot: QtBot, spent: Context, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = spent.project
    assert project is not None
    with project.session() as session:
        session.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
                "INSERT INTO requests (key, teacher, model, state, reserved_usd, spent_usd, tokens_in, tokens_out, "
                "attempts, owner, error, at, run, unusable) SELECT 'k' || i, 't', 'm', 'failed', 0, 0, 0, 0, 1, '', "
                "'e', '2026-01-01 00:00:00', '', 0 FROM n"
            )
        )
    monkeypatch.setattr(reading, "PIECE", 500)
    window = SpendingWindow(spent)
    qtbot.addWidget(window)
    settle()
    assert window.unanswered.model.rowCount() == 1000
    assert "1,202 requests" in window.unanswered.count.text() and "newest 1,000" in window.unanswered.count.text()
    window.show_page("Requests without an answer")
    window.export(tmp_path / "all.csv")
    settle()
    rows = list(csv.DictReader((tmp_path / "all.csv").read_text("utf-8").splitlines()))
    assert len({row["key"] for row in rows}) == 1202


def test_each_tab_is_exported_as_it_is(window: SpendingWindow, settle: Settle, tmp_path: Path) -> None:
    choose(window, "model", settle)
    window.export(tmp_path / "spent.csv")
    settle()
    rows = list(csv.DictReader((tmp_path / "spent.csv").read_text("utf-8").splitlines()))
    assert [(row["model"], row["cost_usd"]) for row in rows] == [("dear", "2.0"), ("cheap", "0.5")]
    assert "2 lines are in" in window.told.text()
    window.show_page("Prices")
    window.export(tmp_path / "prices.csv")
    settle()
    assert "gpt-5-mini,0.25,0.025,2.0,2025-08-07,shipped" in (tmp_path / "prices.csv").read_text("utf-8")
    window.export(tmp_path / "no folder" / "prices.csv")
    settle()
    assert "cannot be written" in window.told.text() and window.export_button.isEnabled()


def test_a_price_is_entered_changed_and_dropped(window: SpendingWindow, settle: Settle, qtbot: QtBot) -> None:
    page = window.prices
    page.add_button.click()
    dialog = page.dialog
    assert dialog is not None and not dialog.keep_button.isEnabled()
    dialog.name.setText(" lab-vision ")
    dialog.input.setValue(1.5)
    dialog.output.setValue(6)
    dialog.keep_button.click()
    settle()
    found = prices.all_prices()["lab-vision"]
    assert (found.input, found.output, found.cached, found.own) == (1.5, 6, None, True)
    at = cells(page.model, 0).index("lab-vision")
    assert [page.model.data(page.model.index(at, column)) for column in (1, 2, 5)] == ["1.50", "as input", "your lab"]
    page.table.selectRow(at)
    page.edit_button.click()
    assert page.dialog is not None and page.dialog.name.isReadOnly()
    page.dialog.has_cached.setChecked(True)
    page.dialog.cached.setValue(0.25)
    page.dialog.keep_button.click()
    settle()
    assert prices.all_prices()["lab-vision"].cached == 0.25
    with qtbot.waitSignal(window._context.money_changed):
        page.drop_button.click()
    settle()
    assert "lab-vision" not in prices.all_prices() and "lab-vision" not in cells(page.model, 0)


def test_a_shipped_price_is_not_dropped_but_gone_over(window: SpendingWindow, settle: Settle) -> None:
    page = window.prices
    page.table.selectRow(cells(page.model, 0).index("gpt-5-mini"))
    assert not page.drop_button.isEnabled()
    page.edit_button.click()
    assert page.dialog is not None and page.dialog.cached.value() == 0.025
    page.dialog.input.setValue(9)
    page.dialog.keep_button.click()
    settle()
    assert prices.all_prices()["gpt-5-mini"].input == 9 and page.drop_button.isEnabled()
    page.drop_button.click()
    settle()
    assert prices.all_prices()["gpt-5-mini"].input == 0.25 and not page.drop_button.isEnabled()


def test_what_the_window_does_not_ask_for_stays_in_a_price(own_prices: Path) -> None:
    prices.set_price("m", prices.Price(4, 8, batch_input=1, batch_output=3))
    reading.enter_price("m", prices.Price(5, 8))
    assert (prices.all_prices()["m"].input, prices.all_prices()["m"].batch_input) == (5, 1)


def test_a_broken_price_table_is_a_sentence(qtbot: QtBot, spent: Context, settle: Settle, own_prices: Path) -> None:
    own_prices.parent.mkdir()
    own_prices.write_text("{", "utf-8")
    window = SpendingWindow(spent)
    qtbot.addWidget(window)
    settle()
    assert "prices.json is not understood" in window.told.text()
    assert window.head.spent.text() == "$ 2.50 spent"


def test_a_project_without_requests_says_so(qtbot: QtBot, tiny_project: Context, settle: Settle) -> None:
    window = SpendingWindow(tiny_project)
    qtbot.addWidget(window)
    settle()
    assert window.spent.pages.currentWidget() is window.spent.empty
    assert window.unanswered.pages.currentWidget() is window.unanswered.empty
    assert window.head.spent.text() == "$ 0.00 spent"


def test_the_window_follows_a_run(window: SpendingWindow, spent: Context, qtbot: QtBot) -> None:
    assert spent.project is not None
    ledger.settle(spent.project, "f", 1.0)
    spent.pairs_changed.emit()
    qtbot.waitUntil(lambda: window.head.spent.text() == "$ 3.50 spent")


def test_the_menu_opens_it_and_closing_the_project_closes_it(qtbot: QtBot, spent: Context, settle: Settle) -> None:
    main = MainWindow(spent)
    qtbot.addWidget(main)
    with qtbot.waitSignal(main.ready, timeout=20_000):
        main.show()
    main.actions_by_id["file.spending"].trigger()
    spent.prices_wanted.emit()
    first, second = main.findChildren(SpendingWindow)
    assert first.tabs.currentWidget() is first.spent and second.tabs.currentWidget() is second.prices
    settle()
    second.close()
    spent.set_project(None)
    assert not first.isVisible() and not main.actions_by_id["file.spending"].isEnabled()
    settle()
    main.close()


@pytest.fixture
def foreseen(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """Dry runs without a process."""
    plans: list[Plan] = []

    def forecast(plan: Plan) -> Forecast:
        plans.append(plan)
        return Forecast(3, 3, 12_000, None)

    monkeypatch.setattr(generate_plan, "forecast", forecast)
    return plans


def test_the_generate_dialog_tells_what_was_spent_and_what_to_do_without_a_price(
    qtbot: QtBot, spent: Context, settle: Settle, foreseen: list[Plan]
) -> None:
    assert spent.project is not None
    set_cap(spent.project, 5)
    save_servers(spent.settings, [Server("Far", "https://far.example/v1", "vision-1")])
    dialog = GenerateDialog(spent)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert not dialog.money.isVisible(), "the measured teacher costs nothing"
    dialog.openai.setChecked(True)
    qtbot.waitUntil(dialog.start_button.isEnabled)
    settle()
    assert dialog.money.so_far.text() == (
        "So far this project has spent $ 2.50, and $ 1.00 are set aside for requests under way; "
        "its cap is $ 5.00, so $ 1.50 are left."
    )
    assert dialog.money.unpriced.isVisible() and "“vision-1” has no price" in dialog.money.unpriced.text()
    dialog._refused("There is no price for the model.")
    assert not dialog.money.unpriced.isVisible(), "it is said once"
    assert dialog.money.prices_button.isVisible()
    with qtbot.waitSignal(spent.prices_wanted):
        dialog.money.prices_button.click()
    prices.set_price("vision-1", prices.Price(1, 2))
    before = len(foreseen)
    spent.money_changed.emit()
    qtbot.waitUntil(lambda: len(foreseen) > before)
    settle()
    assert not dialog.money.unpriced.isVisible() and not dialog.money.prices_button.isVisible()


def test_a_closed_generate_dialog_foresees_nothing_more(
    qtbot: QtBot, spent: Context, settle: Settle, foreseen: list[Plan]
) -> None:
    dialog = GenerateDialog(spent)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.start_button.isEnabled)
    dialog.reject()
    spent.money_changed.emit()
    assert not dialog._later.isActive()
