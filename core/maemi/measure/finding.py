"""What the search for one kind of structure hands back, in working pixels, before it becomes a Measurement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from maemi.measure.imaging import Floats, Labels
from maemi.measure.objects import Objects, border_corrected_mean
from maemi.measure.quantities import QUANTITIES, Quantity, unit_of
from maemi.measure.result import Kind
from maemi.measure.separating import Foreground

TRUSTED = 0.3
"""Confidence below which no number is given."""


def no_sizes() -> Floats:
    return np.zeros(0, dtype=np.float64)


@dataclass(slots=True)
class Found:
    """Lengths in working pixels; fields as in `Measurement`."""

    kind: Kind
    confidence: float = 0.0
    count: int | None = None
    sizes: Floats = field(default_factory=no_sizes)
    cut: int = 0
    coverage: float | None = None
    pitch: float | None = None
    orientation_deg: float | None = None
    touching: float | None = None
    aspect: float | None = None
    sharpness: float | None = None
    labels: Labels | None = None
    warnings: list[str] = field(default_factory=list[str])
    quantities: dict[str, Quantity] = field(default_factory=dict[str, Quantity])
    """By name, in the order in which they are shown; lengths in working pixels; entered by `tell`."""
    objects: dict[str, Floats] = field(default_factory=dict[str, Floats])
    """One column a property, one entry an object; lengths in working pixels, in the order of the labels."""
    method: str = ""
    used: dict[str, Any] = field(default_factory=dict[str, Any])
    """Settings with the values that were used; lengths in pixels of the scan."""
    corrected: int = 0
    """Corrections by hand that are in it."""
    rest: Callable[[Found], None] | None = None
    """Tells what is only worth finding out of the kind that is chosen; see `finish`."""

    def finish(self) -> None:
        """Tell the rest, once."""
        rest, self.rest = self.rest, None
        if rest is not None:
            rest(self)

    def tell(
        self, name: str, value: float, low: float | None = None, high: float | None = None, method: str = ""
    ) -> None:
        """State a quantity of `quantities.QUANTITIES`; lengths in working pixels."""
        power = QUANTITIES[name].power
        unit = unit_of(power, "px", QUANTITIES[name].unit)
        low, high = (None if bound is None else float(bound) for bound in (low, high))
        self.quantities[name] = Quantity(name, float(value), unit, low, high, method)


def better_polarity(find: Callable[[bool], Found], enough: float) -> Found:
    """Bright objects, or dark ones where those fit better; dark ones are not tried where bright ones fit well."""
    bright = find(True)
    if bright.confidence >= enough:
        return bright
    return max(bright, find(False), key=lambda one: one.confidence)


def quality(foreground: Foreground) -> float:
    """0 … 1: how cleanly a threshold splits the grey levels, by separation and by contrast over noise."""
    clean = float(np.clip((foreground.separation - 0.35) / 0.35, 0, 1))
    clear = float(np.clip((foreground.contrast - 2) / 4, 0, 1))
    return clean * clear


def sizes_of(objects: Objects, sizes: Floats, warnings: list[str]) -> Floats:
    """Sizes of whole objects; warns where the border cuts many or makes their mean too small."""
    whole = sizes[objects.whole]
    if len(sizes) and len(whole) == 0:
        warnings.append("every object is cut by the border: no size is given")
    elif len(whole) < 0.5 * len(sizes):
        warnings.append(f"the border cuts {len(sizes) - len(whole)} of {len(sizes)} objects: their sizes are left out")
    if len(whole) >= 5:
        mean, corrected = float(whole.mean()), border_corrected_mean(objects, sizes)
        if corrected > 1.1 * mean:
            warnings.append(
                "the border cuts large objects more often: "
                f"the mean of whole ones is about {100 * (corrected / mean - 1):.0f} % too small"
            )
    return whole
