"""Which rank a step of DyQLoRA-FA trains: a pure function of (seed, step), the same in every process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from maemi.errors import InputError


def parse_ranks(text: str) -> tuple[int, int]:
    """`"4:16"` → (4, 16), `"8"` → (8, 8); InputError where it is no range of positive whole numbers."""
    low, _, high = text.partition(":")
    try:
        ranks = int(low), int(high or low)
    except ValueError:
        raise InputError(f"The ranks “{text}” are not a range: write them as 4:16, or one rank as 8.") from None
    return check_ranks(ranks)


def check_ranks(ranks: tuple[int, int]) -> tuple[int, int]:
    """The same range, or InputError where it is empty or has no positive lower end."""
    low, high = ranks
    if not 1 <= low <= high:
        raise InputError(f"The ranks {low}:{high} are no range: the first is at least 1 and not above the second.")
    return ranks


@dataclass(frozen=True, slots=True)
class RankClock:
    """Draws one rank for each optimizer step, uniform on [r_min, r_max], both included."""

    seed: int
    ranks: tuple[int, int]

    def __post_init__(self) -> None:
        check_ranks(self.ranks)

    def rank(self, step: int) -> int:
        """The rank of optimizer step `step` (0 is the first).

        A hash instead of a generator: no state to save, no order to keep; 64 bits leave no bias to see.
        """
        low, high = self.ranks
        digest = hashlib.blake2b(f"{self.seed}:{step}".encode(), digest_size=8).digest()
        return low + int.from_bytes(digest, "big") % (high - low + 1)
