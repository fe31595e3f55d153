"""Work off the Qt thread: answers come back on it, errors become sentences, nobody is called in vain."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from maemi.errors import InputError
from maemi_gui.context import Context


def test_the_answer_arrives_on_the_qt_thread(context: Context, qtbot: QtBot) -> None:
    seen: list[tuple[int, threading.Thread]] = []
    worked: list[threading.Thread] = []

    def work(number: int) -> int:
        worked.append(threading.current_thread())
        return number + 1

    context.background.run(work, 41, then=lambda result: seen.append((result, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(42, threading.main_thread())]
    assert worked[0] is not threading.main_thread()


def test_work_of_the_database_keeps_its_order(context: Context, qtbot: QtBot) -> None:
    order: list[int] = []

    def work(number: int) -> None:
        time.sleep(0.02 if number == 0 else 0)
        order.append(number)

    for number in range(5):
        context.background.run(work, number, database=True)
    qtbot.waitUntil(lambda: not context.background.busy)
    assert order == [0, 1, 2, 3, 4]


def test_a_known_error_is_told_as_its_sentence(context: Context, qtbot: QtBot) -> None:
    def work() -> None:
        raise InputError("/tmp/a.tif is empty; copy it again.")

    said: list[str] = []
    context.background.run(work, failed=said.append)
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["/tmp/a.tif is empty; copy it again."]


def test_an_unforeseen_error_is_one_calm_sentence_and_a_log_entry(
    context: Context, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(context.notice) as told:
        context.background.run(lambda: 1 / 0)
    assert told.args is not None
    assert "ZeroDivisionError" in told.args[0]
    assert "Traceback" not in told.args[0]
    assert "division by zero" in caplog.text


def test_a_cancelled_task_and_a_gone_owner_are_not_called(context: Context, qtbot: QtBot) -> None:
    called: list[str] = []
    owner = QObject()
    context.background.run(time.sleep, 0.05, then=lambda _: called.append("owner"), owner=owner)
    context.background.run(time.sleep, 0.05, then=lambda _: called.append("cancelled")).cancel()
    delete(owner)
    qtbot.waitUntil(lambda: not context.background.busy)
    assert called == []


def test_nothing_runs_after_close(context: Context) -> None:
    ran: list[int] = []
    context.background.close()
    context.background.run(ran.append, 1)
    assert ran == []
