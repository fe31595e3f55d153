"""The numbers of all fibres of a picture together, each with its interval and how it was found."""

from __future__ import annotations

import numpy as np

from maemi.measure.fibre_table import Fibres, doubled_directions
from maemi.measure.finding import Found
from maemi.measure.quantities import define

define("std_size", "Standard deviation of size", 1, "Of the sizes of whole objects (n - 1).")
define("length_weighted_size", "Mean size by length", 1, "Mean diameter of fibres, each by its length in the frame.")
define("mean_length", "Mean length", 1, "Of fibres that the border does not cut; long ones are cut more often.")
define("length_density", "Length per area", -1, "Length of all middle lines in the frame over its area.")
define("orientation", "Mean orientation", 0, "Director, counter-clockwise from the rows' direction.", degrees=True)
define("order_parameter", "Order parameter", 0, "Mean of cos 2 (θ - director) by length: 1 parallel, 0 every way.")
define("mean_tortuosity", "Mean tortuosity", 0, "Length along a fibre over the distance of its ends, by length.")

ORDERED = 0.2
"""Order parameter below which there is no common direction to speak of."""


def tell_fibres(found: Found, fibres: Fibres) -> None:
    """State all of them, and the table."""
    found.objects = fibres.columns()
    found.sizes = fibres.width
    found.cut = int((~fibres.whole).sum())
    found.tell("count", len(fibres), method="middle lines joined straight through crossings")
    tell_diameters(found, fibres)
    if found.coverage is not None:
        found.tell("coverage", found.coverage, method="share of pixels")
    tell_lengths(found, fibres)
    tell_directions(found, fibres)


def tell_diameters(found: Found, fibres: Fibres) -> None:
    """Mean of all fibres alike, and by length: a diameter does not depend on whether the border cuts the fibre."""
    width, count = fibres.width, len(fibres)
    # Each fibre's reading error, and the place of an edge under a blur, which all fibres share.
    own = np.sqrt((fibres.width_error**2).sum()) / count
    common = 0.02 * float(width.mean()) + 0.15
    half = 1.96 * float(np.hypot(own, common / 1.96))
    method = "widths across the middle line at half height, median of each fibre"

    def tell(name: str, value: float, how: str) -> None:
        found.tell(name, value, max(value - half, 0.0), value + half, how)

    tell("mean_size", float(width.mean()), f"{method}, each fibre once")
    tell("length_weighted_size", float(np.average(width, weights=fibres.length)), f"{method}, each by its length")
    tell("median_size", float(np.median(width)), method)
    if count > 1:
        tell("std_size", float(width.std(ddof=1)), method)


def tell_lengths(found: Found, fibres: Fibres) -> None:
    """Of whole fibres, and of all in the frame."""
    whole = fibres.length[fibres.whole]
    if len(whole) >= 3:
        found.tell(
            "mean_length", float(whole.mean()), method="along middle lines, of fibres that the border does not cut"
        )
    found.tell("length_density", float(fibres.length.sum()) / fibres.labels.size, method="along middle lines")
    found.tell("mean_tortuosity", float(np.average(fibres.tortuosity, weights=fibres.length)))


def tell_directions(found: Found, fibres: Fibres) -> None:
    """Director and two-dimensional nematic order parameter of all steps of the middle lines."""
    mean = complex(doubled_directions(fibres.lines).sum() / max(float(fibres.lines.lengths.sum()), 1e-9))
    order = abs(mean)
    angle = float(np.degrees(np.angle(mean)) / 2 % 180)
    found.orientation_deg = angle if order > 0.5 else None
    found.tell("order_parameter", order, max(order - 0.05, 0), min(order + 0.05, 1), "⟨cos 2(θ - director)⟩ by length")
    if order >= ORDERED:
        half = 1.0 + 2.0 / order
        found.tell("orientation", angle, angle - half, angle + half, "director of the middle lines, by length")
