"""Follow one run from its folder: what is new is read in a worker, a few times a second."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.tune.run_log import RunLog

if TYPE_CHECKING:
    from maemi.jobs.follow import EventReader
    from maemi.jobs.state import RunState

_LOOK_EVERY_MS = 300


def look(reader: EventReader, folder: Path) -> tuple[list[dict[str, Any]], RunState]:
    """New events, and how the run stands."""
    from maemi.jobs.folder import RunFolder

    # State first: a terminal event that comes in between is read next time, and never missed.
    state = RunFolder(folder).state()
    return reader.poll(), state


class RunWatch(QObject):
    """Holds the log of the run that is on show."""

    changed = Signal()
    """`log` or `state` has news."""
    over = Signal()
    """The run ended; sent once."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.folder: Path | None = None
        self.log = RunLog()
        self.state: RunState | None = None
        self._reader: EventReader | None = None
        self._task: Task | None = None
        self._over_told = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def running(self) -> bool:
        """Whether the run on show still works."""
        return self.state is not None and not self.state.is_over

    def follow(self, folder: Path | None) -> None:
        """Show another run, from its first event on."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.folder, self.log, self.state, self._over_told = folder, RunLog(), None, False
        self._reader = None
        if folder is not None:
            from maemi.jobs.follow import EventReader

            self._reader = EventReader(folder)
            self._timer.start()
            self._look()
        self.changed.emit()

    def _look(self) -> None:
        if self._task is None and self._reader is not None and self.folder is not None:
            self._task = self._context.background.run(
                look, self._reader, self.folder, then=self._seen, failed=self._not_seen, owner=self
            )

    def _seen(self, news: tuple[list[dict[str, Any]], RunState]) -> None:
        self._task = None
        events, state = news
        # Python evaluates every operand here: the log must take the events whatever the state says.
        changed = self.log.take(events)
        if changed or state != self.state:
            self.state = state
            self.changed.emit()
        if state.is_over and not events:
            self._timer.stop()
            if not self._over_told:
                self._over_told = True
                self.over.emit()

    def _not_seen(self, _sentence: str) -> None:
        self._task = None  # a folder that is being deleted; the list of runs says so
        self._timer.stop()
