"""Which pairs an export is of, and all that is known of each, from one moment of the project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from sqlalchemy import select

from maemi.errors import InputError
from maemi.project.listing import get_micrographs, in_chunks, list_ids
from maemi.project.loading import decision_row
from maemi.project.pair_filter import PairFilter
from maemi.project.pair_listing import each_wanted
from maemi.project.project import Project
from maemi.project.rows import PAIR_STATES, DecisionRow, MicrographRow, PairRow, PairState
from maemi.project.tables.decision import Decision
from maemi.project.transfer.logged import log_of, until
from maemi.project.transfer.record import TransferPair

ALL = "all"
AT_ONCE = 500
OPTIONS = {
    "search": "--search",
    "findings": "--findings",
    "class_name": "--class",
    "task": "--task",
    "teacher": "--teacher",
    "model": "--model",
    "curator": "--decided-by",
    "micrograph_id": "--micrograph",
}
"""How `maemi` asks for each part of a filter."""

Exported = tuple[TransferPair, MicrographRow, PairRow]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of an export: the one of review, and a search line for micrographs beside it."""

    pairs: PairFilter = field(default_factory=lambda: PairFilter("approved"))
    micrographs: str = ""
    """A search line: only pairs about the micrographs that it finds."""

    @classmethod
    def in_state(cls, state: str | None, micrograph_id: int | None = None) -> Wanted:
        """Pairs of one state; None or `all`: of any. Raises InputError for what is no state."""
        if state is not None and state not in (*PAIR_STATES, ALL):
            raise InputError(f"'{state}' is no state of a pair: write one of {', '.join(PAIR_STATES)}, {ALL}.")
        known: PairState | None = next((each for each in PAIR_STATES if each == state), None)
        return cls(PairFilter(known, micrograph_id))

    def words(self) -> str:
        """The filter for a person, e.g. `approved pairs (class: particles)`."""
        said = "pairs in any state" if self.pairs.state is None else f"{self.pairs.state} pairs"
        parts = [f"{option[2:]}: {value}" for option, value in self._asked()]
        parts += [f"micrographs found by “{self.micrographs}”"] if self.micrographs else []
        return f"{said} ({'; '.join(parts)})" if parts else said

    def options(self) -> list[str]:
        """The same as options of `maemi export`."""
        words = ["--state", self.pairs.state or ALL]
        words += [word for option, value in self._asked() for word in (option, value)]
        words += ["--micrographs", self.micrographs] if self.micrographs else []
        words += ["--sort", self.pairs.sort] if self.pairs.sort != "added" else []
        return [*words, *(["--reverse"] if self.pairs.descending else [])]

    def _asked(self) -> list[tuple[str, str]]:
        given = ((option, getattr(self.pairs, name)) for name, option in OPTIONS.items())
        return [(option, str(value)) for option, value in given if value is not None and (value or option == "--class")]


def wanted_pairs(project: Project, wanted: Wanted) -> Iterator[Exported]:
    """Each pair that is wanted with its log and its micrograph, some hundred in memory at once."""
    only = frozenset(list_ids(project, wanted.micrographs)) if wanted.micrographs else None
    found = each_wanted(project, wanted.pairs)
    pairs = (pair for pair in found if only is None or pair.micrograph_id in only)
    while some := list(islice(pairs, AT_ONCE)):
        logs = _logs(project, [pair.id for pair in some])
        micrographs = {row.id: row for row in get_micrographs(project, {pair.micrograph_id for pair in some})}
        for pair in some:
            micrograph = micrographs[pair.micrograph_id]
            log = log_of(logs.get(pair.id, []))
            # Where two shall judge, the pair does not follow from its latest decision, and all of them are needed.
            log = log if pair.opinions else until(log, pair.curator, pair.decided_at)
            carried = TransferPair.of(pair, micrograph.content_hash)
            yield replace(carried, decisions=log, class_name=micrograph.class_name or ""), micrograph, pair


def _logs(project: Project, pair_ids: list[int]) -> dict[int, list[DecisionRow]]:
    found: dict[int, list[DecisionRow]] = {}
    with project.read_session() as session:
        for some in in_chunks(pair_ids):
            query = select(Decision).where(Decision.pair_id.in_(some)).order_by(Decision.id)
            for record in session.scalars(query):
                found.setdefault(record.pair_id, []).append(decision_row(record))
    return found
