"""Which approved pairs a fine-tune trains on, and which it never sees: split by micrograph, never by pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from maemi.errors import InputError

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.project.rows import PairRow
    from maemi.train.spec import TrainSpec

T = TypeVar("T")

FEWEST_PAIRS = 4
"""Fewer approved pairs teach nothing that could be scored."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Approved pairs, by the order of their ids; a micrograph's pairs are all on one side."""

    train: tuple[PairRow, ...]
    held_out: tuple[PairRow, ...]


def select(project: Project, spec: TrainSpec) -> Selection:
    """The project's approved pairs, as decided now. InputError where they are too few to learn from and to score."""
    selection = divide(project, spec)
    pairs = len(selection.train) + len(selection.held_out)
    sentence = problem(pairs, len(selection.train), len(selection.held_out))
    if sentence:
        raise InputError(sentence)
    return selection


def divide(project: Project, spec: TrainSpec) -> Selection:
    """Like `select`, however few they are."""
    from maemi.project.pairs import list_pairs
    from maemi.project.split import content_keys, split

    pairs = sorted(list_pairs(project, state="approved"), key=lambda pair: pair.id)
    micrographs = sorted({pair.micrograph_id for pair in pairs})
    keys = content_keys(project, micrographs)
    train, held_out = split(micrographs, spec.split_seed, spec.held_out, keys)
    return Selection(_of(pairs, train), _of(pairs, held_out))


def held_out(project: Project, origin: Mapping[str, Any], spec: TrainSpec) -> list[PairRow]:
    """What a model may be scored on: the approved pairs that its adapter never saw.

    `origin` is the adapter's `maemi.json`; a model without one gets what the spec's split holds out. InputError where
    there is nothing.
    """
    selection = divide(project, spec)
    both = sorted((*selection.train, *selection.held_out), key=lambda pair: pair.id)
    if "pairs" in origin:
        trained = set(origin["pairs"])
        # By micrograph: a pair that was approved later may be about one that training saw.
        seen = {pair.micrograph_id for pair in both if pair.id in trained}
        found = [pair for pair in both if pair.micrograph_id not in seen]
    else:
        found = list(selection.held_out)
    if not found:
        raise InputError(f"{project.address} has no approved pairs of held-out micrographs: approve some in Review.")
    return found


def spread(items: Sequence[T], wanted: int) -> list[T]:
    """At most `wanted` of the items, evenly over all of them, always the same ones."""
    if len(items) <= wanted:
        return list(items)
    return [items[place * len(items) // wanted] for place in range(wanted)]


def problem(pairs: int, train: int, held_out: int) -> str | None:
    """The sentence that says why so few pairs are no fine-tune, or None."""
    if pairs < FEWEST_PAIRS:
        return f"The project has {pairs} approved pairs: approve at least {FEWEST_PAIRS} in Review, then fine-tune."
    if not train or not held_out:
        return "All approved pairs are about one micrograph: approve pairs of at least two, so that one is held out."
    return None


def _of(pairs: Sequence[PairRow], micrographs: Sequence[int]) -> tuple[PairRow, ...]:
    wanted = set(micrographs)
    return tuple(pair for pair in pairs if pair.micrograph_id in wanted)
