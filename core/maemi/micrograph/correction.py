"""A correction by hand of what was measured: what a person removed, added, split or merged, and where."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from maemi.errors import InputError

Verb = Literal["remove", "add", "split", "merge"]
VERBS: tuple[Verb, ...] = get_args(Verb)
Place = tuple[float, float]
"""(row, column) in pixels of the scan; whole numbers are the centres of pixels, as in outlines of a measurement."""

POINTS: dict[Verb, tuple[int, int]] = {"remove": (1, 1), "add": (3, 10_000), "split": (2, 10_000), "merge": (2, 10_000)}
"""Verb → the fewest and the most points that it has."""
FARTHEST = 1e7
"""Pixels: no micrograph is as large."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Anchored to places, not to numbers of objects, so that it holds for a measurement with other settings, too.

    Raises InputError for an unknown verb, or points that are too few, too many or no places.
    """

    verb: Verb
    points: tuple[Place, ...]

    def __post_init__(self) -> None:
        if self.verb not in POINTS:
            raise InputError(f"'{self.verb}' is no correction: write one of {', '.join(VERBS)}.")
        fewest, most = POINTS[self.verb]
        if not fewest <= len(self.points) <= most:
            wanted = "one point" if most == 1 else f"at least {fewest} points" if len(self.points) < fewest else ""
            wanted = wanted or f"at most {most:,} points"
            raise InputError(f"The correction {self.verb} has {len(self.points)} points; give {wanted} (ROW,COLUMN).")
        if not all(math.isfinite(value) and abs(value) <= FARTHEST for point in self.points for value in point):
            raise InputError(
                f"The correction {self.verb} has a point outside every picture; give ROW,COLUMN in pixels."
            )

    def to_json(self) -> dict[str, Any]:
        return {"verb": self.verb, "points": [[round(row, 2), round(column, 2)] for row, column in self.points]}

    @classmethod
    def from_json(cls, data: object) -> Correction:
        """The inverse of `to_json`. Raises InputError for what is none."""
        if not isinstance(data, dict):
            raise InputError(f"{str(data)[:60]!r} is no correction: it needs a verb and points.")
        known = cast("dict[str, Any]", data)
        try:
            points = tuple((float(row), float(column)) for row, column in known["points"])
            verb = known["verb"]
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise InputError(f"A correction needs a verb and points [[row, column], …]: {error}.") from error
        return cls(verb if isinstance(verb, str) else str(verb), points)  # pyright: ignore[reportArgumentType]


ByKind = Mapping[str, Sequence[Correction]]
"""Kind of structure → what was corrected of its objects, oldest first."""


def corrected_kind(kind: str, corrections: ByKind) -> str:
    """Who corrected objects of one kind has said which kind the picture shows: `auto` need not guess then."""
    corrected = [each for each, some in corrections.items() if some]
    return corrected[0] if kind == "auto" and len(corrected) == 1 else kind


def by_kind_json(corrections: ByKind) -> dict[str, list[dict[str, Any]]]:
    """Plain values for another process; kinds without corrections are left out."""
    return {kind: [one.to_json() for one in some] for kind, some in corrections.items() if some}


def by_kind_from_json(data: Mapping[str, Iterable[object]]) -> dict[str, tuple[Correction, ...]]:
    """The inverse of `by_kind_json`. Raises InputError for what is none."""
    return {kind: tuple(Correction.from_json(one) for one in some) for kind, some in data.items()}
