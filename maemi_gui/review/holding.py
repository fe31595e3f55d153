"""In a team, the pair that is up is claimed, so that no other curator judges it meanwhile."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.review import verbs

if TYPE_CHECKING:
    from maemi.project.rows import PairRow

RENEW_MS = 60_000
IDLE_ROUNDS = 15
"""A pair that nobody touched for so many minutes is not claimed any longer."""


class Holding(QObject):
    """Claims what is shown, and once a minute again; a project of one person has no claims."""

    taken = Signal(int)
    """Another curator has this pair."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._pair_id: int | None = None
        self._rounds = 0
        self._task: Task | None = None
        self._again = QTimer(self, interval=RENEW_MS)
        self._again.timeout.connect(self._renew)

    def take(self, pair: PairRow | None) -> None:
        """Another pair is up, or none."""
        self._rounds = 0
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if pair is None or pair.state != "pending":
            had, self._pair_id = self._pair_id, None
            self._again.stop()
            project = self._context.project
            if had is not None and project is not None:
                self._context.background.run(verbs.release, project, self._context.curator, database=True, owner=self)
            return
        self._pair_id = pair.id
        self._again.start()
        self._ask()

    def _renew(self) -> None:
        self._rounds += 1
        if self._rounds >= IDLE_ROUNDS:
            self._again.stop()
        else:
            self._ask()

    def _ask(self) -> None:
        project, pair_id = self._context.project, self._pair_id
        if project is None or pair_id is None:
            self._again.stop()
            return
        self._task = self._context.background.run(
            verbs.hold,
            *(project, pair_id, self._context.curator),
            then=partial(self._held, pair_id),
            database=True,
            owner=self,
        )

    def _held(self, pair_id: int, ours: bool) -> None:
        self._task = None
        if not ours and pair_id == self._pair_id:
            self._again.stop()
            self._pair_id = None
            self.taken.emit(pair_id)
