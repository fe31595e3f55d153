"""Settings of labelled objects: limits of size that a person gave, and what was used where nobody gave anything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from maemi.measure import imaging
from maemi.measure.finding import Found
from maemi.measure.imaging import Floats, Labels, Mask
from maemi.measure.objects import keep_only
from maemi.measure.preparing import Prepared
from maemi.measure.recounting import RECOUNTS, described
from maemi.measure.separating import brighter

LIMITS = ("smallest_px", "largest_px")


def within_limits(found: Found, prepared: Prepared) -> Found:
    """Without the objects whose equivalent diameter a person does not want; nothing is found anew.

    Kinds that keep to the limits while they find (they tell so in `found.used`) are left as they are.
    """
    limits = {name: getattr(prepared.settings, name) for name in LIMITS}
    given = {name: limit for name, limit in limits.items() if limit is not None and name not in found.used}
    if not given or found.labels is None or found.kind not in RECOUNTS:
        return found
    diameter = diameters(found, found.labels)
    keep = diameter >= (limits["smallest_px"] or 0.0)
    keep &= diameter <= (np.inf if limits["largest_px"] is None else limits["largest_px"])
    used = {**found.used, **{name: limit * prepared.factor for name, limit in given.items()}}
    if keep.all():
        found.finish()
        return replace(found, used=used)
    if not keep.any():
        none = Found(found.kind, found.confidence, 0, coverage=0.0, sharpness=found.sharpness, used=used)
        none.tell("count", 0, method="none within the limits of size")
        none.method = found.method
        none.labels = np.zeros_like(found.labels)
        return none
    now = described(keep_only(found.labels, keep), prepared, found)
    # How well the picture was segmented does not depend on which sizes a person wants to see.
    return replace(now, confidence=found.confidence, used={**now.used, **used}, method=now.method or found.method)


def diameters(found: Found, labels: Labels) -> Floats:
    """[objects] of circles of equal area; of fibres across their middle lines."""
    if found.kind == "fibres":
        found.finish()
        return found.objects["width"]
    return np.sqrt(4 * np.bincount(labels.ravel())[1:] / np.pi)


def tell_used(found: Found, prepared: Prepared) -> None:
    """Enter polarity, and the threshold as `Settings` count it, where the kind itself has not told them."""
    if found.kind not in ("particles", "pores") or found.labels is None or not found.labels.any():
        return
    given = prepared.settings.threshold
    level = edge_level(prepared, found.labels > 0) if given is None else given
    polarity = "bright" if brighter(prepared, found.labels) else "dark"
    found.used = {"polarity": polarity, **({} if level is None else {"threshold": level}), **found.used}


def edge_level(prepared: Prepared, mask: Mask) -> float | None:
    """Median grey level of the pixels on both sides of the edge, 0 … 1 of the robust range; None without an edge."""
    rim = imaging.dilated(mask) & imaging.dilated(~mask)
    if not rim.any():
        return None
    low, high = prepared.robust_range
    return round(float(np.clip((np.median(prepared.flat[rim]) - low) / max(high - low, 1e-6), 0, 1)), 3)
