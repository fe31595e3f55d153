"""From the welcome page to an answer of the adapter that was trained: every step with the mouse and the keyboard."""

from __future__ import annotations

import importlib.util
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from maemi import resources
from maemi.project.decisions import history
from maemi.project.pairs import list_pairs
from maemi_gui.chat.panel import ChatPanel
from maemi_gui.main_window import MainWindow
from maemi_gui.review.panel import ReviewPanel
from maemi_gui.tune.page import TunePage

Drive = Callable[[Callable[[MainWindow], Awaitable[None]]], None]

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.local,
    pytest.mark.timeout(500),
    pytest.mark.skipif(find_spec("torch") is None, reason="the local model is not installed: maemi[local]"),
    pytest.mark.skipif(
        not (resources.path("model") / "config.json").exists(), reason="resources/model holds no embedded model"
    ),
]


def _conftest() -> Any:
    spec = importlib.util.spec_from_file_location("e2e_conftest", Path(__file__).with_name("conftest.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


until = _conftest().until


def click(parent: QWidget, name: str) -> None:
    """Press the button of that accessible name."""
    found = [button for button in parent.findChildren(QPushButton) if button.accessibleName() == name]
    assert len(found) == 1, f"{len(found)} buttons are called {name}"
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


async def open_sample(window: MainWindow) -> None:
    click(window.welcome, "Open the sample project")
    await until(lambda: window.context.project is not None, 60, "the sample project")
    assert window.context.project is not None
    assert "ynthetic" in window.windowTitle()
    await until(lambda: window.browse.gallery.view.model().rowCount() == 60, 240, "sixty micrographs")
    await until(lambda: not window.tracker.running(), 240, "the sample to be made")


async def decide(window: MainWindow) -> int:
    """Approve with A and take it back with Backspace, then approve again; returns the pair's id."""
    review = window.review
    assert isinstance(review, ReviewPanel)
    project = window.context.project
    assert project is not None
    window.show_panel(review)
    await until(lambda: review.queue.current is not None, 20, "the first pair")
    pair = review.queue.current
    assert pair is not None

    def other() -> bool:
        return review.queue.current is not None and review.queue.current.id != pair.id

    QTest.keyClick(review, Qt.Key.Key_A)
    await until(other, 10, "the next pair")
    assert [row.verb for row in history(project, pair.id)] == ["approve"]
    QTest.keyClick(review, Qt.Key.Key_Backspace)
    await until(lambda: not other(), 10, "the pair to come back")
    assert [row.verb for row in history(project, pair.id)] == ["approve", "undo"]
    QTest.keyClick(review, Qt.Key.Key_A)
    await until(other, 10, "the next pair again")
    return pair.id


async def fine_tune(window: MainWindow, steps: int) -> str:
    """Press the button; returns the run's id."""
    tune = window.tune
    assert isinstance(tune, TunePage)
    window.show_tune()
    tune.form.unit.setCurrentIndex(tune.form.unit.findData("steps"))
    tune.form.length.setValue(steps)
    await until(lambda: tune.start_button.isEnabled(), 30, "what the fine-tune will train on")
    QTest.mouseClick(tune.start_button, Qt.MouseButton.LeftButton)
    await until(lambda: tune.watch.folder is not None and tune.watch.log.steps, 60, "the first loss point")
    assert tune.watch.folder is not None
    return tune.watch.folder.name


async def ask(window: MainWindow, run: str, question: str) -> str:
    chat = window.chat
    assert isinstance(chat, ChatPanel)
    window.show_panel(chat)
    await until(lambda: chat.models.choose(run), 20, "the fine-tune among the models")
    chat.input.setFocus()
    QTest.keyClicks(chat.input, question)
    QTest.keyClick(chat.input, Qt.Key.Key_Return)
    await until(
        lambda: (
            len(chat.transcript.messages) >= 2 and not chat.session.busy and chat.transcript.messages[-1].body.text()
        ),
        90,
        "an answer",
    )
    answer = chat.transcript.messages[-1]
    assert answer.role == "assistant"
    QTest.mouseClick(answer.keep_button, Qt.MouseButton.LeftButton)
    project = window.context.project
    assert project is not None
    await until(lambda: any(pair.task == "chat" for pair in list_pairs(project, search=question)), 10, "the kept pair")
    return answer.body.text()


def test_from_the_welcome_page_to_an_answer_of_the_adapter(drive: Drive) -> None:
    told: dict[str, Any] = {}

    async def first_day(window: MainWindow) -> None:
        await open_sample(window)
        told["pair"] = await decide(window)
        told["run"] = await fine_tune(window, 12)
        # The window closes while the run goes on.

    async def second_day(window: MainWindow) -> None:
        click(window.welcome, "Open the sample project")
        await until(lambda: window.context.project is not None, 20, "the sample project, opened again")
        project = window.context.project
        assert project is not None
        assert [row.verb for row in history(project, told["pair"])] == ["approve", "undo", "approve"]
        tune = window.tune
        assert isinstance(tune, TunePage)
        window.show_tune()
        await until(lambda: tune.watch.state is not None and tune.watch.state.is_over, 180, "the run to end")
        assert tune.watch.folder is not None
        assert tune.watch.folder.name == told["run"]
        state = tune.watch.state
        assert state is not None
        assert state.state == "finished", state.message
        assert len(tune.watch.log.steps) == 12
        assert (tune.watch.folder / "adapter" / "adapter_model.safetensors").is_file()
        told["answer"] = await ask(window, told["run"], "Which class of micrograph is this?")

    drive(first_day)
    drive(second_day)
    assert told["answer"].strip()
