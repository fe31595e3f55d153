"""The network that sees single fibres: what it says of each pixel, at the scale at which it is surest.

A U-Net of a million weights (resources/fibres), trained by `maemi.train.fibre_net` on fibres drawn by that program
alone: no micrograph, and none of the phantoms that measuring is tried on. It is run by onnxruntime on one core.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np

from maemi import resources
from maemi.measure import imaging
from maemi.measure.imaging import Mask, Plane
from maemi.measure.preparing import shrink
from maemi.measure.pruning import without_spurs

log = logging.getLogger("maemi.measure")
MULTIPLE = 64
"""Sides that the network takes are multiples of it."""
FINE = 3.5
"""Half a width in pixels below which the next finer scale is looked at."""

SURE = 0.45
"""Sureness below which the finest scale is looked at too."""
MIDST = 0.85
"""Of the usual value of `middle` on middle lines: below it the middle of the fibre is covered."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the network says of a picture, planes [rows, columns] at its scale."""

    scale: int
    """Working pixels along one side of a pixel of these planes."""
    fibre: Plane
    """0 … 1: probability that a fibre lies uppermost."""
    middle: Plane
    """1 on the middle line of the uppermost fibre, 0 at its edges."""
    radius: Plane
    """Half the width of the uppermost fibre in pixels of these planes."""
    sureness: float
    """0 … 1: how well the planes agree with each other."""

    @property
    def mask(self) -> Mask:
        return self.fibre > 0.5


@lru_cache(maxsize=1)
def session() -> Any:
    """The network, loaded once; None where onnxruntime or its file is missing: then a threshold has to do."""
    try:
        onnxruntime: Any = import_module("onnxruntime")
        weights = resources.path("fibres", "fibres.onnx")
        # Microsoft's builds for Windows report their use; nothing leaves this machine unasked.
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # whatever is wrong with the runtime or the file, a threshold still tells fibres
        log.warning("The network that tells fibres apart cannot be loaded (%s); a threshold is used.", error)
        return None


def look(smooth: Plane) -> Sight | None:
    """See fibres at the scale at which the answer is surest; None where there is no network, or nothing to see.

    Half and a quarter of the resolution come first: they cost little, and noise is less there.
    """
    if session() is None or min(smooth.shape) < 32:
        return None
    sights = [seen_at(smooth, scale) for scale in (2, 4) if min(smooth.shape) >= 48 * scale]
    best = max(sights, key=lambda one: one.sureness, default=None)
    if best is None or thin(best) or best.sureness < SURE:
        sights.append(seen_at(smooth, 1))
        best = max(sights, key=lambda one: one.sureness)
    else:
        # Fibres in the background are dim beside those in front: drawn to light, they may be seen too.
        best = max(best, seen_at(np.sqrt(np.maximum(smooth, 0)), best.scale), key=lambda one: one.sureness)
    return best if best.mask.any() else None


def thin(sight: Sight) -> bool:
    """Whether the fibres are so thin at this scale that more can be seen at a finer one."""
    return sight.scale > 1 and (not sight.mask.any() or float(np.median(sight.radius[sight.mask])) < FINE)


def seen_at(smooth: Plane, scale: int) -> Sight:
    """What the network says of a picture made `scale` times smaller."""
    small = shrink(smooth, scale) if scale > 1 else smooth
    low, high = (float(level) for level in np.percentile(small, (0.5, 99.5)))
    picture = np.clip((small - low) / max(high - low, 1e-6), -1, 2).astype(np.float32)
    rows, columns = picture.shape
    padded = np.pad(picture, ((0, -rows % MULTIPLE), (0, -columns % MULTIPLE)), mode="reflect")
    answer = session().run(None, {"picture": padded[None, None]})[0][0, :, :rows, :columns]
    fibre, middle, radius = answer[0], answer[1], np.exp(answer[4])
    return Sight(scale, fibre, middle, radius, sureness(fibre, middle, radius))


def sureness(fibre: Plane, middle: Plane, radius: Plane) -> float:
    """0 … 1: how far the slope of `middle` across a fibre is the inverse of its half width, as it must be.

    By the median of the factor between both over the flanks of fibres; where the network guesses, its planes do not
    fit each other.
    """
    flank = (fibre > 0.5) & (middle > 0.2) & (middle < 0.8)
    if flank.sum() < 50:
        return 0.0
    down, right = np.gradient(middle)
    slope = np.hypot(down, right)[flank] * radius[flank]
    agree = np.exp(-np.abs(np.log(np.maximum(slope, 1e-3))))
    return float(np.median(agree) * np.mean(np.abs(2 * fibre[fibre > 0.3] - 1)))


def middle_lines(sight: Sight) -> Mask:
    """Pixels of the middle lines of fibres, one pixel wide, where the middle of a fibre is to be seen.

    The inner parts of fibres are apart from each other and from what they pass under. Where one is half covered, what
    is seen of it has its middle elsewhere: the network knows, and those pixels are left out.
    """
    core = sight.mask & (sight.middle > 0.4)
    if not core.any():
        return core
    # A skeleton ends half a width before the frame; beyond it a fibre goes on.
    beyond = int(np.clip(1.5 * np.median(sight.radius[core]), 4, 96))
    rows, columns = core.shape
    line = imaging.skeleton(np.pad(core, beyond, mode="edge"))
    line = without_spurs(line, np.pad(sight.radius, beyond, mode="edge"))
    line = line[beyond : beyond + rows, beyond : beyond + columns]
    if not line.any():
        return line
    return line & (sight.middle > MIDST * min(1.0, float(np.median(sight.middle[line]))))
