"""Which pairs, in which order: what the window, the command line and an export ask for alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from maemi.project.rows import PairState

PairSort = Literal[
    "added", "doubt", "certainty", "state", "question", "answer", "class", "teacher", "model", "task", "curator",
    "decided",
]  # fmt: skip
PAIR_SORTS: tuple[PairSort, ...] = get_args(PairSort)
"""Orders of pairs: as they were added, most doubtful first, least doubtful first, or by what they hold."""
NO_CLASS = ""
"""Asks for pairs of micrographs without a class."""


@dataclass(frozen=True, slots=True)
class PairFilter:
    """What pairs must be to be meant, all of it at once; None (and an empty search) asks nothing."""

    state: PairState | None = None
    micrograph_id: int | None = None
    search: str = ""
    """Words, or their beginnings, that question and answer hold; words in quotation marks follow each other."""
    findings: str | None = None
    """`any`, `warning` (a warning or an error), or a kind of findings."""
    class_name: str | None = None
    """Of the micrograph; `NO_CLASS`: it has none."""
    task: str | None = None
    teacher: str | None = None
    model: str | None = None
    curator: str | None = None
    """Who decided last."""
    sort: PairSort = "added"
    descending: bool = False
    """The other way round; equals stay in the order in which they were added."""
