"""An axis: round numbers where its ticks are, and the unit in which they can be read."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure.quantities import Defined
from maemi.micrograph.units import LENGTH_UNITS

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_UNITS = ("pm", "nm", "µm", "mm", "m")


@dataclass(frozen=True, slots=True)
class Shown:
    """How a quantity is shown: its values times `factor`, in `unit`."""

    factor: float
    unit: str
    """Empty for a plain number."""

    def label(self, words: str) -> str:
        """The title of an axis: `Size (nm)`."""
        return f"{words} ({self.unit})" if self.unit else words


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high` in shown units, with a tick at each of `ticks`."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where a value lies, 0 at `low` and 1 at `high`."""
        return (value - self.low) / (self.high - self.low)

    def value(self, share: float) -> float:
        """The inverse of `share`."""
        return self.low + share * (self.high - self.low)

    def text(self, tick: float) -> str:
        """A tick's number, with as many decimals as the steps need."""
        step = self.ticks[1] - self.ticks[0] if len(self.ticks) > 1 else abs(tick) or 1.0
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        if abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
            decimals += 1
        return f"{tick + 0.0:,.{decimals}f}"


def nice_axis(label: str, low: float, high: float, about: int = 5) -> Axis:
    """An axis over these values with about so many steps, from tick to tick."""
    # A hair's breadth between large numbers has no round numbers in it.
    if not high - low > 1e-9 * max(abs(low), abs(high)):
        room = abs(low) * 0.1 or 1.0
        low, high = low - room, high + room
    step = nice_step((high - low) / about)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(number * step for number in range(first, last + 1))
    return Axis(label, ticks[0], ticks[-1], ticks)


def nice_step(about: float) -> float:
    """The round number (1, 2, 2.5, 5 times a power of ten) at or above this one."""
    power = 10.0 ** math.floor(math.log10(about))
    return next((step * power for step in _STEPS if step * power >= about * (1 - 1e-9)), 10 * power)


def shown_as(defined: Defined, unit: str, values: NDArray[np.float64]) -> Shown:
    """Per cent for shares, and the unit of length that leaves 1 to 1000 before it."""
    if defined.percent:
        return Shown(100.0, "%")
    if unit not in ("m", "m²", "1/m", "1/m²"):
        return Shown(1.0, "" if unit == "1" else unit)
    power = {"m": 1, "m²": 2, "1/m": -1, "1/m²": -2}[unit]
    finite = np.abs(values[np.isfinite(values)])
    typical = float(np.percentile(finite, 75)) if len(finite) else 0.0
    length = typical ** (1 / power) if typical > 0 else 1e-9
    if power < 0:
        # So many per unit: the unit that leaves one or more.
        unit_name = next((name for name in _UNITS if length <= LENGTH_UNITS[name]), "m")
    else:
        unit_name = next((name for name in reversed(_UNITS) if length >= LENGTH_UNITS[name]), "pm")
    words = {1: unit_name, 2: f"{unit_name}²", -1: f"1/{unit_name}", -2: f"1/{unit_name}²"}[power]
    return Shown(LENGTH_UNITS[unit_name] ** -power, words)
