"""Pairs: add, list, count, and the next one to judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.project.doubt import doubt_of, kinds_of
from maemi.project.listing import in_chunks
from maemi.project.pair_filter import PAIR_SORTS, PairFilter, PairSort
from maemi.project.pair_listing import PAGE, each_wanted, first_pairs, read_rows, rows
from maemi.project.project import Project
from maemi.project.rows import PAIR_STATES, Finding, NewPair, PairRow, PairState
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.team.drawing import draw
from maemi.project.text import storable

__all__ = [
    "PAIR_SORTS",
    "Finding",
    "NewPair",
    "PairFilter",
    "PairRow",
    "PairSort",
    "add_pairs",
    "count_pairs",
    "each_pair",
    "get_pair",
    "insert",
    "list_pairs",
    "next_pending",
    "pairs_of",
    "texts",
]


def add_pairs(project: Project, pairs: Iterable[NewPair]) -> list[int]:
    """Add pending pairs, all or none; returns their ids in order. Raises InputError for an unknown micrograph."""
    with project.session() as session:
        return insert(session, list(pairs))


def insert(session: Session, pairs: list[NewPair]) -> list[int]:
    """Add pairs in a transaction of the caller."""
    wanted = {pair.micrograph_id for pair in pairs}
    synthetic: dict[int, bool] = {}
    for some in _chunks(sorted(wanted)):
        found = session.execute(select(Micrograph.id, Micrograph.synthetic).where(Micrograph.id.in_(some)))
        synthetic.update((row.id, row.synthetic) for row in found)
    if missing := wanted - set(synthetic):
        raise InputError(f"There is no micrograph {min(missing)} in the project, so it can have no pair.")
    records = [_record(pair, synthetic[pair.micrograph_id]) for pair in pairs]
    session.add_all(records)
    session.flush()
    draw(session, records)
    counts: dict[int, tuple[int, int]] = {}
    for pair in pairs:
        count, doubted = counts.get(pair.micrograph_id, (0, 0))
        counts[pair.micrograph_id] = (count + 1, doubted + any(finding.is_warning for finding in pair.findings))
    for micrograph_id, (count, doubted) in sorted(counts.items()):
        session.execute(
            update(Micrograph)
            .where(Micrograph.id == micrograph_id)
            .values(pairs_pending=Micrograph.pairs_pending + count, pairs_doubted=Micrograph.pairs_doubted + doubted)
        )
    return [record.id for record in records]


def list_pairs(
    project: Project,
    state: PairState | None = None,
    micrograph_id: int | None = None,
    search: str = "",
    offset: int = 0,
    limit: int | None = None,
    sort: PairSort = "added",
    findings: str | None = None,
) -> list[PairRow]:
    """Pairs of a project, by what is asked for most; `PairFilter` and `pair_listing` know more.

    `search`: words of question and answer. `sort`: see `PAIR_SORTS`. `findings`: `any`, `warning` (a warning or an
    error), or a kind of findings that they have.
    """
    wanted = PairFilter(state, micrograph_id, search, findings, sort=sort)
    return first_pairs(project, wanted, offset, limit)


def each_pair(
    project: Project,
    state: PairState | None = None,
    search: str = "",
    sort: PairSort = "added",
    findings: str | None = None,
) -> Iterator[PairRow]:
    """The same, one by one: all of one unchanging state of the project, however many there are and whoever writes."""
    return each_wanted(project, PairFilter(state, None, search, findings, sort=sort))


def pairs_of(project: Project, micrograph_ids: Iterable[int]) -> dict[int, list[PairRow]]:
    """The pairs of some micrographs (a few hundred at once), by micrograph, in the order in which they were added."""
    found: dict[int, list[PairRow]] = {}
    query = rows().where(Pair.micrograph_id.in_(list(micrograph_ids))).order_by(Pair.id)
    with project.read_session() as session:
        for row in read_rows(session, query, project):
            found.setdefault(row.micrograph_id, []).append(row)
    return found


def texts(project: Project) -> Iterator[tuple[int, int, str, str, str]]:
    """Of every pair, in order: id, micrograph, teacher, question and answer as they stand."""
    question = func.coalesce(Pair.edited_question, Pair.question)
    answer = func.coalesce(Pair.edited_answer, Pair.answer)
    query = select(Pair.id, Pair.micrograph_id, Pair.teacher, question, answer).order_by(Pair.id)
    with project.read_session() as session:
        for row in session.execute(query.execution_options(yield_per=PAGE)):
            yield row[0], row[1], row[2], row[3], row[4]


def get_pair(project: Project, pair_id: int) -> PairRow:
    """One pair. Raises InputError where there is none of that id."""
    with project.read_session() as session:
        return read_pair(session, project, pair_id)


def read_pair(session: Session, project: Project, pair_id: int) -> PairRow:
    """One pair, read in a transaction of the caller."""
    found = next(read_rows(session, rows().where(Pair.id == pair_id), project), None)
    if found is None:
        raise InputError(f"There is no pair {pair_id} in {project.address}; 'maemi pairs' lists them.")
    return found


def read_pairs(session: Session, project: Project, ids: Iterable[int]) -> list[PairRow]:
    """Some pairs in this order, read in a transaction of the caller; unknown ids are left out."""
    wanted, found = list(ids), dict[int, PairRow]()
    for some in in_chunks(wanted):
        found.update({row.id: row for row in read_rows(session, rows().where(Pair.id.in_(some)), project)})
    return [found[each] for each in wanted if each in found]


def count_pairs(project: Project) -> dict[PairState, int]:
    """How many pairs there are in each state; every state is named."""
    with project.read_session() as session:
        found = session.execute(select(Pair.state, func.count()).group_by(Pair.state)).all()
    counts = {str(state): int(count) for state, count in found}
    return {state: counts.get(state, 0) for state in PAIR_STATES}


def next_pending(project: Project, after: int | None = None) -> PairRow | None:
    """The next pending pair after the pair `after`, beginning again at the first; None where none is pending.

    Where several curators review one project, `team.claims.claim_next` gives each of them other pairs.
    """
    query = select(Pair.id).where(Pair.state == "pending").order_by(Pair.id).limit(1)
    with project.read_session() as session:
        beyond = None if after is None else session.scalar(query.where(Pair.id > after))
        pair_id = session.scalar(query) if beyond is None else beyond
        return None if pair_id is None else read_pair(session, project, pair_id)


def _record(pair: NewPair, synthetic: bool) -> Pair:
    return Pair(
        micrograph_id=pair.micrograph_id,
        question=storable(pair.question),
        answer=storable(pair.answer),
        task=pair.task,
        teacher=pair.teacher,
        model=pair.model,
        template_hash=pair.template_hash,
        settings_hash=pair.settings_hash,
        request_key=pair.request_key,
        reasoning=storable(pair.reasoning),
        findings=[finding.to_json() for finding in pair.findings],
        doubt=doubt_of(pair.findings),
        finding_kinds=kinds_of(pair.findings),
        synthetic=synthetic,
        created_at=now(),
        state="pending",
        reason="",
    )


def _chunks(ids: list[int], size: int = 500) -> Iterable[list[int]]:
    """Databases limit how many values a statement may carry."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
