"""The sheet before the first send: it shows what goes, starts nothing by itself, and what is agreed to is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from maemi.project import consent
from maemi_gui.context import Context
from maemi_gui.review import generate_plan, sending_sheet
from maemi_gui.review.generate_dialog import GenerateDialog
from maemi_gui.review.generate_plan import Forecast, Plan
from maemi_gui.review.sending_sheet import Leaves, SendingSheet, read_leaves
from maemi_gui.widgets.servers import Server, save_servers

Settle = Callable[[], None]
AWAY = "http://192.0.2.1:8000/v1"
HOST = "192.0.2.1:8000"


def plan_of(context: Context) -> Plan:
    assert context.project is not None
    return Plan(context.project.address, teacher="openai", model="m", base_url=AWAY, image_side=128)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Plan]:
    """Runs without a process: the plans that were started."""
    plans: list[Plan] = []

    def start(plan: Plan, *_more: Any) -> Path:
        plans.append(plan)
        return tmp_path / "run"

    monkeypatch.setattr(generate_plan, "start", start)
    monkeypatch.setattr(generate_plan, "forecast", lambda _plan: Forecast(3, 3, 12_000, 0.24))
    return plans


@pytest.fixture
def dialog(
    qtbot: QtBot, tiny_project: Context, started: list[Plan], monkeypatch: pytest.MonkeyPatch, settle: Settle
) -> GenerateDialog:
    """Set to a server elsewhere, its dry run done."""
    told = {
        "host": HOST, "model": "m", "encrypted": False, "requests": 3, "tokens": 12_000, "cost_usd": None,
        "image_side": 128, "info_bars": False, "stripped": ["the file's name"], "example": [["user", "What?"]],
        "warnings": ["the way is not encrypted."], "pictures": [],
    }  # fmt: skip
    monkeypatch.setattr(
        sending_sheet, "read_leaves", lambda plan: Leaves(told | {"info_bars": plan.keep_info_bars}, [])
    )
    save_servers(tiny_project.settings, [Server("Far", AWAY, "m")])
    made = GenerateDialog(tiny_project)
    qtbot.addWidget(made)
    made.openai.setChecked(True)
    made.show()
    qtbot.waitUntil(made.start_button.isEnabled)
    return made


def sheet_of(dialog: GenerateDialog, settle: Settle) -> SendingSheet:
    settle()
    assert dialog.sheet is not None
    settle()
    return dialog.sheet


def test_a_real_dry_run_shows_the_very_pictures(qtbot: QtBot, tiny_project: Context) -> None:
    leaves = read_leaves(plan_of(tiny_project))
    assert len(leaves.pictures) == 3
    words, image = leaves.pictures[0]
    assert words.startswith("128 × 96 px") and not image.isNull()
    assert leaves.told["requests"] == 3 and leaves.told["example"]
    assert "micrograph_0" not in str(leaves.told["example"])


def test_nothing_starts_until_somebody_agrees(
    dialog: GenerateDialog, started: list[Plan], settle: Settle, tiny_project: Context
) -> None:
    dialog.start()
    sheet = sheet_of(dialog, settle)
    assert started == [] and HOST in sheet.heading.text() and sheet.send_button.isEnabled()
    assert "not encrypted" in sheet.warnings.text() and "What?" in sheet.text.toPlainText()
    sheet.reject()
    settle()
    assert started == [] and dialog.start_button.isEnabled()
    dialog.start()
    sheet_of(dialog, settle).agree()
    settle()
    assert [plan.agreed for plan in started] == [True] and "--yes" in started[0].argv()
    project = tiny_project.project
    assert project is not None and consent.standing(project, HOST) is None


def test_dont_ask_again_is_kept_with_who_agreed(
    dialog: GenerateDialog, started: list[Plan], settle: Settle, tiny_project: Context
) -> None:
    project = tiny_project.project
    assert project is not None
    dialog.start()
    sheet = sheet_of(dialog, settle)
    sheet.keep_bars.click()
    settle()
    sheet.always.click()
    sheet.agree()
    settle()
    found = consent.standing(project, HOST)
    assert found is not None and found.who == tiny_project.curator and found.info_bars
    assert "--keep-info-bars" in started[0].argv()


def test_what_is_agreed_for_good_is_not_asked(
    dialog: GenerateDialog, started: list[Plan], settle: Settle, tiny_project: Context
) -> None:
    project = tiny_project.project
    assert project is not None
    consent.give(project, HOST, "ada")
    dialog.start()
    settle()
    assert dialog.sheet is None and [plan.agreed for plan in started] == [False]


def test_what_cannot_be_shown_cannot_be_sent(
    dialog: GenerateDialog, started: list[Plan], settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending_sheet, "read_leaves", lambda _plan: 1 / 0)
    dialog.start()
    sheet = sheet_of(dialog, settle)
    sheet.agree()
    settle()
    assert not sheet.send_button.isEnabled() and started == []
