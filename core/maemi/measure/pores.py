"""Pores: dark voids in a connected bright matrix (or bright ones in a dark one, where a person says so)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from maemi.measure import imaging
from maemi.measure.edges import at_own_edges, lit_rim
from maemi.measure.finding import Found, quality
from maemi.measure.imaging import Labels, Mask, Plane
from maemi.measure.objects import Objects, common_direction, describe, keep_only, renumbered
from maemi.measure.preparing import Prepared
from maemi.measure.reading import reading_of
from maemi.measure.separating import Foreground, brighter, judged, noise_left, separate
from maemi.measure.splitting import basins_of
from maemi.measure.standing_out import standing_out, weighted_median
from maemi.measure.stating import with_objects

LEAST_AREA = 16
SPECK = 0.02
"""Of the typical pore's area (half of the area is in pores at least as large); below it are dips of grey."""
NECK = 0.7
"""Of the smaller one's inscribed circle: two voids whose neck is wider are one."""

METHOD = (
    "Pores: grey levels below a threshold (Otsu 1979, drawn to the edges around, Kittler et al. 1985), outlines at "
    "levels of each edge's own (Bernsen 1986), further out where the rim glows, voids that run into each other "
    "cut at necks by the watershed of the distance transform (Beucher and Lantuéjoul 1979)."
)


def find_pores(prepared: Prepared) -> Found:
    """Porosity and equivalent diameters of the dark voids; voids that run into each other are cut at their necks."""
    settings = prepared.settings
    foreground = separate(prepared, bright=settings.polarity == "bright")
    if quality(foreground) * matrix_connection(foreground.mask) == 0:
        return Found("pores", sharpness=foreground.contrast)
    if settings.threshold is None:
        plane = foreground.plane(prepared)
        wider = at_own_edges(plane, foreground.mask, noise_left(prepared), opening_rise(plane, foreground.mask))
        # What is enclosed in a pore is seen deep inside it, or hangs in it.
        foreground = replace(foreground, mask=imaging.filled(imaging.opened(wider)))
    neck = NECK if settings.split is None else settings.split
    basins = basins_of(foreground.mask)
    objects = describe(basins.split(neck, 0.0))
    if len(objects) == 0:
        return Found("pores", sharpness=foreground.contrast)
    wanted = np.inf if settings.smallest_px is None else np.pi / 4 * settings.smallest_px**2
    least = min(max(LEAST_AREA, SPECK * weighted_median(objects.area, objects.area)), wanted)
    objects = describe(keep_only(objects.labels, objects.area >= least))
    doubts = basins.doubts(neck, 0.0, least) if settings.split is None else (0, 0)
    return found_in(objects, foreground, prepared, doubts)


SMALL_ONES = 0.05
"""Share of the pores that are so small that they may be none, or were passed over (trials of seeds below 1000)."""


def recount(labels: Labels, prepared: Prepared, before: Found | None = None) -> Found:
    """What a given label image (of the working scan) tells, without finding anything anew.

    `before`: what was found in the scan; its polarity holds, else that on which the labelled pixels lie.
    """
    objects = describe(renumbered(labels))
    polarity = before.used.get("polarity") if before else None
    bright = polarity == "bright" if polarity else brighter(prepared, objects.labels)
    return found_in(objects, judged(prepared, objects.labels > 0, bright), prepared)


def found_in(objects: Objects, foreground: Foreground, prepared: Prepared, doubts: tuple[int, int] = (0, 0)) -> Found:
    """Pores that are told apart already, and how much they look like pores."""
    if len(objects) == 0:
        return Found("pores", sharpness=foreground.contrast)
    porosity = float(foreground.mask.mean())
    warnings: list[str] = ["porosity is the share of dark area in the image, not of the volume"]
    confidence = quality(foreground) * matrix_connection(foreground.mask)
    confidence *= float(np.clip((porosity - 0.03) / 0.04, 0, 1) * np.clip((0.8 - porosity) / 0.15, 0, 1))
    confidence *= float(np.clip((len(objects) - 5) / 15, 0, 1))
    angle, _ = common_direction(objects.angle_deg, np.where(objects.aspect > 1.3, objects.area, 0.0))
    found = Found("pores", confidence, coverage=porosity, orientation_deg=angle, sharpness=foreground.contrast)
    split = prepared.settings.split
    found.used = {"polarity": "bright" if foreground.bright else "dark", "split": NECK if split is None else split}
    found.method = METHOD
    seen = standing_out(foreground.plane(prepared), objects)
    reading = reading_of(seen, objects, foreground.bright, confidence, doubts)
    # A dip of grey at the limit of size may be no pore, and a pore may have been taken for one.
    small = SMALL_ONES * len(objects)
    reading = replace(reading, fewer=reading.fewer + small, more=reading.more + small)
    return with_objects(found, objects, warnings, reading)


def opening_rise(plane: Plane, mask: Mask) -> float:
    """Where on the way up from the matrix to the dark of a pore (in a negated plane) the surface ends, 0 … 1.

    A rim that glows is the surface's own edge, and the wall darkens inwards from there: the opening begins further
    out than halfway. Set on trials of pores with seeds below 1000.
    """
    return float(np.clip(0.42 + 0.6 * lit_rim(plane, mask), 0.28, 0.5))


def matrix_connection(dark: Mask) -> float:
    """0 … 1: share of the bright area in its largest connected part; separate bright objects score low."""
    labels, count = imaging.label(~dark)
    if count == 0:
        return 0.0
    area = np.bincount(labels.ravel())[1:]
    return float(np.clip((area.max() / area.sum() - 0.4) / 0.4, 0, 1))
