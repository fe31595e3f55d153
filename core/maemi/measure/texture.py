"""The grey levels of a surface as a random field: roughness, skewness, kurtosis, correlation length, without the noise.

White noise is in the autocorrelation at lag zero only, so that the texture's own variance is what the lags from one on
point to (Thong, Sim and Phang, Scanning 23, 2001, 328).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Plane
from maemi.measure.preparing import shading, shrink

LEVEL = 1 / np.e
"""Of the autocorrelation, at the correlation length."""
TILES = 4
"""The scan is cut into so many tiles down, and as many square ones across as fit."""


@dataclass(frozen=True, slots=True)
class Texture:
    """Lengths in working pixels, grey levels in units of the robust range."""

    variance: float
    variance_error: float
    """Half of the 95 % interval."""
    noise: float
    """Variance of the white noise."""
    skewness: float
    kurtosis: float
    """Of a Gaussian 3."""
    length: float | None
    """Lag at which the autocorrelation, averaged over directions, falls below 1/e; None: not within the scan."""
    length_low: float
    length_high: float
    evenness: float
    """Robust deviation of the logarithm of the tiles' variances: near 0 where the texture is the same everywhere."""


def texture_of(raw: Plane) -> Texture:
    """The texture of a scan [rows, columns] about its quadratic surface (form removal of ISO 25178-2)."""
    rest = raw - shading(raw, rounds=1)
    rest = (rest - rest.mean()).astype(np.float32)
    reach = min(rest.shape) // 3
    lags = autocorrelation(rest, reach)
    middle = reach
    steps = [float(lags[middle, middle + k] + lags[middle + k, middle]) / 2 for k in (1, 2, 3)]
    # A surface seen through a beam is smooth at lag zero (parabola); a sharp one falls off at once (straight line).
    smooth, sharp = (4 * steps[0] - steps[1]) / 3, 2 * steps[0] - steps[1]
    total = float(lags[middle, middle])
    variance = float(np.clip((smooth + sharp) / 2, steps[0], total))
    error = max(abs(sharp - smooth), 0.005 * total, 3 * total / rest.size**0.5)
    noise = max(total - variance, 0.0)
    rings = ring_means(lags)
    skewness, kurtosis = shape_of(rest)
    length, low, high = (first_below(rings, LEVEL * level) for level in (variance, variance + error, variance - error))
    return Texture(
        variance=variance,
        variance_error=error,
        noise=noise,
        skewness=skewness,
        kurtosis=kurtosis,
        length=length,
        length_low=low or 0.0,
        length_high=high or float(reach),
        evenness=evenness_of(rest, noise),
    )


def shape_of(rest: Plane) -> tuple[float, float]:
    """Skewness and kurtosis by products of neighbours in squares of 2 × 2 pixels, whose noise is independent.

    Powers of one pixel would hold the noise's own moments, which in an electron count depend on the brightness.
    """
    a, b, c, d = rest[:-1, :-1], rest[:-1, 1:], rest[1:, :-1], rest[1:, 1:]
    near = float((a * b).mean() + (a * c).mean()) / 2
    across = float((a * d).mean() + (b * c).mean()) / 2
    cube = float((a * b * c).mean() + (b * c * d).mean() + (a * b * d).mean() + (a * c * d).mean()) / 4
    two, all_pairs = (2 * near + across) / 3, (4 * near + 2 * across) / 6
    if two <= 0 or all_pairs <= 0:
        return 0.0, 3.0
    return cube / two**1.5, float((a * b * c * d).mean()) / all_pairs**2


def autocorrelation(rest: Plane, reach: int) -> Floats:
    """Mean products [2 reach + 1, 2 reach + 1] at lags up to `reach`, over the pairs that there are; lag 0 amid."""
    rows, columns = rest.shape
    power = imaging.correlation_with_itself(rest, (rows + reach + 1, columns + reach + 1))
    row, column = power.shape[0] // 2, power.shape[1] // 2
    near = power[row - reach : row + reach + 1, column - reach : column + reach + 1]
    lags = np.abs(np.arange(-reach, reach + 1))
    return near / ((rows - lags)[:, None] * (columns - lags)[None, :])


def ring_means(lags: Floats) -> Floats:
    """Means over all directions, by whole lags from zero on."""
    reach = lags.shape[0] // 2
    away = np.arange(-reach, reach + 1, dtype=np.float64)
    ring = np.rint(np.hypot(away[:, None], away[None, :])).astype(np.int64).ravel()
    kept = ring <= reach
    total = np.bincount(ring[kept], lags.ravel()[kept])
    return np.asarray(total / np.bincount(ring[kept]), dtype=np.float64)


def first_below(rings: Floats, level: float) -> float | None:
    """Lag, between whole ones, from which on the means are below a level; lag zero with its noise is left out."""
    below = np.flatnonzero(rings[1:] < level) + 1
    if len(below) == 0:
        return None
    last = int(below[0])
    if last == 1:
        return 1.0
    return last - (level - rings[last]) / (rings[last - 1] - rings[last])


def evenness_of(rest: Plane, noise: float) -> float:
    """How much the variance differs between tiles, by the median deviation of its logarithm."""
    side = max(8, min(rest.shape) // TILES)
    mean, square = shrink(rest, side), shrink((rest**2).astype(np.float32), side)
    variances = np.maximum(square - mean**2 - noise, 1e-6)
    logs = np.log(variances).ravel()
    return float(1.4826 * np.median(np.abs(logs - np.median(logs))))
