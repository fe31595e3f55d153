"""Patterns: how they repeat in both directions, and what it is that repeats."""

from __future__ import annotations

import numpy as np

from maemi.measure.autocorrelation import autocorrelation, gradient_direction
from maemi.measure.finding import Found, quality
from maemi.measure.imaging import Floats
from maemi.measure.lattice import Lattice, lattice_of, lines_of, type_of
from maemi.measure.lattice_sites import tell_sites
from maemi.measure.line_numbers import tell_lines
from maemi.measure.preparing import Prepared
from maemi.measure.quantities import define
from maemi.measure.separating import separate
from maemi.measure.spectrum import fourier_vectors

define("pitch", "Pitch", 1, "Length of the shortest lattice vector; across the lines where there are lines.")
define("pitch_2", "Second pitch", 1, "Length of the shortest lattice vector in another direction.")
define("angle_between", "Angle between the lattice vectors", 0, "Of the two shortest ones, up to 90°.", degrees=True)
define("orientation", "Orientation", 0, "Along lines, or of the shortest lattice vector.", degrees=True)

READ = 0.25
"""Standard error in pixels of the place of the outermost repetition."""
TURNED = 0.12
"""Half of the 95 % interval of a direction, in degrees, beside what the pitch is in doubt by."""
DISAGREE = 0.015
"""Relative difference of both methods above which the pitch is in doubt."""


def find_pattern(prepared: Prepared) -> Found:
    """Pitches and directions by autocorrelation and by Fourier transform, each on its own."""
    correlation = autocorrelation(prepared.flat)
    normal, coherence = gradient_direction(prepared.flat)
    lattice = lines_of(correlation, normal) if coherence > 0.5 else lattice_of(correlation)
    if lattice is None:
        return Found("pattern")
    fourier = fourier_vectors(prepared.flat, lattice.vectors)
    if fourier is not None and not alike(lattice.vectors, fourier):
        fourier = None
    if fourier is not None and len(fourier) == 1:
        # The spectrum tells directions far better than the search through the correlation did.
        across = float(np.degrees(np.arctan2(-fourier[0, 0], fourier[0, 1])))
        lattice = lines_of(correlation, across, turns=(0.0,)) or lattice
    repeats = min(prepared.flat.shape) / float(lattice.lengths[0])
    found = Found("pattern", confidence=confidence(lattice, repeats))
    if repeats < 4:
        found.warnings.append("fewer than four periods are in the picture: the pitch is rough")
    tell_pitches(found, lattice, fourier, prepared.flat.shape)
    kind = type_of(lattice)
    found.method = (
        f"{'Parallel lines' if kind == 'lines' else f'A {kind} lattice' if kind[0] != 'o' else 'An oblique lattice'}; "
        "periods as the mean of autocorrelation (all maxima fitted) and Fourier transform (maxima between frequencies)."
    )
    if kind == "lines":
        foreground = separate(prepared, bright=True)
        found.sharpness = foreground.contrast
        found.coverage = float(foreground.mask.mean()) if quality(foreground) > 0.3 else None
    vectors = lattice.vectors if fourier is None else fourier
    found.rest = lambda chosen: tell_rest(chosen, prepared, vectors)
    return found


def confidence(lattice: Lattice, repeats: float) -> float:
    """0 … 1: how alike the picture is after one period and after two, and whether there are enough of them."""
    sure = float(np.clip((lattice.strength - 0.25) / 0.25, 0, 1) * np.clip((lattice.again - 0.4) / 0.3, 0, 1))
    return sure * float(np.clip((repeats - 1.5) / 1.5, 0, 1))


def tell_pitches(found: Found, lattice: Lattice, fourier: Floats | None, shape: tuple[int, ...]) -> None:
    """Pitches, their directions and the angle between them, as means of both methods; says where these disagree."""
    other = lattice.vectors if fourier is None else matched(lattice.vectors, fourier)
    if fourier is None:
        found.warnings.append("the Fourier transform shows no such period: the pitch is by autocorrelation alone")
        found.confidence *= 0.5
    turned = 0.0
    for name, one, two in zip(("pitch", "pitch_2"), lattice.vectors, other, strict=False):
        first, second = float(np.hypot(*one)), float(np.hypot(*two))
        value, half = (first + second) / 2, half_width(lattice, first, second, shape)
        found.tell(name, value, value * (1 - half), value * (1 + half), "autocorrelation and Fourier transform")
        if abs(first - second) > DISAGREE * value:
            found.warnings.append(
                f"autocorrelation and Fourier transform disagree: {first:.4g} and {second:.4g} working pixels"
            )
            found.confidence *= 0.5
        if name == "pitch":
            found.pitch, turned = value, half
    across = float(np.degrees(np.arctan2(-other[0, 0], other[0, 1])) % 180)
    angle = (across + 90) % 180 if len(other) == 1 else across
    found.orientation_deg = angle
    error = float(np.degrees(turned)) + TURNED
    found.tell("orientation", angle, angle - error, angle + error, "Fourier transform")
    if len(other) == 2:
        between = (lattice.between_deg + angle_of(other)) / 2
        error = abs(lattice.between_deg - angle_of(other)) + 2 * error
        found.tell("angle_between", between, between - error, min(between + error, 90.0), "both methods")


def half_width(lattice: Lattice, first: float, second: float, shape: tuple[int, ...]) -> float:
    """Half of the relative 95 % interval of a pitch: the methods' difference, the fit, and the size of the frame."""
    read = READ / min(shape[:2])
    return 1.96 * float(np.sqrt(((first - second) / (first + second)) ** 2 + lattice.spread**2 + read**2))


def matched(vectors: Floats, others: Floats) -> Floats:
    """Vectors of the same lattice in the order and the sense of given ones."""
    if len(vectors) == 1:
        return others if float(vectors[0] @ others[0]) >= 0 else -others
    return np.rint(vectors @ np.linalg.inv(others)) @ others


def alike(vectors: Floats, others: Floats) -> bool:
    """Whether the same lattice could be meant: each length within a tenth."""
    lengths, again = (np.hypot(*part.T) for part in (vectors, matched(vectors, others)))
    return bool((np.abs(again - lengths) < lengths / 10).all())


def angle_of(vectors: Floats) -> float:
    """Angle between two vectors, up to 90°."""
    cosine = abs(float(vectors[0] @ vectors[1])) / float(np.hypot(*vectors[0]) * np.hypot(*vectors[1]))
    return float(np.degrees(np.arccos(min(cosine, 1.0))))


def tell_rest(found: Found, prepared: Prepared, vectors: Floats) -> None:
    """What repeats: lines with their edges, or the features on the sites of a lattice."""
    if len(vectors) == 1:
        length = float(np.hypot(*vectors[0]))
        pitch = found.quantities["pitch"]
        error = (pitch.high or pitch.value) / pitch.value - 1
        tell_lines(found, prepared, vectors[0] / length, length, error)
    else:
        tell_sites(found, prepared, vectors)
