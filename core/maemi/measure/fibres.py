"""Fibres and wires: how many, how thick along their middle lines, and which way they run."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.finding import Found, better_polarity, no_sizes, quality
from maemi.measure.imaging import Mask
from maemi.measure.objects import common_direction
from maemi.measure.preparing import Prepared
from maemi.measure.separating import separate
from maemi.measure.skeleton import MOST_SEGMENTS, Chain, chains_of

LEAST_ASPECT = 4.0
"""Length over diameter below which a line is a blob, not a fibre."""


def find_fibres(prepared: Prepared) -> Found:
    """Fibres of the polarity that looks more like fibres."""
    return better_polarity(lambda bright: find_of_polarity(prepared, bright), enough=0.5)


def find_of_polarity(prepared: Prepared, bright: bool) -> Found:
    foreground = separate(prepared, bright)
    mask = drop_specks(foreground.mask)
    coverage = float(mask.mean())
    if coverage == 0 or coverage > 0.85 or quality(foreground) == 0:
        return Found("fibres", sharpness=foreground.contrast)
    chains = chains_of(mask)
    if chains is None:
        return Found("fibres", warnings=[f"more than {MOST_SEGMENTS} line segments: texture or noise, not fibres"])
    fibres = [chain for chain in chains if chain.length >= LEAST_ASPECT * chain.diameter]
    if not fibres:
        return Found("fibres", coverage=coverage)
    lengths = np.array([fibre.length for fibre in fibres])
    diameters = np.array([fibre.diameter for fibre in fibres])
    angle, strength = common_direction(np.array([fibre.angle_deg for fibre in fibres]), lengths)
    warnings: list[str] = []
    confidence = quality(foreground) * fit(fibres, float(mask.sum())) * float(np.clip((0.85 - coverage) / 0.15, 0, 1))
    crossings = sum(fibre.crossings for fibre in fibres)
    if crossings > 2 * len(fibres):
        warnings.append("the fibres cross often: their count is a lower bound for tangled ones")
    labels, _ = imaging.label(mask)
    return Found(
        "fibres",
        confidence=confidence,
        count=len(fibres),
        sizes=diameters if len(diameters) else no_sizes(),
        coverage=coverage,
        orientation_deg=angle if strength > 0.5 else None,
        touching=float(np.mean([fibre.crossings > 0 for fibre in fibres])),
        aspect=float(np.median(lengths / diameters)),
        sharpness=foreground.contrast,
        labels=labels,
        warnings=warnings,
    )


def drop_specks(mask: Mask) -> Mask:
    """The mask without components below a hundredth of the one that holds the typical foreground pixel."""
    labels, count = imaging.label(mask, eight=True)
    if count == 0:
        return mask
    area = np.bincount(labels.ravel())
    area[0] = 0
    order = np.sort(area[1:])
    typical = order[np.searchsorted(np.cumsum(order), order.sum() / 2)]
    return (area >= max(30, 0.01 * typical))[labels]


def fit(fibres: list[Chain], area: float) -> float:
    """0 … 1: how much of the foreground the fibres explain as length × diameter, and how long and even they are."""
    explained = sum(fibre.length * fibre.diameter for fibre in fibres) / area
    long = np.average([np.clip(f.length / f.diameter / 10, 0, 1) for f in fibres], weights=[f.length for f in fibres])
    even = np.average([np.clip((0.6 - f.unevenness) / 0.3, 0, 1) for f in fibres], weights=[f.length for f in fibres])
    return float(np.clip((explained - 0.4) / 0.4, 0, 1) * np.clip((2 - explained) / 0.6, 0, 1) * long * even)
