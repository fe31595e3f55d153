"""Check a text while it is written: a little after the last key, off the Qt thread, the newest text only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.review import verbs

if TYPE_CHECKING:
    from maemi.project.rows import Finding, PairRow

SETTLES_MS = 350


class LiveCheck(QObject):
    """`look` at a text as often as it changes; `checked` tells what was found, with the text that it is about."""

    checked = Signal(int, str, object)
    """The pair's id, the answer, and its findings."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: tuple[PairRow, str, str] | None = None
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)

    def look(self, pair: PairRow, question: str, answer: str, soon: bool = False) -> None:
        """Check this text once nothing has changed for a moment (`soon`: at once)."""
        self.forget()
        self._wanted = (pair, question, answer)
        self._timer.start(0 if soon else SETTLES_MS)

    def forget(self) -> None:
        """Nobody wants to know any more."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ask(self) -> None:
        project = self._context.project
        if project is None or self._wanted is None:
            return
        pair, question, answer = self._wanted
        self._task = self._context.background.run(
            verbs.check,
            project,
            pair,
            question,
            answer,
            then=partial(self._came, pair.id, answer),
            failed=lambda _sentence: None,  # what is written can be saved all the same, and is checked then
            database=True,
            owner=self,
        )

    def _came(self, pair_id: int, answer: str, findings: Sequence[Finding]) -> None:
        self._task = None
        self.checked.emit(pair_id, answer, findings)
