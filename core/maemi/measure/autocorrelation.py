"""How a picture repeats itself: its correlation with itself moved by each lag, and the maxima of that."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Plane


def autocorrelation(flat: Plane) -> Floats:
    """Correlation of the plane with itself moved by each lag, zero lag in the middle of the array.

    A window that fades over a tenth of each side keeps the frame's edges out; dividing by the window's own
    correlation takes its fall-off back.
    """
    window = np.outer(fading(flat.shape[0]), fading(flat.shape[1])).astype(np.float32)
    plane = (flat - float(np.average(flat, weights=window))) * window
    shape = (flat.shape[0] * 8 // 5, flat.shape[1] * 8 // 5)
    weight = imaging.correlation_with_itself(window, shape)
    correlation = imaging.correlation_with_itself(plane, shape) / np.maximum(weight, 0.02 * float(weight.max()))
    middle = (correlation.shape[0] // 2, correlation.shape[1] // 2)
    reach = (flat.shape[0] * 3 // 5 - 1, flat.shape[1] * 3 // 5 - 1)
    cut = correlation[middle[0] - reach[0] : middle[0] + reach[0] + 1, middle[1] - reach[1] : middle[1] + reach[1] + 1]
    return cut / max(float(correlation[middle]), 1e-12)


def fading(length: int) -> Floats:
    """1 in the middle, falling to 0 as a cosine over the outer tenth at either end (Tukey's window)."""
    edge = np.clip(np.minimum(np.arange(length) + 1, length - np.arange(length)) / (0.1 * length), 0, 1)
    return (1 - np.cos(np.pi * edge)) / 2


def gradient_direction(flat: Plane) -> tuple[float, float]:
    """Direction across lines (degrees, 0 … 180) and its coherence 0 … 1, from the mean structure tensor."""
    plane = imaging.gaussian(flat, 1.5)
    down, right = np.gradient(plane)
    up = -down
    yy, xx, xy = float((up * up).mean()), float((right * right).mean()), float((up * right).mean())
    coherence = np.hypot(xx - yy, 2 * xy) / max(xx + yy, 1e-12)
    return float(np.degrees(np.arctan2(2 * xy, xx - yy)) / 2 % 180), float(coherence)


def sample_ray(correlation: Floats, angle_deg: float) -> Floats:
    """Correlation at 0, 1, 2 … pixels from the middle in one direction, as far as the array goes."""
    down, right = -np.sin(np.radians(angle_deg)), np.cos(np.radians(angle_deg))
    half = np.array(correlation.shape) // 2
    reach = int(min(half[0] / max(abs(down), 1e-9), half[1] / max(abs(right), 1e-9)))
    steps = np.arange(reach)
    return imaging.sampled(correlation, half[0] + steps * down, half[1] + steps * right)


def first_peak(profile: Floats) -> float | None:
    """Position of the first maximum that is nearly as high as the highest one beyond the central lobe."""
    below = np.flatnonzero(profile < 0.5 * profile[0])
    if len(below) == 0:
        return None
    start = int(below[0])
    middle = profile[1:-1]
    peaks = np.flatnonzero((middle >= profile[:-2]) & (middle > profile[2:])) + 1
    peaks = peaks[peaks > max(start, 3)]
    if len(peaks) == 0 or profile[peaks].max() <= 0:
        return None
    return float(peaks[profile[peaks] >= 0.7 * profile[peaks].max()][0])


def refine(profile: Floats, period: float) -> tuple[float, int, float]:
    """The period by a straight line through its multiples as far as they are seen, how many, and its standard error."""
    tops = [vertex(profile, round(period))]
    while True:
        ahead = tops[-1] / len(tops) * (len(tops) + 1)
        near, reach = round(ahead), max(2, round(0.15 * tops[-1] / len(tops)))
        if near + reach >= len(profile) - 1:
            break
        piece = profile[near - reach : near + reach + 1]
        top = near - reach + int(np.argmax(piece))
        if not near - reach < top < near + reach or profile[top] < 0.4 * value_at(profile, period):
            break
        tops.append(vertex(profile, top))
    order = np.arange(1, len(tops) + 1)
    # Through the origin, which is exact.
    length = float((order * tops).sum() / (order**2).sum())
    rest = np.array(tops) - order * length
    error = float(np.sqrt((rest**2).sum() / max(len(tops) - 1, 1) / (order**2).sum())) if len(tops) > 1 else 0.5
    return length, len(tops), error


def vertex(profile: Floats, top: int) -> float:
    """Position of a maximum between samples, by the parabola through three of them."""
    if not 0 < top < len(profile) - 1:
        return float(top)
    left, here, right = profile[top - 1 : top + 2]
    bend = left - 2 * here + right
    return float(top + (0.5 * (left - right) / bend if bend < 0 else 0.0))


def value_at(profile: Floats, position: float) -> float:
    """The highest value within a pixel of a position; 0 beyond the end."""
    centre = round(position)
    if centre >= len(profile):
        return 0.0
    return float(profile[max(0, centre - 1) : centre + 2].max())
