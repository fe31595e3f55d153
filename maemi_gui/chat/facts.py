"""The facts of micrographs, learned once each: kept measurements first, else one made now, in its own process."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from maemi.errors import MaemiError
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

    def learn(self, row: MicrographRow) -> None:
        """Find the facts of a micrograph out, unless they are known or on their way."""
        project = self._context.project
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
        """A pixel size changed, or the project: what was learned no longer holds."""
        self._facts.clear()

    def _run(self, row: MicrographRow, fn: Any, *args: Any, then: Any, database: bool = False) -> None:
        failed = partial(self._failed, row.id)
        self._context.background.run(fn, *args, then=partial(then, row), failed=failed, database=database, owner=self)

    def _looked_up(self, row: MicrographRow, kept: dict[str, Any] | None) -> None:
        if kept is None:
            self._run(row, measured_now, row, then=self._measured)
        else:
            self._learned(row, kept)

    def _measured(self, row: MicrographRow, result: dict[str, Any] | None) -> None:
        project = self._context.project
        if result is not None and project is not None:
            # A fine-tune later reads the same facts from there.
            self._run(row, keep_measurement, project, row, result, then=lambda _row, _none: None, database=True)
        self._learned(row, result)

    def _learned(self, row: MicrographRow, measurement: dict[str, Any] | None) -> None:
        facts = facts_of(row, measurement)
        self._facts[row.id] = facts
        for answer in self._take_waiting(row.id):
            answer.set_result(facts)
        self.known.emit(row.id, facts)

    def _failed(self, micrograph_id: int, sentence: str) -> None:
        for answer in self._take_waiting(micrograph_id):
            answer.set_exception(MaemiError(sentence))

    def _take_waiting(self, micrograph_id: int) -> list[asyncio.Future[str]]:
        return [answer for answer in self._waiting.pop(micrograph_id, []) if not answer.done()]
