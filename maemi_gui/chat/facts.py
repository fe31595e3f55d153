"""The facts of micrographs, learned once each: kept measurements first, else one made now, in its own process."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from maemi.errors import MaemiError
from maemi_gui.background import Task
from maemi_gui.chat.prompt import facts_of, keep_measurement, known_measurement, measured_now
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.project.rows import MicrographRow


class Facts(QObject):
    """`learn` ahead of a question, `wait` within one; both share one measuring."""

    known = Signal(int, str)
    """A micrograph's id, and its facts."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._facts: dict[int, str] = {}
        self._waiting: dict[int, list[asyncio.Future[str]]] = {}
        self._under_way: dict[int, Task] = {}

    def learn(self, row: MicrographRow) -> None:
        """Find the facts of a micrograph out, unless they are known or on their way."""
        project = self._context.project
        self._leave_others(row.id)
        if row.id in self._facts:
            self.known.emit(row.id, self._facts[row.id])
        elif row.id not in self._waiting and project is not None:
            self._waiting[row.id] = []
            self._run(row, known_measurement, project, row, then=self._looked_up, database=True)

    async def wait(self, row: MicrographRow) -> str:
        """The facts of a micrograph. Raises MaemiError where the project cannot be read."""
        self.learn(row)
        if row.id in self._facts:
            return self._facts[row.id]
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(row.id, []).append(answer)
        return await answer

    def forget(self) -> None:
        """A pixel size changed, or the project: what was learned no longer holds, nor what is on its way."""
        self._facts.clear()
        for task in self._under_way.values():
            task.cancel()
        self._under_way.clear()
        for micrograph_id in list(self._waiting):
            self._failed(micrograph_id, "What is known of the micrograph has just changed; ask again.")

    def _leave_others(self, micrograph_id: int) -> None:
        """What has not begun for another micrograph, and nobody waits for, need not begin."""
        for other in [each for each in self._under_way if each != micrograph_id and not self._waiting.get(each)]:
            self._under_way.pop(other).cancel()
            self._waiting.pop(other, None)

    def _run(self, row: MicrographRow, fn: Any, *args: Any, then: Any, database: bool = False) -> None:
        failed = partial(self._failed, row.id)
        run = self._context.background.run
        self._under_way[row.id] = run(fn, *args, then=partial(then, row), failed=failed, database=database, owner=self)

    def _looked_up(self, row: MicrographRow, kept: dict[str, Any] | None) -> None:
        project = self._context.project
        if kept is None and project is not None:
            self._run(row, measured_now, project, row, then=self._measured)
        else:
            self._learned(row, kept)

    def _measured(self, row: MicrographRow, found: tuple[str | None, dict[str, Any] | None]) -> None:
        key, result = found
        project = self._context.project
        if result is not None and project is not None:
            # A fine-tune later reads the same facts from there.
            run = self._context.background.run
            run(keep_measurement, project, row, key, result, failed=lambda _sentence: None, database=True)
        self._learned(row, result)

    def _learned(self, row: MicrographRow, measurement: dict[str, Any] | None) -> None:
        self._under_way.pop(row.id, None)
        facts = facts_of(row, measurement)
        self._facts[row.id] = facts
        for answer in self._take_waiting(row.id):
            answer.set_result(facts)
        self.known.emit(row.id, facts)

    def _failed(self, micrograph_id: int, sentence: str) -> None:
        self._under_way.pop(micrograph_id, None)
        for answer in self._take_waiting(micrograph_id):
            answer.set_exception(MaemiError(sentence))

    def _take_waiting(self, micrograph_id: int) -> list[asyncio.Future[str]]:
        return [answer for answer in self._waiting.pop(micrograph_id, []) if not answer.done()]
