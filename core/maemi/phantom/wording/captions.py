"""Captions: what is seen, then two or three true remarks in changing order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from maemi.phantom.wording import arrangement, imagery, numbers, seen
from maemi.phantom.wording.words import Facts

Remark = Callable[[Facts, np.random.Generator], str | None]


def plain(facts: Facts, rng: np.random.Generator) -> str | None:
    """A caption from the pixels alone."""
    remarks: list[Remark] = [
        seen.size,
        seen.coverage,
        seen.size_spread,
        arrangement.distribution,
        arrangement.orientation,
        arrangement.contact,
        imagery.surface,
    ]
    said = [text for i in rng.permutation(len(remarks)) if (text := remarks[int(i)](facts, rng))]
    closing = (
        [imagery.quality(facts, rng) or ""]
        if any(facts[key] for key in ("noisy", "blurred", "charging", "uneven"))
        else []
    )
    return " ".join([seen.content(facts, rng) or "", *said[: int(rng.integers(1, 3))], *closing])


def with_numbers(facts: Facts, rng: np.random.Generator) -> str | None:
    """A caption with the numbers that were handed."""
    said = [
        text
        for remark in (numbers.mean_size, numbers.pitch, numbers.coverage, numbers.count)
        if (text := remark(facts, rng))
    ]
    if not said:
        return None
    chosen = rng.permutation(len(said))[:2]
    order = sorted(int(i) for i in chosen)
    return " ".join([seen.content(facts, rng) or "", *(said[i] for i in order), numbers.field(facts, rng) or ""])
