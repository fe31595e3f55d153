"""One day at the real window: `python tests/e2e/walking.py first|second FOLDER`, each in a process of its own.

The test starts it twice, as a person starts the program on two days; `told.json` in the folder carries over what the
first day found out.
"""

from __future__ import annotations

import asyncio
import faulthandler
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from maemi.project.decisions import history
from maemi.project.pairs import list_pairs
from maemi_gui.app import make_application
from maemi_gui.chat.panel import ChatPanel
from maemi_gui.context import Context
from maemi_gui.main_window import MainWindow
from maemi_gui.review.panel import ReviewPanel
from maemi_gui.tune.page import TunePage

STEPS = 12


async def until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Wait for a condition as a person would, looking now and then; fail with `what` was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain for {what}"
        await asyncio.sleep(0.05)


def run_window(walk: Callable[[MainWindow], Awaitable[None]], folder: Path) -> None:
    """Open the window as `maemi-gui` does, walk through it, and close it."""
    from qasync import QEventLoop

    app = make_application()
    context = Context(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    context.curator = "Test Curator"
    window = MainWindow(context)
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)

    async def whole() -> None:
        window.show()
        await until(lambda: window.tune is not None, 30, "the panels")
        await walk(window)
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        window.close()
        await closed.wait()

    try:
        with loop:
            loop.run_until_complete(whole())
    finally:
        context.close()


def click(parent: QWidget, name: str) -> None:
    """Press the button of that accessible name."""
    found = [button for button in parent.findChildren(QPushButton) if button.accessibleName() == name]
    assert len(found) == 1, f"{len(found)} buttons are called {name}"
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


async def open_sample(window: MainWindow) -> None:
    click(window.welcome, "Open the sample project")
    await until(lambda: window.context.project is not None, 60, "the sample project")
    assert window.context.project is not None
    await until(lambda: "ynthetic" in window.windowTitle(), 60, "the title to say that it is synthetic")
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


async def first_day(window: MainWindow, told: Path) -> None:
    await open_sample(window)
    pair = await decide(window)
    run = await fine_tune(window, STEPS)
    told.write_text(json.dumps({"pair": pair, "run": run}))
    # The window closes while the run goes on.


async def second_day(window: MainWindow, told: Path) -> None:
    known = json.loads(told.read_text())
    click(window.welcome, "Open the sample project")
    await until(lambda: window.context.project is not None, 20, "the sample project, opened again")
    project = window.context.project
    assert project is not None
    assert [row.verb for row in history(project, known["pair"])] == ["approve", "undo", "approve"]
    tune = window.tune
    assert isinstance(tune, TunePage)
    window.show_tune()
    await until(lambda: tune.watch.state is not None and tune.watch.state.is_over, 240, "the run to end")
    assert tune.watch.folder is not None
    assert tune.watch.folder.name == known["run"]
    state = tune.watch.state
    assert state is not None
    assert state.state == "finished", state.message
    assert len(tune.watch.log.steps) == STEPS
    assert (tune.watch.folder / "adapter" / "adapter_model.safetensors").is_file()
    answer = await ask(window, known["run"], "Which class of micrograph is this?")
    told.write_text(json.dumps(known | {"answer": answer}))


if __name__ == "__main__":
    faulthandler.enable()
    day, place = sys.argv[1], Path(sys.argv[2])
    walks = {"first": first_day, "second": second_day}
    run_window(lambda window: walks[day](window, place / "told.json"), place)
