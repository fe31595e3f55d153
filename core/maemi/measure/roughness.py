"""Line edge and line width roughness, the noise of the picture taken off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure.imaging import Floats

LAGS = (2, 4)
"""Pixels along the edge at which noise is correlated no more (a turned picture shares it between neighbours)."""

PIXELS = 0.03
"""Variance in square pixels by which sampling alone may be off."""


@dataclass(frozen=True, slots=True)
class Roughness:
    """Three standard deviations of edges (or widths) along lines, in working pixels."""

    value: float
    low: float
    high: float
    measured: float
    """With the noise in it."""


def roughness_of(deviations: Floats) -> Roughness | None:
    """3σ of deviations [edges, along] from straight lines (NaN out of the frame), as SEMI P47 defines it, unbiased.

    White noise of the picture adds to the variance, but not to the covariance of points some pixels apart: the
    variance is taken from the covariance at two lags, continued to lag 0 as a parabola, since a blurred edge is smooth
    (after J. S. Villarrubia and B. D. Bunday, Proc. SPIE 5752, 2005, 480, on the bias; they use repeated scans).
    """
    count, variance = covariance(deviations, 0)
    if count < 50 or variance <= 0:
        return None
    (_, near), (_, far) = (covariance(deviations, lag) for lag in LAGS)
    continued = (near * LAGS[1] ** 2 - far * LAGS[0] ** 2) / (LAGS[1] ** 2 - LAGS[0] ** 2)
    true = float(np.clip(continued, 0, variance))
    noise = variance - true
    # Of independent points of noise; a parabola through two lags makes twice as much of it.
    error = 2.0 * float(np.sqrt((2 * noise**2 + 4 * noise * true) / count)) + 0.06 * true + PIXELS
    low, high = max(true - 1.96 * error, 0.0), true + 1.96 * error
    return Roughness(3 * true**0.5, 3 * low**0.5, 3 * high**0.5, 3 * variance**0.5)


def covariance(deviations: Floats, lag: int) -> tuple[int, float]:
    """How many pairs of points `lag` apart along the edges there are, and the mean product of their deviations."""
    product = deviations[:, lag:] * deviations[:, : deviations.shape[1] - lag]
    known = np.isfinite(product)
    return int(known.sum()), float(product[known].mean()) if known.any() else 0.0
