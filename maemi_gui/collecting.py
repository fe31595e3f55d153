"""Garbage is collected on the Qt thread only.

Python collects cycles in whatever thread happens to allocate. Where a cycle holds a widget, a worker thread would then
destroy it behind Qt's back, which ends the process with a segmentation fault.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 250


class Collector(QObject):
    """Takes Python's own collecting over, at the same thresholds, until `close`; lives on the Qt thread."""

    _alive = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        Collector._alive += 1
        gc.disable()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def close(self) -> None:
        """Hand collecting back to Python, once no worker of any collector is left."""
        if self._timer.isActive():
            self._timer.stop()
            Collector._alive -= 1
            if Collector._alive == 0:
                gc.enable()

    def _look(self) -> None:
        due = [
            number
            for number, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most > 0
        ]
        if due:
            gc.collect(max(due))
