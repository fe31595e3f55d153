"""What the terms of a search ask of the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, exists, false, func, not_, or_, select

from maemi.errors import InputError
from maemi.project.filtering.quantities import interval, number, period
from maemi.project.filtering.terms import Term
from maemi.project.project import Project
from maemi.project.searching import ESCAPE, contains, pattern_of
from maemi.project.tables.embedding import Embedding
from maemi.project.tables.micrograph import Measurement, Micrograph
from maemi.project.tables.region import Region

PIXEL = func.coalesce(Micrograph.typed_pixel_m, Micrograph.file_pixel_m)
"""The pixel size that counts: typed in, else the file's."""

TEXTS: dict[str, Any] = {
    "name": Micrograph.name,
    "folder": Micrograph.folder,
    "class": Micrograph.class_name,
    "specimen": Micrograph.specimen,
    "licence": Micrograph.licence,
    "format": Micrograph.format,
    "vendor": Micrograph.vendor,
    "instrument": Micrograph.instrument,
    "detector": Micrograph.detector,
    "technique": Micrograph.technique,
}
NUMBERS: dict[str, Any] = {
    "mag": Micrograph.magnification,
    "kv": Micrograph.voltage_v,
    "pixel": PIXEL,
    "wd": Micrograph.working_distance_m,
    "width": Micrograph.width_px,
    "height": Micrograph.height_px,
    "pending": Micrograph.pairs_pending,
    "approved": Micrograph.pairs_approved,
}
DATES: dict[str, Any] = {"taken": Micrograph.taken_at, "added": Micrograph.added_at}
COUNTS: dict[str, Any] = {
    "pending": Micrograph.pairs_pending,
    "approved": Micrograph.pairs_approved,
    "rejected": Micrograph.pairs_rejected,
    "skipped": Micrograph.pairs_skipped,
}
NO_PAIRS = and_(*(count == 0 for count in COUNTS.values()))
CHOICES: dict[str, dict[str, Any]] = {
    "state": {**{state: count > 0 for state, count in COUNTS.items()}, "none": NO_PAIRS},
    "has": {
        "scale": PIXEL.is_not(None),
        "findings": Micrograph.pairs_doubted > 0,
        "pairs": or_(*(count > 0 for count in COUNTS.values())),
        "class": Micrograph.class_name.is_not(None),
        "measurement": exists().where(
            Measurement.micrograph_id == Micrograph.id, Measurement.content_hash == Micrograph.content_hash
        ),
        "regions": exists().where(Region.micrograph_id == Micrograph.id, Region.removed_at.is_(None)),
    },
    "is": {
        "missing": Micrograph.missing,
        "unreadable": Micrograph.error.is_not(None),
        "synthetic": Micrograph.synthetic,
        "reciprocal": Micrograph.reciprocal,
        "duplicate": Micrograph.content_hash.in_(
            select(Embedding.content_hash).where(Embedding.duplicate_group.is_not(None))
        ),
    },
}


def condition(project: Project, term: Term) -> ColumnElement[bool]:
    """What one term asks. Raises InputError where its value is none for its key."""
    asked = or_(*(_one(project, term, value) for value in term.values))
    # Where a file says nothing it does not say this: NULL is "no", so that its opposite is "yes".
    return not_(func.coalesce(asked, false(), type_=Boolean())) if term.negated else asked


def source() -> ColumnElement[str | None]:
    """Where the pixel size that counts came from."""
    from sqlalchemy import case

    return case((Micrograph.typed_pixel_m.is_not(None), "typed in"), else_=Micrograph.file_pixel_source)


def _one(project: Project, term: Term, value: str) -> ColumnElement[bool]:
    key = term.key
    if key is None:
        words = Micrograph.words.like(pattern_of(value.casefold()), escape=ESCAPE)
        return or_(words, contains(project, Micrograph.class_name, value))
    if key.kind == "number":
        return _number(term, value)
    if key.kind == "date":
        first, after = period(key, value, term.text)
        column = DATES[key.name]
        return _compared(term.operator, column, first, after)
    if term.operator not in ":=":
        raise InputError(f"'{term.text}' cannot be compared: write {key.example}, for instance.")
    if key.kind == "choice":
        chosen = CHOICES[key.name].get(value.lower())
        if chosen is None:
            known = ", ".join(key.choices)
            raise InputError(f"'{value}' is nothing that '{key.name}:' knows: write one of {known}.")
        return chosen
    column = source() if key.name == "source" else TEXTS[key.name]
    if term.operator == "=":
        return func.lower(column) == func.lower(value)
    return contains(project, column, value)


def _number(term: Term, value: str) -> ColumnElement[bool]:
    key = term.key
    assert key is not None
    column = NUMBERS[key.name]
    if term.operator in ":=":
        low, high = interval(key, value, term.text)
        return and_(column >= low, column <= high)
    bound = number(key, value, term.text)
    operators = {"<": column < bound, "<=": column <= bound, ">": column > bound, ">=": column >= bound}
    return operators[term.operator]


def _compared(operator: str, column: Any, first: Any, after: Any) -> ColumnElement[bool]:
    """A period compared: `>` is after all of it, `>=` from its beginning on."""
    if operator in ":=":
        return and_(column >= first, column < after)
    return {"<": column < first, "<=": column < after, ">": column >= after, ">=": column >= first}[operator]
