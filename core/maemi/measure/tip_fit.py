"""A circle at the apex and straight lines along the flanks of an outline: how sharp a tip is.

The apex radius is that of the least-squares circle (Kåsa's equations, refined by geometric distances) to the outline
on the ball: within the angle over which a cone of the fitted flanks leaves the circle bare, 90° less half the cone
angle on either side of the axis, at most 70°. The cone angle is between total least-squares lines to the flanks, from
one and a half radii behind the apex to as far as they stay straight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from maemi.measure.imaging import Floats

ROUNDS = 12
FARTHEST = (9.0, 7.0, 5.5, 4.0)
"""Radii behind the apex to which a flank is followed: the first distance over which it is straight."""
BENT = 0.5
"""Working pixels of sagitta from which a flank is not straight any more."""
EDGE = 0.6
"""Working pixels by which an end of a flank may lie too far out or in."""
LEAST_FLANK = 12.0
"""Working pixels of flank that a line is fitted to."""


@dataclass(frozen=True, slots=True)
class Line:
    """A total least-squares line."""

    point: Floats
    direction: Floats
    """Unit vector away from the apex."""
    residual: float
    """Root mean square distance of the points."""
    length: float
    error: float
    """95 % uncertainty of the direction, radians: the scatter, and `EDGE` over the length."""
    sagitta: float
    """How far its middle lies beside the chord, by a parabola through all points."""


@dataclass(frozen=True, slots=True)
class TipFit:
    """Working pixels, radians, (row, column)."""

    apex: Floats
    axis: Floats
    """Unit vector from the apex into the body."""
    radius: float
    radius_error: float
    """Standard error of the radius from the scatter about the circle."""
    roundness: float
    """Root mean square distance from the circle over its radius."""
    full_angle: float
    angle_error: float
    """95 % uncertainty of the angle."""
    straightness: float
    """Largest root mean square distance from a flank's line over the flank's length."""


def fit_tip(points: Floats) -> TipFit | None:
    """Fit an ordered outline [n, 2]; None where no apex lies between two flanks."""
    chord = points[-1] - points[0]
    far = np.abs((points - points[0]) @ np.array([-chord[1], chord[0]])) / max(float(np.hypot(*chord)), 1e-9)
    top = int(np.argmax(far))
    if min(top, len(points) - 1 - top) < LEAST_FLANK:
        return None
    apex, axis = points[top], (points[0] + points[-1]) / 2 - points[top]
    axis = axis / max(float(np.hypot(*axis)), 1e-9)
    radius = 0.15 * float(far[top])
    centre = apex + axis * radius
    lines: tuple[Line, Line] | None = None
    for _ in range(ROUNDS):
        depth = (points - apex) @ axis
        lines = flanks(points, depth, int(np.argmin(np.hypot(*(points - apex).T))), radius)
        if lines is None:
            return None
        axis = lines[0].direction + lines[1].direction
        axis = axis / max(float(np.hypot(*axis)), 1e-9)
        half = 0.5 * angle_between(lines)
        away = points - centre
        turn = np.abs(np.arctan2(away @ np.array([-axis[1], axis[0]]), -(away @ axis)))
        near = np.hypot(*away.T) < 3 * radius + 4
        on_ball = near & (turn < np.clip(np.pi / 2 - half, np.radians(25), np.radians(70)))
        if on_ball.sum() < 6:
            return None
        centre, found = circle(points[on_ball])
        if not 1.0 < found < 0.5 * float(far[top]) + 4:
            return None
        done = abs(found - radius) < 1e-3 * radius
        radius = found
        apex = centre - axis * radius
        if done:
            break
    assert lines is not None
    away = points - centre
    turn = np.abs(np.arctan2(away @ np.array([-axis[1], axis[0]]), -(away @ axis)))
    half = 0.5 * angle_between(lines)
    on_ball = (np.hypot(*away.T) < 3 * radius + 4) & (turn < np.clip(np.pi / 2 - half, 0.44, 1.22))
    off = np.hypot(*away[on_ball].T) - radius
    scatter = float(np.sqrt((off**2).mean()))
    # Neighbouring points share their pixels: one in five tells something new. The radius is the less certain
    # the smaller the arc (variance of r about σ² / (n (1 - cos²) …); 1 / (1 - sinc) of the half arc is its shape).
    arc = float(turn[on_ball].max())
    shape = max(1 - np.sin(arc) / arc, 0.02)
    independent = max(on_ball.sum() / 5, 3)
    return TipFit(
        apex=apex,
        axis=axis,
        radius=radius,
        radius_error=float(scatter / np.sqrt(independent) / shape),
        roundness=scatter / radius,
        full_angle=2 * half,
        angle_error=float(np.hypot(lines[0].error, lines[1].error)),
        straightness=max(line.residual / line.length for line in lines),
    )


def flanks(points: Floats, depth: Floats, top: int, radius: float) -> tuple[Line, Line] | None:
    """The lines on either side of the apex, away from it; None where a flank is too short."""
    found: tuple[Line, Line] | None = None
    for farthest in FARTHEST:
        tried = flanks_to(points, depth, top, radius, farthest)
        if tried is not None:
            found = tried
            if max(abs(line.sagitta) for line in tried) < BENT:
                break
    return found


def flanks_to(points: Floats, depth: Floats, top: int, radius: float, farthest: float) -> tuple[Line, Line] | None:
    """The lines over the flanks up to so many radii behind the apex."""
    first = max(1.5 * radius, 4.0)
    last = max(farthest * radius, first + 2 * LEAST_FLANK)
    chosen = (depth > first) & (depth < last)
    found: list[Line] = []
    for side in (slice(0, top), slice(top, None)):
        flank = points[side][chosen[side]]
        line = straight(flank) if len(flank) >= LEAST_FLANK else None
        if line is None:
            return None
        towards = flank[int(np.argmax(depth[side][chosen[side]]))] - flank[int(np.argmin(depth[side][chosen[side]]))]
        direction = line.direction if line.direction @ towards > 0 else -line.direction
        found.append(replace(line, direction=direction))
    return found[0], found[1]


def straight(points: Floats) -> Line:
    """A total least-squares line."""
    middle = points.mean(axis=0)
    away = points - middle
    _, _, axes = np.linalg.svd(away, full_matrices=False)
    direction = axes[0]
    along, across = away @ direction, away @ np.array([-direction[1], direction[0]])
    residual = float(np.sqrt((across**2).mean()))
    length = float(np.ptp(along))
    independent = max(len(points) / 5, 3)
    scatter = residual / max(float(along.std()), 1e-9) / np.sqrt(independent)
    bend = float(least_squares((np.ones(len(along)), along, along**2), across)[2])
    error = float(np.hypot(1.96 * scatter, EDGE / max(length, 1e-9)))
    return Line(middle, direction, residual, max(length, 1e-9), error, bend * length**2 / 4)


def angle_between(lines: tuple[Line, Line]) -> float:
    """Radians between two flanks; negative where they close away from the apex."""
    one, other = lines
    angle = float(np.arccos(np.clip(one.direction @ other.direction, -1, 1)))
    opening = (other.point - one.point) @ (other.direction - one.direction)
    return angle if opening >= 0 else -angle


def circle(points: Floats) -> tuple[Floats, float]:
    """Centre and radius of the least-squares circle: Kåsa's linear equations, then Gauss–Newton on the distances."""
    solution = least_squares((2 * points[:, 0], 2 * points[:, 1], np.ones(len(points))), (points**2).sum(axis=1))
    centre: Floats = solution[:2]
    radius = float(np.sqrt(max(float(solution[2] + centre @ centre), 1e-9)))
    for _ in range(8):
        away = points - centre
        far = np.maximum(np.hypot(*away.T), 1e-9)
        step = least_squares((-away[:, 0] / far, -away[:, 1] / far, -np.ones(len(points))), radius - far)
        centre, radius = centre + step[:2], radius + float(step[2])
        if float(np.abs(step).max()) < 1e-6:
            break
    return centre, abs(radius)


def least_squares(terms: tuple[Floats, ...], values: Floats) -> Floats:
    """Coefficients [terms] of the sum of terms [n] that is nearest to the values [n]."""
    design = np.zeros((len(values), len(terms)))
    for column, term in enumerate(terms):
        design[:, column] = term
    return np.asarray(np.linalg.lstsq(design, values, rcond=None)[0], dtype=np.float64)
