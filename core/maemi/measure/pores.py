"""Pores: dark voids in a connected bright matrix (or bright ones in a dark one, where a person says so)."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.finding import Found, quality
from maemi.measure.imaging import Labels, Mask
from maemi.measure.objects import Objects, common_direction, describe, keep_only, renumbered
from maemi.measure.preparing import Prepared
from maemi.measure.separating import Foreground, brighter, judged, separate, split_touching
from maemi.measure.stating import with_objects

LEAST_AREA = 16


def find_pores(prepared: Prepared) -> Found:
    """Porosity and equivalent diameters of the dark voids; voids that run into each other are cut at their necks."""
    foreground = separate(prepared, bright=prepared.settings.polarity == "bright")
    if quality(foreground) * matrix_connection(foreground.mask) == 0:
        return Found("pores", sharpness=foreground.contrast)
    objects = describe(split_touching(foreground.mask, neck=0.7))
    objects = describe(keep_only(objects.labels, objects.area >= LEAST_AREA))
    return found_in(objects, foreground)


def recount(labels: Labels, prepared: Prepared, before: Found | None = None) -> Found:
    """What a given label image (of the working scan) tells, without finding anything anew.

    `before`: what was found in the scan; its polarity holds, else that on which the labelled pixels lie.
    """
    objects = describe(renumbered(labels))
    polarity = before.used.get("polarity") if before else None
    bright = polarity == "bright" if polarity else brighter(prepared, objects.labels)
    return found_in(objects, judged(prepared, objects.labels > 0, bright))


def found_in(objects: Objects, foreground: Foreground) -> Found:
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
    return with_objects(found, objects, warnings)


def matrix_connection(dark: Mask) -> float:
    """0 … 1: share of the bright area in its largest connected part; separate bright objects score low."""
    labels, count = imaging.label(~dark)
    if count == 0:
        return 0.0
    area = np.bincount(labels.ravel())[1:]
    return float(np.clip((area.max() / area.sum() - 0.4) / 0.4, 0, 1))
