"""Grains: cells that fill the picture, told apart by lines or by steps of grey between them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, inf, log, sqrt

import numpy as np

from maemi.measure import imaging
from maemi.measure.basin_joining import join
from maemi.measure.boundaries import (
    COPY_PIXELS,
    REACH,
    Terrain,
    basins,
    enlarged,
    label_changes,
    terrain,
    without_slivers,
)
from maemi.measure.finding import Found
from maemi.measure.grain_quantities import tell_grains
from maemi.measure.imaging import Labels
from maemi.measure.intercepts import lay_lines
from maemi.measure.least_boundary import Least, least_boundary
from maemi.measure.objects import describe, keep_only
from maemi.measure.preparing import Prepared
from maemi.measure.settings import Settings
from maemi.measure.shapes import shapes_of

SMALL = 10.0
"""Pixels of the copy; where the mean intercept is shorter, boundaries are sought on the full picture."""
ENERGY_OF_STEP = 0.4
"""Smoothed energy on a step of grey over its height squared."""


@dataclass(frozen=True, slots=True)
class Net:
    """Grains on a copy of the picture, and how clearly it shows them."""

    labels: Labels
    step: int
    least: Least
    seen: float
    """Share of the boundary's pixels whose own energy is that of a boundary."""
    open: float
    """Share of all pixels whose energy is not."""


def find_grains(prepared: Prepared) -> Found:
    """Grains between boundaries of any look, with intercepts as ASTM E112 counts them."""
    step = step_of(prepared)
    net = find_net(prepared, step)
    if net is None:
        return Found("grains")
    if step > 1 and lay_lines(net.labels, 4.0, directions=2).mean < SMALL:
        net = find_net(prepared, 1) or net
    labels = enlarged(net.labels, net.step, prepared.flat.shape)
    # Missed and invented boundaries both leave ragged grains.
    unsure = net.least.ragged / 4
    found = recount(labels, prepared, (net.least.below + unsure, net.least.above + unsure))
    found.confidence = confidence(net, found)
    found.sharpness = exp(net.least.contrast / 2)
    found.used |= used(net, prepared)
    return found


def used(net: Net, prepared: Prepared) -> dict[str, float]:
    """The least height of a boundary, as `Settings.threshold` counts it, and the limit of size where there was one."""
    settings = prepared.settings
    least = asked(net.least, settings)
    threshold = (
        min(sqrt(exp(min(least, 0.0)) / ENERGY_OF_STEP), 1.0) if settings.threshold is None else settings.threshold
    )
    limit = {"smallest_px": settings.smallest_px * prepared.factor} if settings.smallest_px else {}
    return {"threshold": round(threshold, 4), **limit}


def step_of(prepared: Prepared) -> int:
    """How many times smaller the copy is on which boundaries are sought."""
    return max(1, ceil(sqrt(prepared.flat.size / COPY_PIXELS)))


def find_net(prepared: Prepared, step: int) -> Net | None:
    """Grains on a copy `step` times smaller; None where there is only one."""
    settings = prepared.settings
    land = terrain(prepared, step, settings.polarity)
    parts = basins(land.energy)
    if parts.max(initial=0) < 4:
        return None
    middle = float(np.median(land.energy))
    spread = 1.4826 * float(np.median(np.abs(land.energy - middle)))
    joins = join(parts, land.energy, 3 * REACH, min(spread, 1.0))
    least = least_boundary(joins, parts, land.energy)
    names = joins.names(asked(least, settings)).astype(np.int32) + 1
    labels = without_slivers(names[parts], land.energy, max(2.0, 4 / step))
    if settings.smallest_px:
        labels = without_small(labels, land, settings.smallest_px / step)
    if labels.max(initial=0) < 2:
        return None
    between = label_changes(labels)
    strong = land.energy >= least.energy
    return Net(labels, step, least, float(strong[between].mean()), 1 - float(strong.mean()))


def asked(least: Least, settings: Settings) -> float:
    """The least energy of a boundary as a person wants it: by the height of a step, or by how readily grains part."""
    if settings.threshold is not None:
        return log(max(ENERGY_OF_STEP * settings.threshold**2, 1e-6))
    if settings.split is None:
        return least.energy
    return least.energy + (0.5 - settings.split) * least.contrast if settings.split > 0 else inf


def without_small(labels: Labels, land: Terrain, smallest: float) -> Labels:
    """Grains of a smaller equivalent diameter given to their neighbours."""
    keep = describe(labels).diameter >= smallest
    return imaging.flooded(-land.energy, keep_only(labels, keep), None) if keep.any() else labels


def confidence(net: Net, found: Found) -> float:
    """0 … 1: clear boundaries, closed ones, open space between them, and cells about as wide as long."""
    sure = float(np.clip((net.least.contrast - 1.2) / 1.0, 0, 1))
    sure *= float(np.clip((0.42 - net.least.ragged) / 0.2, 0, 1))
    sure *= float(np.clip(((found.count or 0) - 6) / 14, 0, 1) * np.clip((net.seen - 0.5) / 0.3, 0, 1))
    return sure * float(np.clip((2.6 - (found.aspect or 1.0)) / 0.6, 0, 1))


def recount(labels: Labels, prepared: Prepared, doubt: tuple[float, float] = (0.0, 0.0)) -> Found:
    """What is told of grains that are already labelled 1 … n; what no grain has goes to the nearest one.

    `doubt`: what the boundary length might be more, and less, over it, for boundaries missed or wrongly drawn.
    """
    count = int(labels.max(initial=0))
    found = Found("grains", count=count, labels=labels, method=METHOD)
    settings = prepared.settings
    found.used = {name: value for name, value in settings.to_json().items() if name in ("polarity", "split")}
    if count == 0:
        return found
    labels = imaging.grown(labels) if (labels == 0).any() else labels
    objects = describe(labels)
    found.labels = labels
    found.touching = 1.0 if count > 1 else 0.0
    found.cut = int((~objects.whole).sum())
    found.aspect = float(np.average(objects.aspect, weights=objects.area))
    met = lay_lines(labels, max(3.0, float(np.median(objects.diameter)) / 4), stairs=step_of(prepared))
    found.sizes = met.chords
    found.warnings.append("sizes are intercept lengths; facets of one grain count as grains of their own")
    tell_grains(found, objects, met, doubt)
    found.rest = lambda chosen: chosen.objects.update(shapes_of(objects))
    return found


METHOD = (
    "Grains by watershed of the energy of slopes and bends, basins joined across weak boundaries; "
    "mean linear intercept by test lines in eight directions after ASTM E112."
)
