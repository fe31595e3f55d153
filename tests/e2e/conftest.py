"""The real window with real child processes, driven as one coroutine on the loop that Qt and asyncio share."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QSettings

from maemi_gui.app import make_application
from maemi_gui.context import Context
from maemi_gui.main_window import MainWindow

Condition = Callable[[], object]


async def until(condition: Condition, seconds: float, what: str) -> None:
    """Wait for a condition as a person would, looking now and then; fail with `what` was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain for {what}"
        await asyncio.sleep(0.05)


@pytest.fixture
def drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Callable[[MainWindow], Awaitable[None]]], None]]:
    """Open the window as `maemi-gui` does and run a coroutine over it; called again, it is that of another day."""
    monkeypatch.setenv("MAEMI_DATA_DIR", str(tmp_path / "data"))
    app = make_application()

    def run(walk: Callable[[MainWindow], Awaitable[None]]) -> None:
        from qasync import QEventLoop

        context = Context(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
        context.curator = "Test Curator"
        window = MainWindow(context)
        loop = QEventLoop(app)
        asyncio.set_event_loop(loop)

        async def whole() -> None:
            window.show()
            await until(lambda: window.tune is not None, 20, "the panels")
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
            window.deleteLater()
            app.processEvents()
            asyncio.set_event_loop(None)

    yield run
