"""Which kind of structure a picture holds: every kind is tried on a small copy, the best one on the whole scan."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from maemi.measure.fibres import find_fibres
from maemi.measure.finding import TRUSTED, Found
from maemi.measure.grains import find_grains
from maemi.measure.particles import find_particles
from maemi.measure.pattern import find_pattern
from maemi.measure.pores import find_pores
from maemi.measure.preparing import Prepared, prepare, shrink
from maemi.measure.result import Kind
from maemi.measure.tips import find_tips

FINDERS: dict[Kind, Callable[[Prepared], Found]] = {
    "pattern": find_pattern,
    "tips": find_tips,
    "fibres": find_fibres,
    "particles": find_particles,
    "pores": find_pores,
    "grains": find_grains,
}
"""In the order in which `auto` tries them: what fits by chance comes late."""
ENOUGH: dict[Kind, float] = {"pattern": 2.0, "tips": 0.9, "fibres": 0.6, "particles": 0.8, "pores": 2.0, "grains": 0.4}
"""A kind is not tried where an earlier one is as confident as this."""
SMALL_PIXELS = 400_000
"""A scan above it is judged on a copy of half its side: a quarter of the work, and thin lines are still seen."""


def choose(prepared: Prepared, grey: NDArray[np.floating]) -> Found:
    """The kind that fits best, found on the whole scan; the second best where the first does not hold there."""
    if prepared.flat.size <= SMALL_PIXELS:
        return by_confidence(prepared)[0]
    step = 2 * prepared.factor
    small = prepare(shrink(np.asarray(grey, dtype=np.float32), step), prepared.settings.reduced(step))
    if small is None:
        return by_confidence(prepared)[0]
    best = Found("particles")
    for candidate in by_confidence(small)[:2]:
        found = FINDERS[candidate.kind](prepared)
        if found.kind == "grains":
            found.confidence = doubted(found.confidence)
        if found.confidence > best.confidence:
            best = found
        if best.confidence >= TRUSTED:
            break
    return best


def by_confidence(prepared: Prepared) -> list[Found]:
    """What was tried, the most confident first."""
    tried: list[Found] = []
    for kind, find in FINDERS.items():
        if tried and max(one.confidence for one in tried) >= ENOUGH[kind]:
            break
        found = find(prepared)
        if kind == "grains":
            found.confidence = doubted(found.confidence)
        tried.append(found)
    return sorted(tried, key=lambda one: -one.confidence)


def doubted(confidence: float) -> float:
    """Nobody said that there are grains, and most textures have something like boundaries."""
    return confidence**3
