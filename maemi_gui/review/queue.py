"""The queue of pairs: which one is up, what a decision does, and that it is on disk before the next one shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from maemi.project.pair_filter import NO_CLASS, PairFilter
from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.review import verbs
from maemi_gui.review.bulk_work import BulkWork
from maemi_gui.review.holding import Holding
from maemi_gui.review.pair_model import PAGE, PairModel

if TYPE_CHECKING:
    from maemi.project.bulk import BulkReport
    from maemi.project.rows import PairRow
    from maemi.project.undoing import Undone

_TELL_OTHERS_MS = 400
DONE = {"approve": "approved", "edit": "approved", "reject": "rejected", "skip": "skipped"}


class ReviewQueue(QObject):
    """Walks the pairs of a filter. Pairs ahead are fetched before they are wanted, so the next one shows at once."""

    shown = Signal(object)
    """The pair that is up now, or None where the queue is empty."""
    counted = Signal(dict)
    """How many pairs the project has in each state."""
    listed = Signal()
    """The pairs of another filter, or all of their ids, are here."""
    decided = Signal(str, object)
    """A verb, and the pair after it; it is on disk."""
    log_changed = Signal()
    """Decisions were taken back, or made in bulk: what was decided last is to be read again."""
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
        self.pairs = PairModel(self)
        self.pairs.rows_wanted.connect(self._fetch)
        self.pairs.filled.connect(self._filled)
        self.bulk = BulkWork(self)
        self.filter = PairFilter(state="pending")
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
        self.holding = Holding(context, self)
        self.shown.connect(self.holding.take)
        self.holding.taken.connect(self._taken)
        self.announcing = False
        """True while the other panels hear of decisions that were made here."""

    def reload(self, wanted: PairFilter | None = None, keep: bool = True) -> None:
        """Read the queue again; the pair that is up stays up where it is still part of it and `keep`."""
        if wanted is not None:
            self.filter = wanted
        if self._page_task is not None:
            self._page_task.cancel()
        project = self._context.project
        if project is None:
            self._counts_came({})
            self._first_page(None, [])
            return
        if wanted is None or not self.counts:  # another filter changes nothing of the project
            self._recount_all()
        kept = self.current.id if keep and self.current else None
        self._page_task = self._run(
            *(verbs.first_page, project, self.filter, PAGE, self._context.curator),
            then=partial(self._first_page, kept),
            failed=self.failed.emit,
        )

    def look_for_more(self) -> None:
        """Pairs came from elsewhere: what is on screen stays, new ones come last, or where their order puts them."""
        project = self._context.project
        if project is None or self.filter.sort != "added" or self.filter.descending:
            self.reload()
        elif self._page_task is None:
            self._page_task = self._run(
                *(verbs.ids, project, self.filter, self._context.curator, self.pairs.last_id),
                then=self._more_came,
                failed=self._more_failed,
            )
        self._recount_all()

    def go_to(self, at: int) -> None:
        """Show the pair at a place of the list; the last one where the place is beyond it."""
        self.at = max(0, min(at, self.pairs.rowCount() - 1))
        row = self.pairs.row(self.at)
        if row is None and self.pairs.rowCount():
            return  # it was asked for just now, and shows when it comes
        self.current = row
        self.shown.emit(row)

    def show_pair(self, row: PairRow) -> None:
        """Show a pair, whether it is one of the filter's or not."""
        at = self.pairs.place(row.id)
        if at >= 0:
            self.go_to(at)
        else:
            self.current = row
            self.shown.emit(row)

    def decide(self, verb: str, reason: str = "", question: str | None = None, answer: str | None = None) -> None:
        """Record a decision about the pair that is up, then show the next."""
        project, pair = self._context.project, self.current
        if project is None or pair is None or self._writing:
            return
        self._set_writing(True)
        asked = (pair.id, verb, self._context.curator, reason, question, answer)
        then = partial(self._decided, verb, pair)
        how = verbs.decide_held if pair.state == "pending" else verbs.decide
        self._run(how, project, *asked, then=then, failed=self._not_written)

    def decide_many(self, ids: Sequence[int], verb: str, reason: str = "") -> None:
        """Record one decision about many pairs, beside the reading of others; `bulk` tells of it and can be stopped."""
        project = self._context.project
        if project is None or self._writing or not ids:
            return
        self._set_writing(True)
        self.bulk.begin(len(ids))
        self._context.background.run(
            verbs.decide_many,
            *(project, list(ids), verb, self._context.curator, reason, self.filter.state, self.bulk.listener),
            then=partial(self._decided_many, verb),
            failed=self._not_written,
            owner=self,
        )

    def undo(self) -> None:
        """Take back what this curator decided last, and show its pair again."""
        project = self._context.project
        if project is None or self._writing:
            return
        self._set_writing(True)
        self._run(verbs.undo, project, self._context.curator, then=self._undone, failed=self._not_written)

    def _run(self, *asked: object, **then: object) -> Task:
        """In the one thread of the database: what a person did stays in order."""
        return self._context.background.run(*asked, **then, database=True, owner=self)  # pyright: ignore[reportArgumentType]

    def _first_page(self, kept: int | None, rows: Sequence[PairRow]) -> None:
        self._page_task = None
        project = self._context.project
        whole = len(rows) < PAGE
        self.pairs.begin(rows, complete=whole)
        if not whole and project is not None:
            self._page_task = self._run(
                *(verbs.ids, project, self.filter, self._context.curator),
                then=partial(self._ids_came, kept),
                failed=self._more_failed,
            )
        self.listed.emit()
        place = self.pairs.place(kept) if kept is not None else 0
        if place >= 0 or whole:
            self.go_to(max(0, place))

    def _ids_came(self, kept: int | None, ids: Sequence[int]) -> None:
        self._page_task = None
        self.pairs.set_ids(ids)
        self.listed.emit()
        if kept is not None and (self.current is None or self.current.id == kept):
            self.go_to(max(0, self.pairs.place(kept)))

    def _more_came(self, ids: Sequence[int]) -> None:
        self._page_task = None
        here = set(self.pairs.ids())
        self.pairs.extend([each for each in ids if each not in here])
        self.listed.emit()
        if self.current is None:
            self.go_to(self.at)  # a pair, or the words for an empty queue

    def _more_failed(self, sentence: str) -> None:
        self._page_task = None
        self.failed.emit(sentence)

    def _fetch(self, ids: list[int]) -> None:
        project = self._context.project
        if project is None:
            return

        def failed(sentence: str) -> None:
            self.pairs.gave_up(ids)
            self.failed.emit(sentence)

        self._run(verbs.rows, project, ids, then=self.pairs.fill, failed=failed)

    def _filled(self) -> None:
        row = self.pairs.row(self.at)
        waits = self.current is None or self.pairs.place(self.current.id) != self.at
        if row is not None and waits and not self._writing:
            self.go_to(self.at)

    def _decided(self, verb: str, before: PairRow, after: PairRow) -> None:
        self._set_writing(False)
        self._recount(before.state, after.state)
        self.decided.emit(verb, after)
        at = self.pairs.place(after.id)
        if at >= 0:
            # In a team a judged pair may still be pending, for another curator.
            if self._belongs(after) and after.state != "pending":
                self.pairs.replace(at, after)
                self.at = at + 1
            else:
                self.pairs.remove(at)
                self.at = at
        if self.at >= self.pairs.rowCount() and self.pairs.complete:
            self.at = 0  # the end: go on with what was passed over
        self.go_to(self.at)

    def _decided_many(self, verb: str, report: BulkReport) -> None:
        self._set_writing(False)
        if report.stopped and not report.decided:
            self.told.emit("Stopped: no pair was changed.")
        else:
            some = f"{report.decided:,} pairs are {DONE[verb]}; Undo takes all of it back."
            other = f" {report.passed_over:,} were judged by somebody else meanwhile." if report.passed_over else ""
            self.told.emit(("Stopped. " if report.stopped else "") + some + other)
        self._everything_changed()

    def _undone(self, undone: Undone | None) -> None:
        self._set_writing(False)
        if undone is None:
            self.told.emit(f"{self._context.curator} has no decision to undo in this project.")
            return
        if undone.count > 1:
            self.told.emit(f"{undone.count:,} pairs are as they were before.")
            self._everything_changed()
            return
        row = undone.pair
        self._recount_all()  # an undo does not say what the pair's state was before it
        self._tell_others.start()
        self.log_changed.emit()
        at = self.pairs.place(row.id)
        if at >= 0:
            self.pairs.replace(at, row)
            self.go_to(at)
        elif self._belongs(row):
            at = min(self.at, self.pairs.rowCount())
            self.pairs.insert(at, row)
            self.go_to(at)
        else:  # another filter's pair: up, but no part of this list
            self.show_pair(row)
        self.told.emit(f"The last decision is undone: this pair is {row.state} again.")

    def _taken(self, pair_id: int) -> None:
        """Another curator of the team has the pair: it leaves the queue, and the next one shows."""
        at = self.pairs.place(pair_id)
        if at >= 0 and not self._writing:
            self.pairs.remove(at)
            if self.current is not None and self.current.id == pair_id:
                self.go_to(at)

    def _everything_changed(self) -> None:
        self.reload()
        self.log_changed.emit()
        self._tell_others.start()

    def _recount_all(self) -> None:
        if self._context.project is not None:
            self._run(verbs.counts, self._context.project, then=self._counts_came, failed=self.failed.emit)

    def _counts_came(self, counts: dict[str, int]) -> None:
        self.counts = counts
        self.counted.emit(counts)

    def _belongs(self, row: PairRow) -> bool:
        """Whether a pair is still one of the filter's; words that an edit took out of it are not looked for again."""
        wanted = self.filter
        if wanted.findings == "any":
            told = bool(row.findings)
        elif wanted.findings == "warning":
            told = any(finding.is_warning for finding in row.findings)
        else:
            told = wanted.findings is None or any(finding.kind == wanted.findings for finding in row.findings)
        of_class = wanted.class_name is None or (row.class_name or NO_CLASS) == wanted.class_name
        names = ("state", "micrograph_id", "task", "teacher", "model", "curator")
        return told and of_class and all(getattr(wanted, name) in (None, getattr(row, name)) for name in names)

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
        if not on:
            self.bulk.end()
        self.busy.emit(on)
