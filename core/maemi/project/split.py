"""Which micrographs are held out from training: always whole micrographs, never single pairs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of a dataset; they add up to 1. Raises InputError where they do not."""

    train: float = 1.0
    validation: float = 0.0
    test: float = 0.0

    def __post_init__(self) -> None:
        parts = (self.train, self.validation, self.test)
        if not all(0 <= part <= 1 for part in parts) or abs(sum(parts) - 1) > 1e-6 or self.train <= 0:
            raise InputError(
                "The shares of train, validation and test must add up to 1, and some must be left to train: "
                f"write e.g. 80/10/10, not {self}."
            )

    def __str__(self) -> str:
        return "/".join(f"{100 * part:g}" for part in (self.train, self.validation, self.test))

    @classmethod
    def parse(cls, text: str) -> Shares:
        """From `80/10/10`, `0.8,0.1,0.1` or `80/20` (no test). Raises InputError."""
        words = text.replace(",", "/").split("/")
        try:
            numbers = [float(word) for word in words]
        except ValueError as error:
            raise InputError(f"'{text}' are no shares: write e.g. 80/10/10 for train, validation and test.") from error
        if not 1 <= len(numbers) <= 3:
            raise InputError(f"'{text}' are no shares: write e.g. 80/10/10 for train, validation and test.")
        whole = 100 if sum(numbers) > 1.5 else 1
        return cls(*(number / whole for number in [*numbers, 0.0, 0.0][:3]))


def content_keys(project: Project, micrograph_ids: Iterable[int]) -> dict[int, str]:
    """The content's hash of each micrograph: what a split goes by, so that it is the same in every project."""
    wanted = set(micrograph_ids)
    with project.read_session() as session:
        rows = session.execute(select(Micrograph.id, Micrograph.content_hash))
        return {row.id: row.content_hash for row in rows if row.id in wanted}


def split(
    micrograph_ids: Iterable[int], seed: int, held_out: float = 0.2, keys: Mapping[int, str] | None = None
) -> tuple[list[int], list[int]]:
    """Split into (train ids, held-out ids), both sorted.

    Each micrograph is placed by a hash of the seed and its key alone (`keys`: from `content_keys`; else its id), so it
    stays on its side when others are added. At least one is held out and one is trained on, where there are two and
    `held_out` is between 0 and 1. Raises InputError for a share outside [0, 1).
    """
    if not 0 <= held_out < 1:
        raise InputError(f"The held-out share must be from 0 to below 1, not {held_out}.")
    places = {number: _place(keys[number] if keys else str(number), seed) for number in set(micrograph_ids)}
    held = {number for number, place in places.items() if place < held_out}
    if held_out > 0 and len(places) > 1:
        by_place = sorted(places, key=lambda number: (places[number], number))
        held = held or {by_place[0]}
        if len(held) == len(places):
            held.remove(by_place[-1])
    return sorted(set(places) - held), sorted(held)


def part_of(key: str, seed: int, shares: Shares) -> str:
    """train, validation or test: by a hash of seed and key alone, so that nothing moves when other keys come.

    Test lies where `split` holds out: what is held out from a fine-tune with this seed and share is in no train part.
    """
    place = _place(key, seed)
    if place < shares.test:
        return "test"
    return "validation" if place < shares.test + shares.validation else "train"


def _place(key: str, seed: int) -> float:
    """Uniform on [0, 1)."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{key}".encode()).digest()[:8]) / 2**64
