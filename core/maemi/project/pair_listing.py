"""Pairs of a filter: their ids in order, how many, what there is to choose from; rows only for those that are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from maemi.project.listing import in_chunks
from maemi.project.loading import pair_row
from maemi.project.pair_conditions import conditions, ids_of, order
from maemi.project.pair_filter import PairFilter
from maemi.project.project import Project
from maemi.project.rows import PAIR_STATES, PairRow
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair

PAGE = 1_000
"""Pairs held in memory at once where all are asked for."""
FACETS = ("task", "teacher", "model", "class", "curator")
MOST = 50
"""Values of one facet: the most frequent ones; nobody reads a longer list."""


def list_pair_ids(
    project: Project, wanted: PairFilter, limit: int | None = None, after: int | None = None
) -> list[int]:
    """The ids of the pairs that a filter means, in its order; `after`: only those added after the pair of that id."""
    query = ids_of(project, wanted).limit(limit)
    if after is not None:
        query = query.where(Pair.id > after)
    with project.read_session() as session:
        # From the driver's own cursor: a hundred thousand rows of SQLAlchemy's take twice as long.
        return [row[0] for row in session.connection().execute(query).cursor.fetchall()]  # pyright: ignore[reportUnknownMemberType, reportOptionalMemberAccess]


def count_wanted(project: Project, wanted: PairFilter) -> int:
    """How many pairs a filter means."""
    with project.read_session() as session:
        return session.scalar(select(func.count(Pair.id)).where(*conditions(project, wanted))) or 0


def get_pairs(project: Project, ids: Iterable[int]) -> list[PairRow]:
    """The pairs of these ids, in this order; unknown ids are left out."""
    wanted, found = list(ids), dict[int, PairRow]()
    with project.read_session() as session:
        for some in in_chunks(wanted):
            found.update((row.id, row) for row in read_rows(session, rows().where(Pair.id.in_(some)), project))
    return [found[each] for each in wanted if each in found]


def first_pairs(project: Project, wanted: PairFilter, offset: int = 0, limit: int | None = None) -> list[PairRow]:
    """Pairs that a filter means, in its order."""
    # The page's ids come first, from an index alone; joining all that lies before it would take longer than the page.
    ids = ids_of(project, wanted).offset(offset).limit(limit).subquery()
    query = rows().join(ids, ids.c.id == Pair.id).order_by(*order(wanted))
    with project.read_session() as session:
        return list(read_rows(session, query, project))


def each_wanted(project: Project, wanted: PairFilter) -> Iterator[PairRow]:
    """The same, one by one: all of one unchanging state of the project, however many there are and whoever writes."""
    ids = ids_of(project, wanted).subquery()
    query = rows().join(ids, ids.c.id == Pair.id).order_by(*order(wanted)).execution_options(yield_per=PAGE)
    with project.read_session() as session:
        yield from read_rows(session, query, project)


def pair_facets(project: Project) -> dict[str, dict[str, int]]:
    """Facet → value → how many pairs of the project have it; the most frequent value first. A class may be ''."""
    names = ("task", "teacher", "model", "curator")
    columns = [getattr(Pair, name) for name in names]
    of_class = sum((getattr(Micrograph, f"pairs_{state}") for state in PAIR_STATES), literal(0))
    found: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    with project.read_session() as session:
        classes = select(Micrograph.class_name, func.sum(of_class)).group_by(Micrograph.class_name)
        for name, count in session.execute(classes):
            found["class"][name or ""] = int(count or 0)
        for *values, count in session.execute(select(*columns, func.count(Pair.id)).group_by(*columns)):
            for name, value in zip(names, values, strict=True):
                found[name][value or ""] += int(count)
    for name in names:
        found[name].pop("", None)
    return {name: dict((+counts).most_common(MOST)) for name, counts in found.items()}


def rows() -> Select[Pair, str, str | None]:
    """Pairs with the path and the class of their micrograph: what `pair_row` makes a row of."""
    return select(Pair, Micrograph.path, Micrograph.class_name).join(Micrograph, Micrograph.id == Pair.micrograph_id)


def read_rows(session: Session, query: Select[Pair, str, str | None], project: Project) -> Iterator[PairRow]:
    """The rows of a query that began with `rows`, in a transaction of the caller."""
    for pair, path, class_name in session.execute(query):
        yield pair_row(pair, path, class_name, project.folder)
