"""What is told of parallel lines: width, space, duty cycle, roughness of their edges, how many there are."""

from __future__ import annotations

import numpy as np

from maemi.measure.finding import Found
from maemi.measure.imaging import Floats
from maemi.measure.line_edges import Edges, find_edges, straighten
from maemi.measure.preparing import Prepared
from maemi.measure.quantities import define
from maemi.measure.roughness import Roughness, roughness_of

define("line_width", "Line width", 1, "Mean distance of the edges of the lines.")
define("line_space", "Space", 1, "Pitch less line width.")
define("duty_cycle", "Duty cycle", 0, "Line width over pitch.", percent=True)
define("line_edge_roughness", "Line edge roughness (3σ)", 1, "Of edges about straight lines fitted to them (SEMI P47).")
define("line_width_roughness", "Line width roughness (3σ)", 1, "Of the width along each line (SEMI P47).")

PLACED = 0.7
"""Standard error in pixels of the width between two fitted edges under bright rims (phantoms)."""
UNBIASED = "3σ about fitted straight lines (SEMI P47), picture noise taken off by the covariance along the edge"


def tell_lines(found: Found, prepared: Prepared, across: Floats, pitch: float, pitch_error: float) -> None:
    """State all of lines that repeat every `pitch` pixels along the unit vector `across` (down, right).

    `pitch_error`: half of the relative 95 % interval of the pitch.
    """
    raw = prepared.flat if prepared.raw is None else prepared.raw + prepared.flat - prepared.smooth
    edges = find_edges(straighten(raw, across), pitch)
    if edges is None:
        found.warnings.append("the lines have no two clear levels: no line width is given")
        return
    dark = prepared.settings.polarity == "dark"
    found.used["polarity"] = "dark" if dark else "bright"
    profile = edges.profile
    width = pitch - profile.width if dark else profile.width
    misfit = max(profile.rising.misfit * profile.rising.blur, profile.falling.misfit * profile.falling.blur)
    half = 1.96 * float(np.hypot(PLACED, 4 * misfit))
    method = "fit of steps with rims of secondary electrons to the mean profile"
    found.tell("line_width", width, max(width - half, 0.0), width + half, method)
    space = pitch - width
    found.tell("line_space", space, max(space - half, 0.0), space + half, "pitch less line width")
    share, error = width / pitch, float(np.hypot(half / pitch, pitch_error * width / pitch))
    found.tell("duty_cycle", share, max(share - error, 0.0), min(share + error, 1.0), "line width over pitch")
    middle = (profile.rising.place + profile.falling.place) / 2 + (pitch / 2 if dark else 0.0)
    tell_extent(found, prepared.flat.shape, across, pitch, middle, width)
    tell_roughness(found, edges)


def tell_roughness(found: Found, edges: Edges) -> None:
    """Roughness of edges and of widths, where enough of them is in the frame."""
    tell_one(found, "line_edge_roughness", roughness_of(np.concatenate([edges.rising, edges.falling])))
    tell_one(found, "line_width_roughness", roughness_of(edges.falling - edges.rising))


def tell_one(found: Found, name: str, rough: Roughness | None) -> None:
    if rough is not None:
        found.tell(name, rough.value, rough.low, rough.high, f"{UNBIASED}; with noise {rough.measured:.3g} px")


def tell_extent(
    found: Found, shape: tuple[int, ...], across: Floats, pitch: float, middle: float, width: float
) -> None:
    """How many lines the frame holds a part of, and their share of it, from pitch, phase and width."""
    rows, columns = shape[:2]
    down, right = (np.arange(side) - (side - 1) / 2 for side in (rows, columns))
    place = down[:, None] * across[0] + right * across[1]
    low, high = float(place.min()), float(place.max())

    def lines(reach: float) -> int:
        return int(np.floor((high + reach - middle) / pitch) - np.ceil((low - reach - middle) / pitch)) + 1

    found.count = lines(width / 2)
    found.tell("count", found.count, lines(width / 2 - 2), lines(width / 2 + 2), "lines with a part in the frame")
    found.coverage = float((np.abs((place - middle + pitch / 2) % pitch - pitch / 2) < width / 2).mean())
    found.tell("coverage", found.coverage, method="share of the frame between the edges of lines")
