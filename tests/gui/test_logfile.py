"""Errors that nobody foresaw: one sentence for the person, the traceback in the log file."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from maemi.errors import InputError
from maemi_gui import logfile


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A begun log; hooks and handlers are as before when the test ends."""
    hook, handlers, level = sys.excepthook, list(logging.root.handlers), logging.root.level
    logfile.begin_log()
    yield tmp_path / "logs" / "window.log"
    for handler in [each for each in logging.root.handlers if each not in handlers]:
        logging.root.removeHandler(handler)
        handler.close()
    logging.root.setLevel(level)
    qInstallMessageHandler(None)
    sys.excepthook = hook


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def test_an_unforeseen_error_is_calm_on_screen_and_whole_in_the_log(log: Path) -> None:
    said: list[str] = []
    logfile.catch_errors(said.append)
    error = raised(KeyError("secret detail"))
    sys.excepthook(type(error), error, error.__traceback__)
    assert len(said) == 1
    assert "KeyError" in said[0] and "secret detail" not in said[0] and "\n" not in said[0]
    text = log.read_text()
    assert "Traceback" in text and "secret detail" in text


def test_a_known_error_is_told_as_it_is(log: Path) -> None:
    said: list[str] = []
    logfile.catch_errors(said.append)
    error = raised(InputError("a.tif is empty; copy it again."))
    sys.excepthook(type(error), error, error.__traceback__)
    assert said == ["a.tif is empty; copy it again."]


def test_messages_of_qt_go_into_the_log(log: Path) -> None:
    from PySide6.QtCore import qWarning

    qWarning("something about a layout")
    assert "something about a layout" in log.read_text()
    assert logfile.LEVELS[QtMsgType.QtFatalMsg] == logging.CRITICAL


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("MAEMI_LOG_DIR", str(file / "below"))
    handlers = list(logging.root.handlers)
    logfile.begin_log()
    for handler in [each for each in logging.root.handlers if each not in handlers]:
        logging.root.removeHandler(handler)
    qInstallMessageHandler(None)
