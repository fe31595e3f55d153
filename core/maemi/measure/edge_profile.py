"""The mean profile across lines, and where in it their edges lie under the bright rims of secondary electrons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats

FINE = 4
"""Bins a pixel in which all lines are laid upon one another."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A step of grey with its rim, in working pixels."""

    place: float
    blur: float
    """Standard deviation of the Gaussian over the step: beam, lens and the wandering of the edge together."""
    rim: float
    """Length over which the rim fades."""
    misfit: float
    """Root mean square of what the model leaves, over the height of the step."""


@dataclass(frozen=True, slots=True)
class LineProfile:
    """Edges of one bright line, by all lines together."""

    rising: Edge
    falling: Edge

    @property
    def width(self) -> float:
        return self.falling.place - self.rising.place


def folded(profile: Floats, weight: Floats, place: Floats, pitch: float) -> Floats:
    """All periods of a profile laid upon one another in `FINE` bins a pixel; bin 0 is at the place 0."""
    bins = max(16, round(FINE * pitch))
    at = place / pitch % 1 * bins
    low = np.floor(at).astype(np.intp)
    sums, weights = np.zeros(bins), np.zeros(bins)
    # Samples lie between bins and are shared by both neighbours.
    for shift, share in ((0, 1 - (at - low)), (1, at - low)):
        np.add.at(sums, (low + shift) % bins, share * weight * profile)
        np.add.at(weights, (low + shift) % bins, share * weight)
    known = weights > 0
    return np.interp(np.arange(bins), np.flatnonzero(known), sums[known] / weights[known], period=bins)


def line_profile(ring: Floats, pitch: float) -> LineProfile | None:
    """The edges of the bright line in a folded profile; None where there are no two levels."""
    bins = len(ring)
    smooth = imaging.smoothed_ring(ring, FINE / 2)
    dark, top = float(np.percentile(smooth, 10)), float(smooth.max())
    if top <= dark:
        return None
    # Rims may be far brighter than the line itself, which the median of all that is not dark passes over.
    plateau = float(np.median(smooth[smooth > dark + 0.2 * (top - dark)]))
    start, length = longest_run(smooth > (dark + plateau) / 2)
    if not 0.05 * bins < length < 0.95 * bins:
        return None
    pixel = pitch / bins
    middle = start + length / 2
    around = np.arange(int(middle) - bins // 2, int(middle) - bins // 2 + bins)
    place, grey = (around * pixel).astype(np.float64), ring[around % bins]
    half = bins // 2
    rising = fit_edge(place[:half], grey[:half], start * pixel)
    falling = fit_edge(-place[half:][::-1], grey[half:][::-1], -(start + length) * pixel)
    if rising is None or falling is None:
        return None
    return LineProfile(rising, Edge(-falling.place, falling.blur, falling.rim, falling.misfit))


def longest_run(inside: np.ndarray) -> tuple[int, int]:
    """Start and length of the longest stretch of True on a ring."""
    count = len(inside)
    if inside.all() or not inside.any():
        return 0, int(inside.sum())
    changes = np.flatnonzero(inside & ~np.roll(inside, 1))
    lengths = [int(np.argmin(np.concatenate([np.roll(inside, -start), [False]]))) for start in changes]
    best = int(np.argmax(lengths))
    return int(changes[best]), min(lengths[best], count)


def fit_edge(place: Floats, grey: Floats, guess: float) -> Edge | None:
    """Fit a step that brightens with a rim on its bright side to the profile from one middle to the next.

    Secondary electrons leave more easily near an edge: the grey level rises exponentially towards it from the inside
    and drops at it (L. Reimer, Scanning Electron Microscopy, 1998, ch. 4.2). Step and rim are blurred by one Gaussian;
    without a rim this is the error function, whose middle is at half height.
    """
    low, high = float(grey[: len(grey) // 5 + 1].mean()), float(grey[-(len(grey) // 5 + 1) :].mean())
    scale = max(float(np.ptp(grey)), 1e-9)
    span = float(place[-1] - place[0])

    def model(values: Floats) -> Floats:
        edge, blur, rim, base, height, bloom = values
        return base + height * step(place - edge, blur) + bloom * faded(place - edge, blur, rim)

    def misfit(values: Floats) -> Floats:
        return (model(values) - grey) / scale

    begin = np.array([guess, 1.5, 2.0, low, high - low, max(float(grey.max()) - high, 0.0)])
    least = np.array([place[0], 0.3, 0.3, low - 2 * scale, 0.0, 0.0])
    most = np.array([place[-1], span / 2, span / 3, high + 2 * scale, 4 * scale, 6 * scale])
    fitted = imaging.fitted(misfit, np.clip(begin, least + 1e-6, most - 1e-6), least, most)
    rest = float(np.sqrt(np.mean(misfit(fitted) ** 2))) * scale / max(float(fitted[4]), 1e-9)
    return Edge(float(fitted[0]), float(fitted[1]), float(fitted[2]), rest) if fitted[4] > 0 else None


def step(distance: Floats, blur: float) -> Floats:
    """0 before, 1 behind, blurred by a Gaussian."""
    return imaging.normal_cdf(distance / blur)


def faded(distance: Floats, blur: float, length: float) -> Floats:
    """An exponential that starts with 1 at the edge and fades with `length` behind it, blurred by a Gaussian."""
    exponent = np.minimum(blur**2 / (2 * length**2) - distance / length, 60.0)
    return np.exp(exponent) * imaging.normal_cdf(distance / blur - blur / length)
