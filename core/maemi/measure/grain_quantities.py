"""The quantities of grains, from labelled grains and the test lines over them."""

from __future__ import annotations

import numpy as np

from maemi.measure.finding import Found
from maemi.measure.intercepts import Intercepts
from maemi.measure.objects import Objects
from maemi.measure.quantities import define

define("mean_intercept", "Mean linear intercept", 1, "Test line over boundaries crossed (ASTM E112-13).")
define(
    "intercept_error",
    "Relative accuracy of the intercept (ASTM E112)",
    0,
    "Half of the 95 % interval between nine fields of the scan, over the mean: what other places may differ by.",
    percent=True,
)
define("intercept_anisotropy", "Longest over shortest mean intercept", 0, "Of eight directions; 1 is equiaxed.")
define("grains_per_area", "Grains per area", -2, "Jeffries: inside 1, cut 1/2, at a corner 1/4 (ASTM E112-13).")
define("boundary_per_area", "Boundary length per area", -1, "π/2 crossings per length of test line (Saltykov).")
define("mean_diameter", "Mean equivalent diameter", 1, "Of whole grains: the circle of equal area.")
define("mean_aspect", "Mean aspect ratio", 0, "Long over short axis of the ellipse of equal moments, weighed by area.")


DRAWN = 0.09
"""Relative 95 % uncertainty of boundary length and half of that of counts where each boundary is clear (phantoms)."""


def tell_grains(found: Found, objects: Objects, met: Intercepts, doubt: tuple[float, float] = (0.0, 0.0)) -> None:
    """State all; `doubt`: what the boundary length might be more, and less, over it, for boundaries in doubt."""
    crossings = float(met.crossings.sum())
    if crossings == 0:
        return
    # What is drawn a pixel beside the boundary moves a crossing and makes none; corners and slivers remain in doubt.
    more, less = (float(np.hypot(2 * part, DRAWN)) for part in doubt)
    mean = met.mean
    method = f"{crossings:.0f} crossings of test lines in {len(met.angles_deg)} directions, ASTM E112"
    found.tell("count", len(objects), len(objects) * (1 - 2 * less), len(objects) * (1 + 2 * more), "labelled grains")
    found.tell("mean_intercept", mean, mean / (1 + more), mean / (1 - min(less, 0.9)), method)
    found.tell("mean_size", mean, mean / (1 + more), mean / (1 - min(less, 0.9)), method)
    if np.isfinite(met.field_error):
        found.tell("intercept_error", met.field_error, method="t s / √n of nine fields, ASTM E112")
    ratio = float(met.by_direction.max() / met.by_direction.min())
    found.tell("intercept_anisotropy", ratio, method="mean intercept by direction")
    area = float(objects.labels.size)
    rate = np.pi / 2 / mean
    found.tell("boundary_per_area", rate, rate * (1 - less), rate * (1 + more), "π/2 crossings per length of test line")
    per_area = weighed_count(objects) / area
    found.tell("grains_per_area", per_area, per_area * (1 - 2 * less), per_area * (1 + 2 * more), "Jeffries, ASTM E112")
    whole = objects.diameter[objects.whole]
    if len(whole):
        found.tell("mean_diameter", float(whole.mean()), method=f"{len(whole)} whole grains")
    found.tell("mean_aspect", float(np.average(objects.aspect, weights=objects.area)), method="second moments")


def weighed_count(objects: Objects) -> float:
    """Grains of the frame: whole ones 1, those cut by its sides 1/2, and its four corners together 1."""
    corners = np.unique(objects.labels[[0, 0, -1, -1], [0, -1, 0, -1]])
    cut = int((~objects.whole).sum()) - len(corners)
    return float(objects.whole.sum()) + cut / 2 + 1.0
