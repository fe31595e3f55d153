"""What studies hand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maemi.errors import InputError

CRITERIA = ("accuracy", "relevance", "completeness")
MEANINGS = {
    "accuracy": "what the answer says is true of this micrograph",
    "relevance": "it answers the question, and nothing else",
    "completeness": "nothing that the question asks for and the micrograph shows is missing",
}
LOWEST, HIGHEST = 1, 5
STEPS = {1: "not at all", 2: "hardly", 3: "in part", 4: "mostly", 5: "fully"}


@dataclass(frozen=True, slots=True)
class Marks:
    """What one expert says of one answer, 1 (not at all) to 5 (fully) each."""

    accuracy: int
    relevance: int
    completeness: int
    comment: str = ""

    def __post_init__(self) -> None:
        for name in CRITERIA:
            mark: object = getattr(self, name)
            if not isinstance(mark, int) or isinstance(mark, bool) or not LOWEST <= mark <= HIGHEST:
                raise InputError(f"'{mark}' is no mark for {name}: give a whole number from {LOWEST} to {HIGHEST}.")


@dataclass(frozen=True, slots=True)
class Group:
    """Pairs of one class by one teacher."""

    class_name: str
    """Empty: without a class."""
    teacher: str
    """Teacher and model."""
    population: int
    """Pairs that the filter found."""
    drawn: int


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One study and how far it is."""

    id: int
    name: str
    seed: int
    state: str
    """Of the pairs that were drawn from; empty: any."""
    groups: tuple[Group, ...]
    creator: str
    at: datetime
    items: int
    rated: dict[str, int]
    """Expert → how many items they have rated."""

    def to_json(self) -> dict[str, Any]:
        """As `maemi study list --json` prints it."""
        return {
            "id": self.id,
            "name": self.name,
            "items": self.items,
            "rated": self.rated,
            "seed": self.seed,
            "state": self.state,
            "creator": self.creator,
            "at": self.at.isoformat(),
            "groups": [
                {"class": one.class_name, "teacher": one.teacher, "population": one.population, "drawn": one.drawn}
                for one in self.groups
            ],
        }


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One pair of a study, in the words that are rated."""

    id: int
    pair_id: int
    micrograph_id: int
    question: str
    answer: str
    class_name: str
    teacher: str


@dataclass(frozen=True, slots=True)
class RatingRow:
    """The newest marks of one expert for one item."""

    item_id: int
    expert: str
    marks: Marks
    at: datetime
