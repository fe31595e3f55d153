"""Periodic structure: pitch and direction from the autocorrelation of the scan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure import imaging
from maemi.measure.finding import TRUSTED, Found, quality
from maemi.measure.imaging import Floats, Plane
from maemi.measure.particles import find_particles
from maemi.measure.preparing import Prepared
from maemi.measure.separating import separate


@dataclass(frozen=True, slots=True)
class Period:
    """The shortest vector by which the picture repeats itself."""

    length: float
    angle_deg: float
    """Direction of the vector, 0 … 180 counter-clockwise from the rows' direction."""
    strength: float
    """Correlation after one period, -1 … 1."""
    again: float
    """Correlation after two periods over that after one: chance neighbours lose it, a lattice keeps it."""
    lines: bool
    """Repeats in one direction only."""


def find_pattern(prepared: Prepared) -> Found:
    """Pitch and direction: of the lines, or of the shortest lattice vector."""
    correlation = autocorrelation(prepared.flat)
    normal, coherence = gradient_direction(prepared.flat)
    period = line_period(correlation, normal) if coherence > 0.5 else lattice_period(correlation)
    if period is None:
        return Found("pattern")
    repeats = min(prepared.flat.shape) / period.length
    confidence = float(np.clip((period.strength - 0.25) / 0.25, 0, 1) * np.clip((period.again - 0.4) / 0.3, 0, 1))
    confidence *= float(np.clip((repeats - 1.5) / 1.5, 0, 1))
    found = Found("pattern", confidence=confidence, pitch=period.length)
    if repeats < 4:
        found.warnings.append("fewer than four periods are in the picture: the pitch is rough")
    if period.lines:
        foreground = separate(prepared, bright=True)
        found.orientation_deg = (period.angle_deg + 90) % 180
        found.sharpness = foreground.contrast
        found.coverage = float(foreground.mask.mean()) if quality(foreground) > 0.3 else None
        return found
    found.orientation_deg = period.angle_deg
    return found


def add_objects(found: Found, prepared: Prepared) -> None:
    """Count and measure what repeats in a lattice, where it can be told apart."""
    objects = find_particles(prepared)
    found.sharpness = objects.sharpness
    if objects.confidence > TRUSTED:
        objects.finish()
        found.count, found.sizes, found.cut = objects.count, objects.sizes, objects.cut
        found.coverage, found.labels, found.touching = objects.coverage, objects.labels, objects.touching
        found.aspect, found.objects = objects.aspect, objects.objects
        found.quantities |= objects.quantities
        found.warnings += objects.warnings


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


def line_period(correlation: Floats, normal_deg: float) -> Period | None:
    """First repetition along the normal of lines; the best of nearby directions."""
    best: Period | None = None
    for turn in (-3.0, -1.5, 0.0, 1.5, 3.0):
        profile = sample_ray(correlation, normal_deg + turn)
        peak = first_peak(profile)
        if peak is not None and (best is None or profile[round(peak)] > best.strength):
            refined = refine(profile, peak)
            again = value_at(profile, 2 * refined) / max(value_at(profile, refined), 1e-6)
            best = Period(refined, (normal_deg + turn) % 180, float(profile[round(peak)]), again, lines=True)
    return best


def lattice_period(correlation: Floats) -> Period | None:
    """Shortest lattice vector: the nearest of the strong maxima of the correlation."""
    middle = np.array(correlation.shape) // 2
    peaks = np.argwhere((correlation == imaging.highest_near(correlation, 7)) & (correlation > 0.05))
    offset = (peaks - middle).astype(np.float64)
    length = np.hypot(*offset.T)
    outside = length > 4
    if not outside.any():
        return None
    peaks, offset, length = peaks[outside], offset[outside], length[outside]
    heights = correlation[tuple(peaks.T)]
    near = np.flatnonzero(heights >= 0.7 * heights.max())
    chosen = int(near[np.argmin(length[near])])
    # Another direction must repeat too: one line through the picture has strong maxima along itself only.
    across = np.abs(offset @ np.array([-offset[chosen, 1], offset[chosen, 0]])) / (length * length[chosen])
    others = heights[(across > 0.4) & (length < 2.2 * length[chosen])]
    if len(others) == 0 or others.max() < 0.6 * heights[chosen]:
        return None
    angle = float(np.degrees(np.arctan2(-offset[chosen, 0], offset[chosen, 1])) % 180)
    profile = sample_ray(correlation, angle)
    refined = refine(profile, float(length[chosen]))
    again = value_at(profile, 2 * refined) / max(value_at(profile, refined), 1e-6)
    return Period(refined, angle, float(heights[chosen]), again, lines=False)


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


def refine(profile: Floats, period: float) -> float:
    """The period from its multiples as far as they are seen: each divides its own error by its number."""
    multiple = 1
    while (multiple + 1) * period < len(profile) - 2:
        near = round((multiple + 1) * period)
        reach = max(2, round(0.15 * period))
        low = max(near - reach, 1)
        piece = profile[low : near + reach + 1]
        top = low + int(np.argmax(piece))
        if not low < top < low + len(piece) - 1 or profile[top] < 0.4 * value_at(profile, period):
            break
        multiple += 1
        period = vertex(profile, top) / multiple
    if multiple == 1:
        return vertex(profile, round(period))
    return period


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
