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
EDGE = 0.5
"""Working pixels by which an edge may be read wrong in the whole picture: the glow of edges, and their blur."""


def tell_fibres(found: Found, fibres: Fibres) -> None:
    """State all of them, and the table."""
    found.objects = fibres.columns()
    found.sizes = fibres.width
    found.cut = int((~fibres.whole).sum())
    tell_count(found, fibres)
    tell_diameters(found, fibres)
    tell_coverage(found, fibres)
    tell_lengths(found, fibres)
    tell_directions(found, fibres)


def tell_count(found: Found, fibres: Fibres) -> None:
    """Fibres, and what they may be else: two that end under others may be one, and a long bridge may join two."""
    count = len(fibres)
    fewer, more = 0.5 * float(fibres.hidden_ends.sum()), 0.5 * float(fibres.guesses.sum())
    # Independent guesses of which half are wrong: two deviations. A fibre in thirty is overlooked, and more where they
    # lie over one another: two meet in a place by the square of the share that one takes.
    overlooked = count * (1 / 30 + 0.8 * (found.coverage or 0.0) ** 2)
    low = count - np.ceil(fewer * 0.5 + np.sqrt(fewer))
    high = count + np.ceil(more * 0.5 + np.sqrt(more) + overlooked)
    found.tell("count", count, max(low, 1), high, "middle lines, joined where they pass under others")


def tell_diameters(found: Found, fibres: Fibres) -> None:
    """Mean of all fibres alike, and by length: a diameter does not depend on whether the border cuts the fibre."""
    width, count = fibres.width, len(fibres)
    own = 1.96 * float(np.sqrt((fibres.width_error**2).sum())) / count
    half = float(np.hypot(own, 2 * EDGE))
    # Fibres that were told apart wrongly have other diameters: a share of the spread.
    spread = float(width.std(ddof=1)) if count > 1 else 0.0
    doubt = 0.5 * float(fibres.hidden_ends.sum() + fibres.guesses.sum()) / count
    half = float(np.hypot(half, spread * min(doubt, 1.0) * 1.96 / np.sqrt(count)))
    method = "across the middle line between the steepest edges, median of each fibre"

    def tell(name: str, value: float, wide: float, how: str) -> None:
        found.tell(name, value, max(value - wide, 0.0), value + wide, how)

    tell("mean_size", float(width.mean()), half, f"{method}, each fibre once")
    tell("length_weighted_size", float(np.average(width, weights=fibres.length)), half, f"{method}, each by its length")
    middle = half + 1.2533 * spread * min(doubt, 1.0) / np.sqrt(count)
    tell("median_size", float(np.median(width)), middle, method)
    if count > 1:
        tell("std_size", spread, 0.35 * half + 1.96 * spread * np.sqrt(min(doubt, 1.0) / (2 * count)) + 0.05, method)


def tell_coverage(found: Found, fibres: Fibres) -> None:
    """Share of pixels; each edge of the mask may lie wrong, by half as much again as one between pixels."""
    if found.coverage is not None:
        half = 3 * EDGE * float(fibres.length.sum()) / fibres.labels.size + 0.005
        low, high = max(found.coverage - half, 0.0), min(found.coverage + half, 1.0)
        found.tell("coverage", found.coverage, low, high, "share of pixels")


def tell_lengths(found: Found, fibres: Fibres) -> None:
    """Of whole fibres, and of all in the frame."""
    whole = fibres.whole & (fibres.hidden_ends == 0)
    length = fibres.length[whole]
    if len(length) >= 3:
        value = float(length.mean())
        # An end is read within half a diameter; a fibre that was taken for two, or two for one, changes the mean.
        half = float(np.mean(fibres.width[whole])) / 2 + 0.02 * value
        half = float(np.hypot(half, value * min(1.0, fibres.guesses[whole].mean())))
        how = "along middle lines, of fibres of which the border cuts none and no other hides an end"
        found.tell("mean_length", value, max(value - half, 0.0), value + half, how)
    density = float(fibres.length.sum()) / fibres.labels.size
    half = density * (0.03 + 0.5 * float(fibres.hidden_ends.mean()) * 0.1)
    found.tell("length_density", density, density - half, density + half, "along middle lines")
    tortuosity = float(np.average(fibres.tortuosity, weights=fibres.length))
    found.tell("mean_tortuosity", tortuosity, max(1.0, tortuosity - 0.02), tortuosity + 0.02, "by length")


def tell_directions(found: Found, fibres: Fibres) -> None:
    """Director and two-dimensional nematic order parameter of all steps of the middle lines."""
    mean = complex(doubled_directions(fibres.lines).sum() / max(float(fibres.lines.lengths.sum()), 1e-9))
    order = abs(mean)
    angle = float(np.degrees(np.angle(mean)) / 2 % 180)
    found.orientation_deg = angle if order > 0.5 else None
    low, high = max(order - 0.05, 0.0), min(order + 0.05, 1.0)
    found.tell("order_parameter", order, low, high, "⟨cos 2(θ - director)⟩ by length")
    if order >= ORDERED:
        half = 0.5 + 1.5 / order
        found.tell("orientation", angle, angle - half, angle + half, "director of the middle lines, by length")
