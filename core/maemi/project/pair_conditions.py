"""The SQL of a filter of pairs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, select

from maemi.errors import InputError
from maemi.project.doubt import WARNED
from maemi.project.pair_filter import NO_CLASS, PAIR_SORTS, PairFilter
from maemi.project.pair_words import has_words
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair

_COLUMNS: dict[str, Any] = {
    "added": Pair.id,
    "doubt": Pair.doubt,
    "certainty": Pair.doubt,
    "state": Pair.state,
    "question": Pair.question_key,
    "answer": Pair.answer_key,
    "class": Micrograph.class_name,
    "teacher": Pair.teacher,
    "model": Pair.model,
    "task": Pair.task,
    "curator": Pair.curator,
    "decided": Pair.decided_at,
}
_MAY_BE_EMPTY = {"class", "curator", "decided"}


def ids_of(project: Project, wanted: PairFilter) -> Select[int]:
    """The ids of the pairs that a filter means, in its order."""
    query = select(Pair.id).where(*conditions(project, wanted))
    if wanted.sort == "class":
        query = query.join(Micrograph, Micrograph.id == Pair.micrograph_id)
    return query.order_by(*order(wanted))


def conditions(project: Project, wanted: PairFilter) -> list[ColumnElement[bool] | TextClause]:
    """What a filter asks of the database."""
    asked: list[ColumnElement[bool] | TextClause] = []
    if wanted.state is not None:
        asked.append(Pair.state == wanted.state)
    if wanted.micrograph_id is not None:
        asked.append(Pair.micrograph_id == wanted.micrograph_id)
    if wanted.findings == "any":
        asked.append(Pair.doubt > 0)
    elif wanted.findings == "warning":
        asked.append(Pair.doubt >= WARNED)
    elif wanted.findings:
        # The bound keeps to the part of the index that has findings at all.
        asked += [Pair.doubt > 0, Pair.finding_kinds.like(f"%|{wanted.findings}|%")]
    if wanted.class_name is not None:
        named = Micrograph.class_name
        of_class = named.is_(None) if wanted.class_name == NO_CLASS else named == wanted.class_name
        asked.append(Pair.micrograph_id.in_(select(Micrograph.id).where(of_class)))
    columns: dict[str, Any] = {name: getattr(Pair, name) for name in ("task", "teacher", "model", "curator")}
    values = {name: getattr(wanted, name) for name in columns}
    asked += [columns[name] == value for name, value in values.items() if value is not None]
    if wanted.search.strip():
        asked.append(has_words(project, wanted.search))
    return asked


def order(wanted: PairFilter) -> tuple[Any, ...]:
    """One index serves both ways: read backwards, it is most doubtful first, the newest of equal ones first.

    What is empty comes first, and last the other way round, on every database.
    """
    column = _COLUMNS.get(wanted.sort)
    if column is None:
        raise InputError(f"Pairs cannot be sorted by '{wanted.sort}': write one of {', '.join(PAIR_SORTS)}.")
    backwards = wanted.descending != (wanted.sort == "doubt")
    keys = [column] if column is Pair.id else [column, Pair.id]
    if wanted.sort == "class":  # the index of classes goes on with the micrographs: nothing is left to sort
        keys.insert(1, Micrograph.id)
    directed = [key.desc() if backwards else key.asc() for key in keys]
    if wanted.sort in _MAY_BE_EMPTY:
        directed[0] = directed[0].nulls_last() if backwards else directed[0].nulls_first()
    return tuple(directed)
