"""Classes suggested from few labelled examples, with a confidence that was tried on the examples themselves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.errors import InputError
from maemi.similar.collection import Collection

LEAST_EXAMPLES = 2
"""Of a class, so that one can be left out and the class still be there."""
NEAREST = 5
"""Examples of a class that speak for a micrograph: a class may look several ways."""
MOST_EXAMPLES = 3000
"""Examples that are compared with each other to try the confidence; more would only take time."""
WIDTHS = (0.03, 0.05, 0.08, 0.12, 0.2, 0.3)
"""Candidates for the difference of cosine that tells classes apart; the examples choose."""
SURE_ONES = 10
"""No confidence is judged by fewer examples than these, where there are as many."""
FAR = 0.05
"""Share of the examples that are farther from the rest of their class than a micrograph may be from its own."""
DEFAULT_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One class for one micrograph."""

    id: int
    class_name: str
    confidence: float
    """How often such suggestions were right when each example was left out; no more than the examples show."""
    like: int
    """The example that is nearest."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """The suggestions, the most confident first, and how far to trust them."""

    suggestions: tuple[Suggestion, ...]
    examples: dict[str, int]
    """Labelled micrographs of each class that took part."""
    too_few: dict[str, int]
    """Classes with fewer than LEAST_EXAMPLES: never suggested."""
    accuracy: float
    """Share of examples whose class was found when each was left out in turn."""
    by_chance: float
    """What the most frequent class alone would reach."""
    confident: int
    """Examples that were suggested something at the threshold when left out."""
    confident_right: int
    unsure: int
    """Micrographs below the threshold."""
    unlike: int
    """Micrographs that look like no example."""


def suggest_classes(collection: Collection, min_confidence: float = DEFAULT_CONFIDENCE) -> SuggestReport:
    """A class for each unlabelled micrograph, where the examples allow one at `min_confidence`.

    Raises InputError where the examples are too few: two classes of two micrographs each are the least.
    """
    if not 0 < min_confidence <= 1:
        raise InputError(f"{min_confidence} is no confidence: write a number above 0 and up to 1, such as 0.6.")
    labels = np.array([name or "" for name in collection.classes], dtype=object)
    names, counts = np.unique(labels[labels != ""].astype(str), return_counts=True)
    counted = {str(name): int(count) for name, count in zip(names, counts, strict=True)}
    enough = [name for name, count in counted.items() if count >= LEAST_EXAMPLES]
    if len(enough) < 2:
        raise InputError(
            f"Suggestions need {LEAST_EXAMPLES} labelled and indexed micrographs in each of two classes; "
            f"there are {counted or 'none'}: label some more with 'maemi label' or in the gallery, then index them."
        )
    which = {name: number for number, name in enumerate(enough)}
    example_rows = np.flatnonzero([name in which for name in labels])
    open_rows = np.flatnonzero(labels == "")
    truth = np.array([which[str(labels[row])] for row in example_rows])
    judge = _Judge(collection.vectors[example_rows], truth, len(enough))
    shares, nearest, closeness = judge.asked(collection.vectors[open_rows])
    best = shares.argmax(axis=1) if len(open_rows) else np.zeros(0, np.int64)
    confidence = judge.tried(shares.max(axis=1)) if len(open_rows) else np.zeros(0)
    unlike = closeness < judge.farthest
    sure = (confidence >= min_confidence) & ~unlike
    found = [
        Suggestion(
            int(collection.ids[open_rows[row]]),
            enough[int(best[row])],
            round(float(confidence[row]), 3),
            int(collection.ids[example_rows[nearest[row]]]),
        )
        for row in np.flatnonzero(sure)
    ]
    right = judge.left_out.argmax(axis=1) == judge.truth
    at_threshold = judge.tried(judge.left_out.max(axis=1)) >= min_confidence
    return SuggestReport(
        suggestions=tuple(sorted(found, key=lambda each: (-each.confidence, each.id))),
        examples={name: counted[name] for name in enough},
        too_few={name: count for name, count in counted.items() if name not in which},
        accuracy=round(float(right.mean()), 4),
        by_chance=round(float(np.bincount(truth).max() / len(truth)), 4),
        confident=int(at_threshold.sum()),
        confident_right=int((at_threshold & right).sum()),
        unsure=int((~sure & ~unlike).sum()),
        unlike=int(unlike.sum()),
    )


class _Judge:
    """Examples, and what they say of others and of each other."""

    def __init__(self, vectors: NDArray[np.float32], truth: NDArray[np.int64], classes: int) -> None:
        self._vectors, self._truth, self._classes = vectors, truth, classes
        some = np.arange(len(vectors))
        if len(some) > MOST_EXAMPLES:
            some = np.random.default_rng(0).choice(some, MOST_EXAMPLES, replace=False)
        self.truth = truth[some]
        cosines = vectors[some] @ vectors.T
        cosines[np.arange(len(some)), some] = -np.inf  # left out
        own = np.where(truth[None, :] == self.truth[:, None], cosines, -np.inf).max(axis=1)
        self.farthest = float(np.quantile(own, FAR))
        each = [(width, self._shares(cosines, width)) for width in WIDTHS]
        # Logarithm of the share given to the truth: it punishes being sure and wrong.
        merit = [float(np.log(shares[np.arange(len(some)), self.truth] + 1e-6).mean()) for _, shares in each]
        self._width, self.left_out = each[int(np.argmax(merit))]
        order = np.argsort(-self.left_out.max(axis=1), kind="stable")
        self._sorted = self.left_out.max(axis=1)[order]
        right = (self.left_out.argmax(axis=1) == self.truth)[order]
        self._right = np.cumsum(right)

    def asked(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float32]]:
        """Of vectors [n, length]: shares of the classes [n, classes], the nearest example and its cosine [n]."""
        shares = np.zeros((len(vectors), self._classes))
        nearest, closeness = np.zeros(len(vectors), np.int64), np.zeros(len(vectors), np.float32)
        for first in range(0, len(vectors), 1024):
            cosines = vectors[first : first + 1024] @ self._vectors.T
            shares[first : first + 1024] = self._shares(cosines, self._width)
            nearest[first : first + 1024] = cosines.argmax(axis=1)
            closeness[first : first + 1024] = cosines.max(axis=1)
        return shares, nearest, closeness

    def tried(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        """The share [n], and no more than the examples with as great a one were right (Laplace's rule of succession).

        Six right of six are no more than 7 of 8: few examples make no one sure.
        """
        as_sure = np.searchsorted(-self._sorted, -share, side="right")
        as_sure = np.clip(as_sure, min(SURE_ONES, len(self._sorted)), len(self._sorted))
        return np.minimum(share, (self._right[as_sure - 1] + 1) / (as_sure + 2))

    def _shares(self, cosines: NDArray[np.float32], width: float) -> NDArray[np.float64]:
        """[n, classes] that add up to 1, from cosines [n, examples]: a kernel over each class's nearest examples."""
        support = np.zeros((len(cosines), self._classes))
        for number in range(self._classes):
            of_class = cosines[:, self._truth == number]
            count = min(NEAREST, of_class.shape[1])
            top = -np.partition(-of_class, count - 1, axis=1)[:, :count]
            present = np.isfinite(top)
            support[:, number] = np.where(present, np.exp((top - 1) / width), 0).sum(axis=1) / present.sum(axis=1)
        total = support.sum(axis=1, keepdims=True)
        return np.where(total > 0, support / np.where(total > 0, total, 1), 1 / self._classes)
