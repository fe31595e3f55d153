"""Cycles are collected on the Qt thread only, and Python gets its collecting back."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from maemi_gui.collecting import Collector


class Cycle:
    """Refers to itself, and notes the thread in which it goes."""

    def __init__(self, went: list[int]) -> None:
        self.me = self
        weakref.finalize(self, lambda: went.append(threading.get_ident()))


def test_a_cycle_of_a_worker_goes_on_the_qt_thread(qtbot: QtBot) -> None:
    went: list[int] = []
    keeper = QObject()
    collector = Collector(keeper)
    try:
        assert not gc.isenabled()

        def work() -> None:
            for _ in range(20_000):
                Cycle(went)

        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
        assert went == []
        qtbot.waitUntil(lambda: len(went) == 20_000, timeout=10_000)
        assert set(went) == {threading.get_ident()}
    finally:
        collector.close()
    assert gc.isenabled()
