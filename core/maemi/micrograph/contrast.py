"""Contrast for display; it never touches the data."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_PERCENTILES = (0.35, 99.65)
_SAMPLE = 1_000_000


def auto_limits(grey: NDArray[Any]) -> tuple[float, float]:
    """The values to show as black and white: 0.35 % and 99.65 % of the finite pixels lie below them.

    low < high always: a constant picture gets limits around its value, a picture without a finite pixel (0, 1).
    """
    flat = grey.reshape(-1)
    # Percentiles of a million pixels are those of all, to well within a grey level.
    flat = flat[:: max(1, flat.size // _SAMPLE)]
    if flat.dtype.kind == "f":
        flat = flat[np.isfinite(flat)]
    if flat.size == 0:
        return 0.0, 1.0
    low, high = (float(value) for value in np.percentile(flat, _PERCENTILES))
    if not high > low:
        low, high = float(flat.min()), float(flat.max())
    if not high > low:
        # Wide enough that low and high differ for a float64 of any size.
        margin = max(0.5, abs(low) * 1e-6)
        return low - margin, low + margin
    return low, high


def to_display(grey: NDArray[Any], low: float, high: float, gamma: float = 1.0) -> NDArray[np.uint8]:
    """uint8 of the same shape: low is 0, high is 255, between them `((x - low) / (high - low)) ** (1 / gamma)`.

    A gamma above 1 brightens. Not a number is black. Colours keep their hue, each channel mapped alike.
    """
    if not high > low:
        high = low + 1.0
    if grey.dtype == np.uint8 or (grey.dtype == np.uint16 and grey.size > 65536):
        # Few possible values: map them once and look them up.
        values = np.arange(256 if grey.dtype == np.uint8 else 65536, dtype=np.float32)
        return _mapped(values, low, high, gamma)[grey]
    # Of 32-bit integers a float32 would lose the last digits, which may be all that differs.
    exact = grey.dtype.itemsize > (4 if grey.dtype.kind == "f" else 2)
    return _mapped(grey.astype(np.float64 if exact else np.float32), low, high, gamma)


def _mapped(values: NDArray[Any], low: float, high: float, gamma: float) -> NDArray[np.uint8]:
    with np.errstate(over="ignore", invalid="ignore"):
        unit = np.clip((values - low) / (high - low), 0.0, 1.0)
        if gamma != 1.0:
            unit = unit ** (1.0 / gamma)
        unit = unit * 255.0 + 0.5
        if unit.dtype.kind == "f":
            unit[np.isnan(unit)] = 0
        return unit.astype(np.uint8)
