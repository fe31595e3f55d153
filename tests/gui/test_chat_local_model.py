"""The local model's process: started on demand, gone with the window, started again after a crash."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from maemi.errors import MaemiError
from maemi_gui.chat.choices import ModelChoice, find_choices, shown_ranks
from maemi_gui.chat.local_model import LocalModel
from maemi_gui.chat.local_server import LocalServer
from maemi_gui.context import Context
from maemi_gui.widgets.servers import Server

SERVER = """
import json, os, sys, time
mode = sys.argv[1]
if mode == "refuse":
    print("the base is missing; put it back", file=sys.stderr)
    sys.exit(1)
if mode == "babble":
    print("hello")
    time.sleep(30)
if mode == "silent":
    time.sleep(30)
print(json.dumps({"url": "http://127.0.0.1:9", "token": "t", "models": []}), flush=True)
while os.read(0, 100):
    pass
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "server.py"
    file.write_text(SERVER)
    return file


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    made = QEventLoop(qapp)
    yield made
    made.close()


def server(script: Path, mode: str, patience_s: float = 20) -> LocalServer:
    return LocalServer(program=[sys.executable, str(script), mode], patience_s=patience_s)


def within(loop: QEventLoop, work: Coroutine[Any, Any, Any]) -> Any:
    return loop.run_until_complete(asyncio.wait_for(work, 20))


def pid_of(local: LocalModel) -> int:
    process = local.server._process
    assert process is not None
    return int(process.processId())


def test_it_starts_once_and_ends_with_the_window(loop: QEventLoop, context: Context, script: Path) -> None:
    local = LocalModel(context, server=server(script, "good"))
    assert not local.is_up
    first = within(loop, local.address("p"))
    assert (first.url, first.token) == ("http://127.0.0.1:9/v1", "t")
    pid = pid_of(local)
    assert within(loop, local.address("p")) == first
    assert pid_of(local) == pid
    local.close()
    assert not psutil.pid_exists(pid)


def test_another_project_gets_another_process(loop: QEventLoop, context: Context, script: Path) -> None:
    local = LocalModel(context, server=server(script, "good"))
    within(loop, local.address("p"))
    pid = pid_of(local)
    within(loop, local.address("q"))
    assert pid_of(local) != pid
    assert not psutil.pid_exists(pid)
    local.close()


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_after_a_crash_it_says_so_and_starts_again(
    loop: QEventLoop, qtbot: QtBot, context: Context, script: Path
) -> None:
    local = LocalModel(context, server=server(script, "good"))
    within(loop, local.address("p"))
    with qtbot.waitSignal(local.failed, timeout=10_000) as told:
        os.kill(pid_of(local), signal.SIGKILL)
    assert "ended unexpectedly" in told.args[0]
    assert not local.is_up
    within(loop, local.address("p"))
    assert local.is_up
    local.close()


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("refuse", "the base is missing; put it back"),
        ("babble", "no address"),
        ("silent", "did not answer within 1 s"),
    ],
)
def test_a_start_that_fails_is_one_sentence(
    loop: QEventLoop, context: Context, script: Path, mode: str, words: str
) -> None:
    local = LocalModel(context, server=server(script, mode, patience_s=1 if mode == "silent" else 20))
    with pytest.raises(MaemiError, match=words):
        within(loop, local.address("p"))
    assert not local.is_up


def test_a_program_that_is_not_there(loop: QEventLoop, context: Context) -> None:
    local = LocalModel(context, server=LocalServer(program=["/nowhere/python"]))
    with pytest.raises(MaemiError, match="cannot be started"):
        within(loop, local.address("p"))


def test_the_models_to_choose_from(tmp_path: Path) -> None:
    from maemi.jobs.folder import RunFolder
    from maemi.jobs.reporter import Reporter

    done = RunFolder.create(tmp_path, "train", {"ranks": [4, 16]}, ["train"])
    Reporter(done).started()
    (done.path / "adapter").mkdir()
    (done.path / "adapter" / "adapter_config.json").write_text("{}")
    Reporter(done).finished(adapter=str(done.path / "adapter"))
    failed = RunFolder.create(tmp_path, "train", {"ranks": [4, 16]}, ["train"])
    Reporter(failed).started()
    Reporter(failed).failed("No memory.")
    lab = Server("Lab", "https://lab.example/v1", "vision")
    choices = find_choices(tmp_path, [lab, Server("Empty", "https://lab.example/v1", "")])
    assert [choice.model for choice in choices] == ["embedded", done.id, "vision"]
    tuned = choices[1]
    assert tuned.asked_for(8) == f"{done.id}@8"
    assert tuned.asked_for(16) == done.id
    assert tuned.label(8).endswith("· rank 8")
    assert ModelChoice("embedded", "Embedded model").label(None) == "Embedded model"
    assert shown_ranks((4, 16)) == [4, 6, 8, 12, 16]
    assert shown_ranks((5, 5)) == [5]
