"""Which pairs a step sees: a pure function of (seed, step), so that a resumed run goes on where it was, stateless."""

from __future__ import annotations

import random
from functools import lru_cache


def batch(seed: int, step: int, size: int, examples: int) -> list[int]:
    """Indices of the `size` examples of optimizer step `step`; epochs follow each other, each in its own order."""
    first = step * size
    places = (divmod(position, examples) for position in range(first, first + size))
    return [_permutation(seed, epoch, examples)[place] for epoch, place in places]


@lru_cache(maxsize=4)
def _permutation(seed: int, epoch: int, examples: int) -> tuple[int, ...]:
    order = list(range(examples))
    random.Random(f"{seed}:{epoch}").shuffle(order)
    return tuple(order)
