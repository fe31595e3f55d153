"""The queue of pairs: which one is up, what a decision does, and that it is on disk before the next one shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.review import verbs
from maemi_gui.review.pair_list import PAGE, PairList
from maemi_gui.review.verbs import Filter

if TYPE_CHECKING:
    from maemi.project.rows import PairRow

_TELL_OTHERS_MS = 400


class ReviewQueue(QObject):
    """Walks the pairs of a filter. Pairs ahead are fetched before they are wanted, so the next one shows at once."""

    shown = Signal(object)
    """The pair that is up now, or None where the queue is empty."""
    counted = Signal(dict)
    """How many pairs the project has in each state."""
    failed = Signal(str)
    """A sentence; the pair that was up is still up."""
    told = Signal(str)
    """Something worth knowing happened."""
    busy = Signal(bool)
    """A decision is being written: keys wait."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        # Owned by Qt: the garbage collector, which may run in a worker thread, must not be what deletes it.
        self.pairs = PairList(self)
        self.pairs.more_wanted.connect(self._fetch_more)
        self.filter = Filter()
        self.at = 0
        self.current: PairRow | None = None
        self.counts: dict[str, int] = {}
        self._writing = False
        self._page_task: Task | None = None
        # A badge elsewhere may be late by a blink; a decision may not wait for anybody's recount.
        self._tell_others = QTimer(self)
        self._tell_others.setSingleShot(True)
        self._tell_others.setInterval(_TELL_OTHERS_MS)
        self._tell_others.timeout.connect(self._announce)
        self.announcing = False
        """True while the other panels hear of decisions that were made here."""

    def reload(self, wanted: Filter | None = None, keep: bool = True) -> None:
        """Read the queue again; the pair that is up stays up where it is still part of it and `keep`."""
        if wanted is not None:
            self.filter = wanted
        if self._page_task is not None:
            self._page_task.cancel()
        project = self._context.project
        if project is None:
            self._first_page(None, ([], {}))
            return
        kept = self.current.id if keep and self.current else None
        self._page_task = self._context.background.run(
            verbs.first_page,
            project,
            self.filter,
            PAGE,
            then=partial(self._first_page, kept),
            failed=self.failed.emit,
            database=True,
            owner=self,
        )

    def look_for_more(self) -> None:
        """Pairs came from elsewhere: what is on screen stays, new ones come last, or where doubt puts them."""
        if self.filter.sort != "added":
            self.reload()
        elif self._page_task is None:
            self.pairs.reopen()
            self.pairs.row(self.at)  # asks for the next page where the end is near
        self._recount_all()

    def go_to(self, at: int) -> None:
        """Show the pair at a place of the list; the last one where the place is beyond it."""
        self.at = max(0, min(at, self.pairs.rowCount() - 1))
        self.current = self.pairs.row(self.at)
        self.shown.emit(self.current)

    def decide(self, verb: str, reason: str = "", question: str | None = None, answer: str | None = None) -> None:
        """Record a decision about the pair that is up, then show the next."""
        project, pair = self._context.project, self.current
        if project is None or pair is None or self._writing:
            return
        self._set_writing(True)
        self._context.background.run(
            verbs.decide,
            project,
            pair.id,
            verb,
            self._context.curator,
            reason,
            question,
            answer,
            then=partial(self._decided, pair),
            failed=self._not_written,
            database=True,
            owner=self,
        )

    def undo(self) -> None:
        """Take this curator's last decision back and show its pair again."""
        project = self._context.project
        if project is None or self._writing:
            return
        self._set_writing(True)
        self._context.background.run(
            verbs.undo,
            project,
            self._context.curator,
            then=self._undone,
            failed=self._not_written,
            database=True,
            owner=self,
        )

    def _first_page(self, kept: int | None, result: tuple[Sequence[PairRow], dict[str, int]]) -> None:
        rows, self.counts = result
        self._page_task = None
        self.pairs.begin(rows, complete=len(rows) < PAGE)
        self.counted.emit(self.counts)
        place = self.pairs.place(kept) if kept is not None else 0
        self.go_to(max(0, place))

    def _fetch_more(self) -> None:
        project = self._context.project
        if project is None or self._writing:
            # A decision on its way changes how many pairs precede the next page: ask again after it.
            self.pairs.gave_up()
            return
        self._page_task = self._context.background.run(
            verbs.page,
            project,
            self.filter,
            self.pairs.rowCount(),
            PAGE,
            then=self._more_came,
            failed=self._more_failed,
            database=True,
            owner=self,
        )

    def _more_came(self, rows: Sequence[PairRow]) -> None:
        self._page_task = None
        self.pairs.append(rows, complete=len(rows) < PAGE)
        if self.current is None:
            self.go_to(self.at)  # a pair, or the words for an empty queue

    def _more_failed(self, sentence: str) -> None:
        self.pairs.gave_up()
        self.failed.emit(sentence)

    def _decided(self, before: PairRow, after: PairRow) -> None:
        self._set_writing(False)
        self._recount(before.state, after.state)
        at = self.pairs.place(after.id)
        if at >= 0:
            if self._belongs(after):
                self.pairs.replace(at, after)
                self.at = at + 1
            else:
                self.pairs.remove(at)
                self.at = at
        if self.at >= self.pairs.rowCount() and self.pairs.complete:
            self.at = 0  # the end: go on with what was passed over
        self.go_to(self.at)

    def _undone(self, row: PairRow | None) -> None:
        self._set_writing(False)
        if row is None:
            self.told.emit(f"{self._context.curator} has no decision to undo in this project.")
            return
        self._recount_all()  # an undo does not say what the pair's state was before it
        self._tell_others.start()
        at = self.pairs.place(row.id)
        if at >= 0:
            self.pairs.replace(at, row)
            self.go_to(at)
        elif self._belongs(row):
            at = min(self.at, self.pairs.rowCount())
            self.pairs.insert(at, row)
            self.go_to(at)
        else:  # another filter's pair: up, but no part of this list
            self.current = row
            self.shown.emit(row)
        self.told.emit(f"The last decision is undone: this pair is {row.state} again.")

    def _recount_all(self) -> None:
        if self._context.project is not None:
            self._context.background.run(
                verbs.counts, self._context.project, then=self._counts_came, database=True, owner=self
            )

    def _counts_came(self, counts: dict[str, int]) -> None:
        self.counts = counts
        self.counted.emit(counts)

    def _belongs(self, row: PairRow) -> bool:
        wanted = self.filter
        if wanted.findings == "any":
            told = bool(row.findings)
        elif wanted.findings == "warning":
            told = any(finding.is_warning for finding in row.findings)
        else:
            told = wanted.findings is None or any(finding.kind == wanted.findings for finding in row.findings)
        return told and wanted.state in (None, row.state) and wanted.micrograph_id in (None, row.micrograph_id)

    def _recount(self, before: str, after: str) -> None:
        if before != after:
            self.counts[before] = max(0, self.counts.get(before, 0) - 1)
            self.counts[after] = self.counts.get(after, 0) + 1
            self.counted.emit(self.counts)
        self._tell_others.start()

    def _announce(self) -> None:
        self.announcing = True
        self._context.pairs_changed.emit()
        self.announcing = False

    def _not_written(self, sentence: str) -> None:
        self._set_writing(False)
        self.failed.emit(sentence)

    def _set_writing(self, on: bool) -> None:
        self._writing = on
        self.busy.emit(on)
