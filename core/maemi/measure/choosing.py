"""Which kind of structure a picture holds: every kind is tried on a small copy, the likeliest one on the whole scan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from maemi.measure.autocorrelation import gradient_direction
from maemi.measure.fibres import find_fibres
from maemi.measure.films import find_films
from maemi.measure.finding import TRUSTED, Found
from maemi.measure.grains import find_grains
from maemi.measure.least_boundary import ragged_share
from maemi.measure.particles import find_particles
from maemi.measure.pattern import find_pattern
from maemi.measure.pores import find_pores
from maemi.measure.preparing import Prepared, prepare, shrink
from maemi.measure.result import Kind
from maemi.measure.separating import brighter
from maemi.measure.tips import find_tips

FINDERS: dict[Kind, Callable[[Prepared], Found]] = {
    "pattern": find_pattern,
    "tips": find_tips,
    "fibres": find_fibres,
    "particles": find_particles,
    "pores": find_pores,
    "grains": find_grains,
    "films": find_films,
}
"""In the order in which `auto` tries them: what fits by chance comes late."""
ENOUGH: dict[Kind, float] = {
    "pattern": 2.0, "tips": 0.9, "fibres": 0.9, "particles": 0.9, "pores": 2.0, "grains": 0.4, "films": TRUSTED,
}  # fmt: skip
"""A kind is not tried where an earlier one is as likely as this."""
DOUBTED: tuple[Kind, ...] = ("grains", "films")
"""Nearly every picture has something like boundaries, and some texture: unasked, they must be the likelier."""
SMALL_PIXELS = 400_000
"""A scan above it is judged on a copy of half its side: a quarter of the work, and thin lines are still seen."""

UNASKED = 0.5
"""Confidence of a kind that a person named although another one is clearly what is there."""
CLEAR = 0.6
"""Likelihood from which another kind is clearly there."""
SECOND = 0.7
"""A kind less likely than so much of the likeliest one is no second choice: rather none than a wrong one."""


def asked_for(kind: Kind, prepared: Prepared, grey: NDArray[np.floating]) -> Found:
    """The kind that a person named; told as doubtful where it fits nearly any picture and another kind fits better."""
    return doubted(FINDERS[kind](prepared), prepared, grey)


def doubted(found: Found, prepared: Prepared, grey: NDArray[np.floating]) -> Found:
    """What was found of the kind that was named, less sure where another kind is clearly what is there."""
    if found.kind in DOUBTED and found.confidence > UNASKED:
        others: tuple[Kind, ...] = tuple(one for one in FINDERS if one not in DOUBTED)
        likely, best = by_likelihood(small_copy(prepared, grey) or prepared, others)[0]
        if likely >= max(CLEAR, likelihood(found, prepared, directed(prepared))):
            found.confidence = UNASKED
            found.warnings.append(f"the picture looks more like {best.kind}: compare what is outlined with it")
    return found


def small_copy(prepared: Prepared, grey: NDArray[np.floating]) -> Prepared | None:
    """The scan at half its side; None where it is small already."""
    if prepared.flat.size <= SMALL_PIXELS:
        return None
    step = 2 * prepared.factor
    return prepare(shrink(np.asarray(grey, dtype=np.float32), step), prepared.settings.reduced(step))


def choose(prepared: Prepared, grey: NDArray[np.floating]) -> Found:
    """The likeliest kind, found on the whole scan; the second one where the first does not hold there."""
    small = small_copy(prepared, grey)
    if small is None:
        return by_likelihood(prepared)[0][1]
    best: Found | None = None
    # Boundaries are sought on a copy of their own: of the whole scan it is no larger than of the small one.
    ranked = by_likelihood(small, whole=prepared)[:2]
    for likely, candidate in ranked:
        if likely < SECOND * ranked[0][0]:
            break
        found = candidate if candidate.kind == "grains" else FINDERS[candidate.kind](alike(prepared, candidate))
        if found.kind == "films":
            found.confidence = likelihood(found, prepared, 0.0)
        if best is None or found.confidence > best.confidence:
            best = found
        if best.confidence >= TRUSTED:
            break
    return best or Found("particles")


def alike(prepared: Prepared, seen: Found) -> Prepared:
    """The whole scan, to be searched for what was seen on its copy: of particles and tips, for that polarity alone."""
    if seen.kind not in ("particles", "tips") or seen.confidence == 0 or "polarity" not in seen.used:
        return prepared
    return replace(prepared, settings=replace(prepared.settings, polarity=seen.used["polarity"]))


def by_likelihood(
    prepared: Prepared, kinds: tuple[Kind, ...] = (), whole: Prepared | None = None
) -> list[tuple[float, Found]]:
    """What was tried (of `kinds`, or of all) and how likely each is, the likeliest first.

    `whole`: the scan that `prepared` is a small copy of, where grains are to be sought on the scan itself.
    """
    along = directed(prepared)
    tried: list[tuple[float, Found]] = []
    for kind, find in FINDERS.items():
        if kinds and kind not in kinds:
            continue
        if tried and max(likely for likely, _ in tried) >= ENOUGH[kind]:
            break
        seen = whole if kind == "grains" and whole is not None else prepared
        found = find(seen)
        likely = likelihood(found, seen, along if seen is prepared else directed(seen))
        if kind in DOUBTED:
            found.confidence = likely
        tried.append((likely, found))
    return sorted(tried, key=lambda one: -one[0])


def directed(prepared: Prepared) -> float:
    """0 … 1: how much the edges of the picture run in one direction."""
    return float(np.clip((gradient_direction(prepared.flat)[1] - 0.5) / 0.3, 0, 1))


def likelihood(found: Found, prepared: Prepared, along: float) -> float:
    """How much speaks for a kind, 0 … 1.5, so that kinds can be compared.

    The confidence of a kind tells how well the picture was read as that kind; nobody has said that it is one.
    `along`: how much the edges run in one direction, as `directed` tells.
    """
    confidence = found.confidence
    if found.kind == "fibres" and confidence > 0.2:
        # Fibres from nearby are few and wide, and read badly; that all edges run one way remains.
        return confidence + 0.5 * along
    if found.kind == "particles":
        confidence *= 1 - 0.4 * along
        if found.labels is not None and (found.coverage or 0.0) > SPARSE and not brighter(prepared, found.labels):
            # Dark and compact, more than a few: mostly holes.
            confidence *= 0.6
    if found.kind == "grains":
        # Any texture has boundaries, but cells that are convex and about as wide as long only where there are grains.
        convex = 1.0 if found.labels is None else (0.3 - ragged_share(found.labels)) / 0.15
        compact = (2.3 - (found.aspect or 1.0)) / 0.4
        confidence *= float(np.clip(convex, 0, 1) * np.clip(compact, 0, 1)) * (1 - along)
    if found.kind == "films":
        # Any picture has a texture: only where it is as even as can be is it all that there is.
        confidence **= 3
    return confidence


SPARSE = 0.05
"""Share of the scan above which dark compact objects are more often pores than particles."""
