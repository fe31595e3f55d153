"""A decision about many pairs while it is being written: how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Signal


class _Listener:
    """The `maemi.progress.Progress` that the worker thread holds."""

    def __init__(self, tell: Callable[[int, int], object], stop: Event) -> None:
        self._tell = tell
        self._stop = stop

    def event(self, kind: str, **fields: Any) -> None:
        if kind == "progress":
            self._tell(fields["done"], fields["total"])

    def stop_requested(self) -> bool:
        return self._stop.is_set()


class BulkWork(QObject):
    """Signals arrive on the Qt thread, whatever thread does the work."""

    running_changed = Signal(bool)
    progressed = Signal(int, int)
    """Done, and of how many."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.running = False
        self._stop = Event()
        self.listener = _Listener(self.progressed.emit, self._stop)

    def begin(self, total: int) -> None:
        """Work about so many pairs starts."""
        self._stop.clear()
        self.running = True
        self.running_changed.emit(True)
        self.progressed.emit(0, total)

    def end(self) -> None:
        """It is over, however it ended."""
        if self.running:
            self.running = False
            self.running_changed.emit(False)

    def stop(self) -> None:
        """Ask it to stop; what is not on disk then is left as it was."""
        self._stop.set()
