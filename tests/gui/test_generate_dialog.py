"""Generate: the command line, a real dry run and run of the measured teacher, and keys that reach no file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from maemi.errors import InputError
from maemi_gui.context import Context
from maemi_gui.review import generate_plan
from maemi_gui.review.generate_dialog import GenerateDialog
from maemi_gui.review.generate_plan import Forecast, Plan
from maemi_gui.widgets import servers
from maemi_gui.widgets.servers import Server, save_servers, set_local_only

Settle = Callable[[], None]


@pytest.fixture
def foreseen(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """Dry runs without a process; the plans that were asked about."""
    plans: list[Plan] = []

    def forecast(plan: Plan) -> Forecast:
        plans.append(plan)
        plan.argv()
        return Forecast(3, 3, 12_000, 0.24)

    monkeypatch.setattr(generate_plan, "forecast", forecast)
    return plans


def opened(qtbot: QtBot, context: Context) -> GenerateDialog:
    dialog = GenerateDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_measured_teacher_is_the_default_and_sends_nothing(
    qtbot: QtBot, tiny_project: Context, foreseen: list[Plan]
) -> None:
    dialog = opened(qtbot, tiny_project)
    assert not dialog.start_button.isEnabled()
    qtbot.waitUntil(dialog.start_button.isEnabled)
    assert foreseen[-1].teacher == "measured"
    assert dialog.leaves.text() == "Nothing leaves this machine."
    assert dialog.cost.text() == "3 requests about 3 micrographs, no cost."


def test_a_server_is_named_with_its_cost_before_anything_is_sent(
    qtbot: QtBot, tiny_project: Context, foreseen: list[Plan]
) -> None:
    save_servers(tiny_project.settings, [Server("Far", "https://far.example/v1", "vision-1")])
    dialog = opened(qtbot, tiny_project)
    dialog.openai.setChecked(True)
    dialog.teacher.budget.setValue(2.5)
    qtbot.waitUntil(dialog.start_button.isEnabled)
    assert "far.example" in dialog.leaves.text()
    assert "1024 px" in dialog.leaves.text()
    assert "up to 12,000 tokens, at most $ 0.24, never beyond $ 2.50" in dialog.cost.text()
    argv = foreseen[-1].argv()
    assert argv[argv.index("--budget-usd") + 1] == "2.5"
    assert argv[argv.index("--model") + 1] == "vision-1"


def test_local_only_refuses_another_machine(qtbot: QtBot, tiny_project: Context, foreseen: list[Plan]) -> None:
    save_servers(tiny_project.settings, [Server("Far", "https://far.example/v1", "vision-1")])
    set_local_only(tiny_project.settings, True)
    dialog = opened(qtbot, tiny_project)
    dialog.openai.setChecked(True)
    qtbot.waitUntil(lambda: "Local only" in dialog.problem.text())
    assert not dialog.start_button.isEnabled()
    assert all(plan.teacher == "measured" for plan in foreseen)


def test_a_server_without_a_model_is_no_plan() -> None:
    with pytest.raises(InputError, match="model"):
        Plan("p", teacher="openai", base_url="https://far.example/v1").argv()


@pytest.mark.parametrize("key", ["sk-secret-123", None])
def test_a_key_reaches_the_child_and_no_file(
    tiny_project: Context, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    from maemi.jobs import start as jobs

    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-provider")
    children: list[dict[str, str]] = []

    class Child:
        pid = 2**22

        def __init__(self, _command: list[str], env: dict[str, str], **_more: Any) -> None:
            children.append(env)

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(jobs.subprocess, "Popen", Child)
    runs = tiny_project.runs_dir
    assert runs is not None
    plan = Plan("p", teacher="openai", model="m", base_url="https://far.example/v1")
    folder = generate_plan.start(plan, runs, key)
    assert children[0]["OPENAI_API_KEY"] == (key or "")
    written = "".join(file.read_text() for file in folder.rglob("*") if file.is_file())
    assert "far.example" in written
    assert "sk-" not in written


def test_the_key_comes_from_where_the_person_says(
    qtbot: QtBot, tiny_project: Context, foreseen: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-environment")
    monkeypatch.setattr("maemi_gui.review.teacher_form.read_key", lambda url: f"sk-keyring-of-{url}")
    save_servers(tiny_project.settings, [Server("Far", "https://far.example/v1", "vision-1")])
    dialog = opened(qtbot, tiny_project)
    form = dialog.teacher
    assert form.key_reader()() == "sk-keyring-of-https://far.example/v1"
    form.key_source.setCurrentIndex(1)
    assert form.key_reader()() == "sk-environment"
    form.key_source.setCurrentIndex(2)
    form.key.setText("sk-typed")
    assert form.key_reader()() == "sk-typed"


def test_the_measured_teacher_writes_pairs(qtbot: QtBot, tiny_project: Context, settle: Settle) -> None:
    """The whole way with real processes: dry run, start, pairs in the project."""
    from maemi.jobs.folder import RunFolder
    from maemi.project.pairs import count_pairs

    dialog = opened(qtbot, tiny_project)
    dialog.limit.setValue(1)
    started: list[Path] = []
    dialog.run_started.connect(started.append)
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=30_000)
    assert dialog.forecast is not None
    assert dialog.forecast.micrographs == 1
    dialog.start()
    qtbot.waitUntil(lambda: bool(started), timeout=10_000)
    qtbot.waitUntil(lambda: RunFolder(started[0]).state().is_over, timeout=60_000)
    assert RunFolder(started[0]).state().state == "finished"
    assert tiny_project.project is not None
    assert count_pairs(tiny_project.project)["pending"] > 3


def test_loopback_is_told_apart() -> None:
    assert servers.Server("a", "http://127.0.0.1:8000/v1", "").on_this_machine
    assert servers.Server("a", "http://localhost:8000/v1", "").on_this_machine
    assert not servers.Server("a", "http://127.0.0.1.evil.example/v1", "").on_this_machine


def test_what_a_dry_run_says_of_other_settings_starts_nothing(
    qtbot: QtBot, tiny_project: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, asked = Event(), Event()

    def slow(_plan: Plan) -> Forecast:
        asked.set()
        go.wait(10)
        return Forecast(3, 3, 0, 0.0)

    monkeypatch.setattr(generate_plan, "forecast", slow)
    dialog = opened(qtbot, tiny_project)
    qtbot.waitUntil(asked.is_set)
    dialog.openai.setChecked(True)
    go.set()
    qtbot.wait(100)
    assert dialog.forecast is None and not dialog.start_button.isEnabled()
    assert dialog.cost.text().startswith("Name the server"), "no dry run before there is a server to name"
    assert not dialog.problem.isVisible(), "what was not done yet is no mistake"


def test_the_switch_reaches_the_command() -> None:
    plan = Plan("p", teacher="openai", base_url="http://127.0.0.1:1/v1", model="m", local_only=True)
    assert "--local-only" in plan.argv()
