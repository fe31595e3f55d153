"""How an export is made: its images, its parts, and whether curators are named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from maemi.errors import InputError
from maemi.micrograph.picture import LONGEST_SIDE
from maemi.project.split import Shares
from maemi.project.split_keys import SPLIT_BY, SplitBy
from maemi.project.transfer.pictures import IMAGE_KINDS, ImageKind

Reviewers = Literal["names", "pseudonyms"]
REVIEWERS: tuple[Reviewers, ...] = get_args(Reviewers)
SMALLEST, LARGEST = 16, 16_384


@dataclass(frozen=True, slots=True)
class How:
    """Raises InputError for what is none of the choices."""

    images: ImageKind = "png"
    """`png`: as models see them; `original`: the files as they are."""
    side: int = LONGEST_SIDE
    """Pixels of the longer side of a `png`, at most."""
    split_by: SplitBy = "none"
    shares: Shares = field(default_factory=Shares)
    seed: int = 0
    reviewers: Reviewers = "names"
    overwrite: bool = False
    """Replace an earlier export at the same place, once the new one is complete."""

    def __post_init__(self) -> None:
        for given, known in ((self.images, IMAGE_KINDS), (self.split_by, SPLIT_BY), (self.reviewers, REVIEWERS)):
            if given not in known:
                raise InputError(f"'{given}' is no choice of an export: write one of {', '.join(known)}.")
        if not SMALLEST <= self.side <= LARGEST:
            raise InputError(f"Images of {self.side} pixels cannot be written: choose {SMALLEST} to {LARGEST:,}.")

    def options(self) -> list[str]:
        """The same as options of `maemi export`."""
        words = ["--images", self.images]
        words += ["--side", str(self.side)] if self.images == "png" and self.side != LONGEST_SIDE else []
        words += ["--split", self.split_by]
        if self.split_by != "none":
            words += ["--shares", str(self.shares), "--seed", str(self.seed)]
        return [*words, "--reviewers", self.reviewers]
