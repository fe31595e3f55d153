"""What goes beside a micrograph in one request: approved examples, and another micrograph to compare it with.

Neither ever comes from a held-out micrograph: what a model is scored on must not be told to what teaches it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from maemi.generate.prompts.shipped import Shipped
from maemi.generate.subject import Subject
from maemi.generate.teacher import RequestError
from maemi.project.micrographs import list_micrographs
from maemi.project.pairs import list_pairs
from maemi.project.project import Project
from maemi.project.rows import MicrographRow, PairRow
from maemi.project.split import split

PAIRS_AN_EXAMPLE = 3
Similar = Callable[[int], "list[int] | None"]
"""Ids of all other micrographs, what looks most like the given one first; None where it is not indexed."""


@dataclass(frozen=True, slots=True)
class Example:
    """Approved pairs of another micrograph."""

    row: MicrographRow
    pairs: tuple[PairRow, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes with one micrograph."""

    examples: tuple[Example, ...] = ()
    companion: MicrographRow | None = None


def nothing_beside(_subject: Subject) -> Beside:
    """For a teacher that sends a micrograph alone."""
    return Beside()


class Materials:
    """Chooses for one task; the same for the same micrograph as long as it lives. Safe to call from several threads."""

    def __init__(self, project: Project, task: Shipped, examples: int, similar: Similar | None = None) -> None:
        self._project, self._task, self._examples = project, task, examples
        self._similar = similar
        self._made: dict[int, Beside] = {}
        self._lock = Lock()

    def __call__(self, subject: Subject) -> Beside:
        """Raises RequestError where the task needs a second micrograph and there is none."""
        with self._lock:
            known = self._made.get(subject.row.id)
            if known is None:
                known = Beside(self._examples_for(subject.row), self._companion_of(subject.row))
                self._made[subject.row.id] = known
            return known

    @cached_property
    def _usable(self) -> dict[int, MicrographRow]:
        """Readable micrographs that are not held out."""
        rows = [row for row in list_micrographs(self._project) if row.info is not None and not row.missing]
        keys = {row.id: row.content_hash for row in rows}
        # A fine-tune splits the micrographs that have approved pairs; in a small project that may fall otherwise.
        approved = [row.id for row in rows if row.pairs_approved]
        held_out = {*split(keys, 0, keys=keys)[1], *split(approved, 0, keys=keys)[1]}
        return {row.id: row for row in rows if row.id not in held_out}

    def _companion_of(self, row: MicrographRow) -> MicrographRow | None:
        wanted = self._task.pictures
        if wanted not in ("same class", "other class"):
            return None
        if row.class_name is None:
            raise RequestError(f"{row.name} has no class, which the task “{self._task.title}” goes by: label it first.")
        same = wanted == "same class"
        others = [
            one
            for one in self._usable.values()
            if one.id != row.id and one.class_name is not None and (one.class_name == row.class_name) == same
        ]
        if not others:
            kind = "of the class of" if same else "of another class than"
            raise RequestError(
                f"There is no other micrograph {kind} {row.name} that is not held out: add or label some, or leave "
                f"out the task “{self._task.title}”."
            )
        ranked = self._ranked(row, others)
        # Of one class, the one that looks least alike shows what is particular; of two, the most alike is the lesson.
        return ranked[-1] if same else ranked[0]

    def _examples_for(self, row: MicrographRow) -> tuple[Example, ...]:
        if not self._examples:
            return ()
        others = [one for one in self._usable.values() if one.id != row.id and one.pairs_approved]
        indexed = self._similar is not None and self._similar(row.id) is not None
        if not indexed and self._task.task != "classification":
            others = [one for one in others if row.class_name is not None and one.class_name == row.class_name]
        ranked = self._ranked(row, others)
        if not indexed:
            ranked = _one_of_each_class_first(ranked)
        found: list[Example] = []
        for other in ranked:
            pairs = list_pairs(self._project, state="approved", micrograph_id=other.id)
            fitting = [pair for pair in pairs if pair.task == self._task.task][:PAIRS_AN_EXAMPLE]
            if fitting:
                found.append(Example(other, tuple(fitting)))
            if len(found) == self._examples:
                break
        return tuple(found)

    def _ranked(self, row: MicrographRow, others: Iterable[MicrographRow]) -> list[MicrographRow]:
        """What looks most like a micrograph first; where it is not indexed, in an order that is always the same."""
        order = self._similar(row.id) if self._similar is not None else None
        places = {} if order is None else {micrograph_id: place for place, micrograph_id in enumerate(order)}
        last = len(places)
        return sorted(others, key=lambda one: (places.get(one.id, last), _drawn(row, one)))


def _drawn(row: MicrographRow, other: MicrographRow) -> str:
    return hashlib.sha256(f"{row.content_hash}:{other.content_hash}".encode()).hexdigest()


def _one_of_each_class_first(rows: list[MicrographRow]) -> list[MicrographRow]:
    """Examples of one class alone would give the class away."""
    rounds: dict[int, int] = {}
    seen: dict[str | None, int] = {}
    for row in rows:
        rounds[row.id] = seen.get(row.class_name, 0)
        seen[row.class_name] = rounds[row.id] + 1
    return sorted(rows, key=lambda row: rounds[row.id])
