"""How many micrographs each choice of the filter bar would leave."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, func, select

from maemi.project.filtering.conditions import CHOICES, TEXTS, condition, source
from maemi.project.filtering.terms import Term, parse
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph

FACETS = ("class", "vendor", "format", "detector", "instrument", "technique", "source")
"""Keys whose values are counted, beside the choices of `state`, `has` and `is`."""
MOST = 50
"""Values of one key: the most frequent ones; nobody reads a longer list."""


def facet_counts(project: Project, search: str = "") -> dict[str, dict[str, int]]:
    """Key → value → how many micrographs `search` with this value would find; the most frequent value first.

    Where the search asks for a value of the same key already (`class:particles`), that term is left out of that key's
    counts: they say what choosing another value instead would find. `state`, `has` and `is` count each of their
    choices, 0 included. Raises InputError for a search that is not understood.
    """
    terms = parse(search)
    counts: dict[str, dict[str, int]] = {}
    with project.read_session() as session:
        for key in FACETS:
            found = session.execute(_by_value(project, key, _without(terms, key)))
            counts[key] = {str(value): int(count) for value, count in found}
        for key, choices in CHOICES.items():
            left = [condition(project, term) for term in (_without(terms, key) if key == "state" else terms)]
            sums = (func.coalesce(func.sum(case((chosen, 1), else_=0)), 0) for chosen in choices.values())
            totals = session.execute(select(*sums).where(*left)).one()
            counts[key] = {name: int(total) for name, total in zip(choices, totals, strict=True)}
    return counts


def _without(terms: tuple[Term, ...], key: str) -> list[Term]:
    return [term for term in terms if term.negated or term.key is None or term.key.name != key]


def _by_value(project: Project, key: str, terms: list[Term]) -> Select[Any, int]:
    value: Any = source() if key == "source" else TEXTS[key]
    count = func.count(Micrograph.id)
    left = [condition(project, term) for term in terms]
    # By number, then by the value itself: the same search always gives the same list.
    return (
        select(value, count).where(value.is_not(None), *left).group_by(value).order_by(count.desc(), value).limit(MOST)
    )
