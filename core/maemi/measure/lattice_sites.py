"""What stands on the sites of a lattice: dots or holes, how large, and how many sites are empty."""

from __future__ import annotations

import numpy as np

from maemi.measure.finding import TRUSTED, Found
from maemi.measure.imaging import Floats
from maemi.measure.objects import keep_only
from maemi.measure.particles import find_of_polarity, recount
from maemi.measure.preparing import Prepared
from maemi.measure.quantities import define

define("missing", "Empty sites", 0, "Sites of the lattice wholly in the frame on which nothing stands.", percent=True)

NEAR = 0.25
"""Of the lattice vectors: so far off its site a feature still stands on it."""
REGULAR = 0.6
"""Mean resultant length of features' phases in the lattice above which they make it up."""
CLEAR = 0.6
"""Confidence times regularity above which the other polarity is not tried."""


def tell_sites(found: Found, prepared: Prepared, vectors: Floats) -> None:
    """Count, sizes and shapes of what makes up the lattice of these vectors, and the share of its empty sites."""
    best = best_features(prepared, vectors)
    if best is None:
        found.warnings.append("what stands on the lattice could not be told apart: no count and no size is given")
        return
    features, phase = best
    centres = centres_of(features)
    found.count, found.sizes, found.cut = features.count, features.sizes, features.cut
    found.coverage = features.coverage
    found.labels, found.touching, found.aspect = features.labels, features.touching, features.aspect
    found.sharpness, found.objects = features.sharpness, features.objects
    found.quantities |= {name: one for name, one in features.quantities.items() if name not in found.quantities}
    found.used |= features.used
    found.warnings += features.warnings
    tell_missing(found, centres, vectors, phase, prepared.flat.shape)


def best_features(prepared: Prepared, vectors: Floats) -> tuple[Found, Floats] | None:
    """Bright or dark features, whichever make up the lattice, without what is not of it; and their phase in a cell."""
    polarity = prepared.settings.polarity
    best: tuple[float, Found, Floats] | None = None
    for bright in (True, False) if polarity is None else (polarity == "bright",):
        features = find_of_polarity(prepared, bright)
        if features.labels is None or features.confidence <= TRUSTED / 3:
            continue
        regular, phase = phase_of(centres_of(features), vectors)
        worth = features.confidence * (regular if regular >= REGULAR else 0.0)
        if worth > (best[0] if best else 0.0):
            best = (worth, features, phase)
        if worth > CLEAR:
            break
    if best is None:
        return None
    _, features, phase = best
    features = on_sites(features, prepared, vectors, phase)
    features.finish()
    return features, phase


def on_sites(features: Found, prepared: Prepared, vectors: Floats, phase: Floats) -> Found:
    """Only the features that stand on sites and are about as large as the others: no dust and no noise."""
    labels = features.labels
    if labels is None:
        return features
    apart = centres_of(features) @ np.linalg.inv(vectors) - phase
    near = np.abs(apart - np.rint(apart)).max(axis=1) < NEAR
    area = np.bincount(labels.ravel())[1:]
    # What the frame cuts is smaller, and its centre lies off its site.
    cut = np.zeros(len(area) + 1, dtype=np.bool_)
    cut[np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])] = True
    usual = float(np.median(area[near])) if near.any() else float(np.median(area))
    keep = (near & (area > usual / 4)) | (cut[1:] & (area > usual / 20))
    return features if keep.all() else recount(keep_only(labels, keep), prepared, features)


def centres_of(features: Found) -> Floats:
    """[features, 2] centres of area, row and column."""
    labels = features.labels
    if labels is None:
        return np.zeros((0, 2))
    rows, columns = np.nonzero(labels)
    names = labels[rows, columns]
    area = np.maximum(np.bincount(names)[1:], 1)
    return np.stack([np.bincount(names, part)[1:] / area for part in (rows, columns)], axis=1)


def phase_of(centres: Floats, vectors: Floats) -> tuple[float, Floats]:
    """How well points make up a lattice, 0 … 1, and where in a cell they lie, in parts of its vectors."""
    if len(centres) == 0:
        return 0.0, np.zeros(2)
    turned = np.exp(2j * np.pi * centres @ np.linalg.inv(vectors)).mean(axis=0)
    return float(np.abs(turned).min()), np.angle(turned) / (2 * np.pi)


def tell_missing(found: Found, centres: Floats, vectors: Floats, phase: Floats, shape: tuple[int, ...]) -> None:
    """The share of sites, a feature's radius away from the frame's edge, that no feature is near."""
    inverse = np.linalg.inv(vectors)
    corners = np.array([[0, 0], [0, shape[1]], [shape[0], 0], [shape[0], shape[1]]]) @ inverse
    low, high = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
    first, second = (np.arange(float(a), float(b) + 1) for a, b in zip(low, high, strict=True))
    orders = np.stack([np.repeat(first, len(second)), np.tile(second, len(first))], axis=1)
    sites = (orders + phase) @ vectors
    margin = float(np.median(found.sizes)) / 2 if len(found.sizes) else 0.0
    inside = ((sites >= margin) & (sites <= np.array(shape[:2]) - 1 - margin)).all(axis=1)
    if inside.sum() < 4:
        return
    taken = {(int(i), int(j)) for i, j in np.rint(centres @ inverse - phase)}
    off = np.abs(centres @ inverse - phase - np.rint(centres @ inverse - phase)).max(axis=1)
    near = {(int(i), int(j)) for i, j in np.rint(centres[off < NEAR] @ inverse - phase)} & taken
    wanted = {(int(i), int(j)) for i, j in orders[inside]}
    empty = len(wanted - near) / len(wanted)
    error = 1.96 * (empty * (1 - empty) / len(wanted)) ** 0.5 / 2 + 0.5 / len(wanted)
    found.tell("missing", empty, max(empty - error, 0.0), min(empty + error, 1.0), f"{len(wanted)} sites in the frame")
