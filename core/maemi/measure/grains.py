"""Grains: cells that fill the picture, told apart by lines or by steps of grey between them."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.boundaries import boundaries, boundary_strength, cells, label_changes, near
from maemi.measure.finding import Found
from maemi.measure.grain_quantities import tell_grains
from maemi.measure.imaging import Labels
from maemi.measure.intercepts import lay_lines
from maemi.measure.objects import describe
from maemi.measure.preparing import Prepared


def find_grains(prepared: Prepared) -> Found:
    """Count of grains and intercept lengths between their boundaries (as ASTM E112 counts)."""
    edges = boundary_strength(prepared.flat)
    mask = boundaries(edges)
    labels = cells(mask)
    count = int(labels.max(initial=0))
    if count < 4:
        return Found("grains")
    between = label_changes(labels)
    # Gaps are closed by shape alone; where most of a net is guessed, there is no net.
    seen = float(near(mask)[between].mean()) if between.any() else 0.0
    noise = max(prepared.noise / 4, 1e-3)
    contrast = float(np.median(edges[between])) / noise if between.any() else 0.0
    fill = 1 - float(mask.mean())
    confidence = float(np.clip((seen - 0.55) / 0.3, 0, 1) * np.clip((contrast - 1.5) / 3, 0, 1))
    confidence *= float(np.clip((count - 6) / 20, 0, 1) * np.clip((fill - 0.4) / 0.3, 0, 1))
    confidence *= 0.8  # the widest net of all kinds: any texture has boundaries
    found = recount(labels, prepared)
    found.confidence = confidence if len(found.sizes) else 0.0
    # Cells of a net are about as wide as long; the spaces between long edges are not.
    found.confidence *= float(np.clip((2.6 - (found.aspect or 1.0)) / 0.6, 0, 1))
    found.sharpness = contrast
    return found


def recount(labels: Labels, prepared: Prepared) -> Found:
    """What is told of grains that are already labelled 1 … n; what no grain has goes to the nearest one.

    Only the picture's edges and its labels are used; `prepared` gives what the settings need.
    """
    count = int(labels.max(initial=0))
    if count == 0:
        return Found("grains", count=0, labels=labels)
    labels = imaging.grown(labels) if (labels == 0).any() else labels
    objects = describe(labels)
    found = Found("grains", count=count, touching=1.0 if count > 1 else None, labels=labels)
    found.cut = int((~objects.whole).sum())
    found.aspect = float(np.average(objects.aspect, weights=objects.area))
    met = lay_lines(labels, spacing=max(3.0, float(np.median(objects.diameter)) / 4))
    found.sizes = met.chords
    found.warnings.append("sizes are intercept lengths; facets of one grain count as grains of their own")
    tell_grains(found, objects, met)
    found.method = METHOD
    return found


METHOD = (
    "Grains by watershed of boundary strength, basins joined across weak boundaries; "
    "mean linear intercept by test lines in eight directions after ASTM E112."
)
