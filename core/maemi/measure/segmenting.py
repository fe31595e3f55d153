"""Objects that an added segmenter told apart, described and judged as those that classical analysis finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from maemi.measure import grains, imaging
from maemi.measure.boundaries import label_changes, terrain
from maemi.measure.choosing import choose, doubted
from maemi.measure.finding import Found
from maemi.measure.imaging import Labels
from maemi.measure.least_boundary import ragged_share
from maemi.measure.objects import renumbered
from maemi.measure.preparing import Prepared, shrink
from maemi.measure.recounting import RECOUNTS, UNCOVERED
from maemi.measure.result import Kind
from maemi.measure.segmenters import labels_by, load, source_of

DESCRIBED: dict[Kind, str] = {
    "particles": "sizes from its outlines",
    "pores": "sizes from its outlines",
    "fibres": "thinned to middle lines (Zhang and Suen 1984), and measured across them where the grey falls most "
    "steeply (Canny 1986)",
    "grains": "mean linear intercept by test lines in eight directions after ASTM E112",
}
"""What a methods section says after who told the objects apart."""


def find_by(name: str, prepared: Prepared, grey: NDArray[np.floating], kind: Kind | None) -> Found:
    """What the segmenter of that name finds of a kind; of None of the kind that classical analysis chooses.

    How sure it is comes from the picture: whether what is labelled stands out from the rest and looks as its kind does.

    Raises:
        InputError: there is no such segmenter, or it does not find that kind.
        MaemiError: it fails, or hands back no label image.
    """
    load(name)
    plain = replace(prepared, settings=replace(prepared.settings, segmenter=None))
    kind = choose(plain, grey).kind if kind is None else kind
    picture = prepared.smooth if prepared.raw is None else prepared.raw
    labels = renumbered(labels_by(name, picture, kind))
    if labels.max(initial=0) < (2 if kind == "grains" else 1):
        return Found(kind, warnings=[f"the segmenter {name} found no {kind}"], used={"segmenter": name})
    if kind == "grains":
        found = doubted(grains_of(labels, plain), plain, grey)
    else:
        found = RECOUNTS[kind](labels, plain, Found(kind))
    polarity = {"polarity": found.used["polarity"]} if "polarity" in found.used else {}
    found.used = {**polarity, "segmenter": name}
    source = source_of(name)
    found.method = (
        f"{kind.capitalize()} were told apart by the segmenter {load(name).name}{f' ({source})' if source else ''}, "
        f"{DESCRIBED[kind]}."
    )
    found.warnings.append(f"{UNCOVERED} {kind} that the segmenter {name} misses or invents")
    return found


def grains_of(labels: Labels, prepared: Prepared) -> Found:
    """Grains, as sure as their boundaries lie where the picture has some, leave no gaps and enclose convex cells."""
    labelled = float((labels > 0).mean())
    labels = imaging.grown(labels) if labelled < 1 else labels
    ragged = ragged_share(labels)
    found = grains.recount(labels, prepared, (ragged / 4, ragged / 4))
    step = grains.step_of(prepared)
    energy = terrain(prepared, step, prepared.settings.polarity).energy
    between = label_changes(labels)
    # Of a square of pixels the share that is boundary: what has some is compared with what has none.
    share = shrink(between.astype(np.float32), step) if step > 1 else between.astype(np.float32)
    on, off = energy[share > 0], energy[share == 0]
    clear = float(np.median(on) - np.median(off)) if len(on) and len(off) else 0.0
    found.sharpness = float(np.exp(max(clear, 0.0) / 2))
    sure = float(np.clip((clear - 0.6) / 1.0, 0, 1) * np.clip((0.42 - ragged) / 0.2, 0, 1))
    sure *= float(np.clip(((found.count or 0) - 6) / 14, 0, 1) * np.clip((labelled - 0.5) / 0.3, 0, 1))
    found.confidence = sure * float(np.clip((2.6 - (found.aspect or 1.0)) / 0.6, 0, 1))
    return found
