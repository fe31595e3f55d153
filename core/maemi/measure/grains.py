"""Grains: cells that fill the picture, told apart by lines or by steps of grey between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.finding import Found
from maemi.measure.imaging import Floats, Labels, Mask, Plane
from maemi.measure.objects import describe, keep_only
from maemi.measure.preparing import Prepared
from maemi.measure.separating import split_touching


def find_grains(prepared: Prepared) -> Found:
    """Count of grains and intercept lengths between their boundaries along rows and columns (as ASTM E112 counts)."""
    edges = boundary_strength(prepared.flat)
    mask = boundaries(edges)
    labels = cells(mask)
    count = int(labels.max(initial=0))
    if count < 4:
        return Found("grains")
    objects = describe(labels)
    between = label_changes(labels)
    # Gaps are closed by shape alone; where most of a net is guessed, there is no net.
    seen = float(near(mask)[between].mean()) if between.any() else 0.0
    noise = max(prepared.noise / 4, 1e-3)
    contrast = float(np.median(edges[between])) / noise if between.any() else 0.0
    fill = 1 - float(mask.mean())
    confidence = float(np.clip((seen - 0.55) / 0.3, 0, 1) * np.clip((contrast - 1.5) / 3, 0, 1))
    confidence *= float(np.clip((count - 6) / 20, 0, 1) * np.clip((fill - 0.4) / 0.3, 0, 1))
    confidence *= 0.8  # the widest net of all kinds: any texture has boundaries
    # Cells of a net are about as wide as long; the spaces between long edges are not.
    confidence *= float(np.clip((2.6 - np.average(objects.aspect, weights=objects.area)) / 0.6, 0, 1))
    chords = intercepts(labels, step=max(4, round(float(np.median(objects.diameter)) / 2)))
    warnings = ["sizes are intercept lengths along rows and columns; facets of one grain count as grains of their own"]
    return Found(
        "grains",
        confidence=confidence if len(chords) else 0.0,
        count=count,
        sizes=chords,
        cut=int((~objects.whole).sum()),
        coverage=None,
        touching=1.0,
        aspect=float(np.median(objects.aspect)),
        sharpness=contrast,
        labels=labels,
        warnings=warnings,
    )


def boundary_strength(flat: Plane) -> Plane:
    """How much a pixel looks like a boundary: slope, ridge or valley, at a scale of 2 pixels."""
    slope = np.hypot(imaging.gaussian(flat, 2, (1, 0)), imaging.gaussian(flat, 2, (0, 1)))
    yy = imaging.gaussian(flat, 2, (2, 0))
    xx = imaging.gaussian(flat, 2, (0, 2))
    xy = imaging.gaussian(flat, 2, (1, 1))
    bend = np.abs(yy + xx) / 2 + np.sqrt(((yy - xx) / 2) ** 2 + xy**2)
    return np.maximum(slope, 2 * bend).astype(np.float32)


def boundaries(edges: Plane) -> Mask:
    """Boundary pixels by Otsu's threshold on the logarithm of strength, whose two humps are alike in width."""
    strength = np.log(np.maximum(edges, 1e-4))
    mask = imaging.closed(strength > imaging.otsu(strength))
    labels, count = imaging.label(mask, eight=True)
    area = np.bincount(labels.ravel(), minlength=count + 1)
    area[0] = 0
    return (area >= 60)[labels]


def cells(mask: Mask) -> Labels:
    """The spaces between boundaries, cut where a boundary has a gap, grown until they meet."""
    labels = split_touching(~mask, neck=0.65)
    if labels.max(initial=0) == 0:
        return labels
    objects = describe(labels)
    typical = float(np.median(objects.area))
    kept = keep_only(labels, objects.area >= max(30, 0.05 * typical))
    return imaging.grown(kept)


def label_changes(labels: Labels) -> Mask:
    """Pixels whose right or lower neighbour belongs to another grain."""
    change = np.zeros(labels.shape, dtype=np.bool_)
    change[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    change[:-1] |= labels[:-1] != labels[1:]
    return change


def near(mask: Mask) -> Mask:
    """A mask widened by two pixels, the reach of the scale at which boundaries are seen."""
    return imaging.dilated(mask, times=2)


def intercepts(labels: Labels, step: int) -> Floats:
    """Lengths between boundaries along every `step`-th row and column; pieces that the border cuts are left out."""
    found: list[NDArray[np.int64]] = []
    for lines in (labels[step // 2 :: step], labels.T[step // 2 :: step]):
        for line in lines:
            at = np.flatnonzero(line[1:] != line[:-1])
            found.append(np.diff(at))
    chords = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    return chords.astype(np.float64)
