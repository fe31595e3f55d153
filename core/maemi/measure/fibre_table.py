"""Fibres whose middle lines and labels are known, one row each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure.imaging import Floats, Labels, Mask
from maemi.measure.lines import Lines
from maemi.measure.quantities import define

define("size", "Size", 1, "Diameter of the circle of equal area; of fibres their diameter.")
define("width", "Diameter", 1, "Of a fibre, median along its middle line.")
define("length", "Length", 1, "Along the middle line, within the frame.")
define("angle", "Angle", 0, "Long axis, counter-clockwise from the rows' direction.", degrees=True)
define("aspect", "Aspect ratio", 0, "Long over short axis; of fibres length over diameter.")
define("tortuosity", "Tortuosity", 0, "Length along the middle line over the distance of its ends; 1 is straight.")
define("curvature", "Curvature", -1, "Mean of the change of direction along the middle line, in radians per length.")


@dataclass(frozen=True, slots=True)
class Fibres:
    """One entry a fibre in each array, in the order of the labels; lengths in working pixels."""

    labels: Labels
    lines: Lines
    width: Floats
    """Median diameter along the middle line."""
    width_error: Floats
    """Standard error of it."""
    length: Floats
    angle_deg: Floats
    tortuosity: Floats
    curvature: Floats
    centre: Floats
    """[fibres, 2] row and column."""
    whole: NDArray[np.bool_]
    """Not cut by the border."""
    hidden_ends: Floats
    """How many of its two ends lie at another fibre, under which it may go on."""
    guesses: Floats
    """How many of its bridges are longer than two diameters: joined because it looks likely."""

    def __len__(self) -> int:
        return len(self.width)

    def columns(self) -> dict[str, Floats]:
        """The columns of `Found.objects`."""
        return {
            "size": self.width,
            "width": self.width,
            "length": self.length,
            "aspect": self.length / np.maximum(self.width, 1e-6),
            "angle": self.angle_deg,
            "tortuosity": self.tortuosity,
            "curvature": self.curvature,
            "row": self.centre[:, 0],
            "column": self.centre[:, 1],
            "whole": self.whole.astype(np.float64),
        }


def described(lines: Lines, labels: Labels, widths: Floats) -> Fibres:
    """The rows of a table of fibres.

    `widths` [points]: full widths across, NaN where there is none; a line without any has twice the radius of its mask.
    """
    typical = lines.median(lines.radius)
    width = lines.median(widths)
    spread = 1.4826 * lines.median(np.abs(widths - width[lines.owner]))
    # Widths are averaged along some radii: only one in so many is a reading of its own.
    readings = lines.total(np.isfinite(widths).astype(np.float64)) / np.maximum(2.0 * typical, 1.0)
    by_mask = ~np.isfinite(width)
    width = np.where(by_mask, 2 * typical, width)
    error = np.where(by_mask, 0.1 * width + 0.5, 1.2533 * spread / np.sqrt(np.maximum(readings, 1)))
    smooth = smoothed_line(lines, typical)
    before, after = overhangs(smooth, labels, typical)
    length = smooth.lengths + before + after
    first, last = smooth.points[smooth.starts[:-1]], smooth.points[smooth.starts[1:] - 1]
    chord = np.hypot(*(last - first).T) + before + after
    turn = turning(smooth, typical)
    rows, columns = (smooth.mean(smooth.points[:, axis]) for axis in (0, 1))
    return Fibres(
        labels=labels,
        lines=smooth,
        width=width,
        width_error=error,
        length=length,
        angle_deg=directions(smooth)[0],
        tortuosity=np.maximum(length / np.maximum(chord, 1e-6), 1.0),
        curvature=turn,
        centre=np.stack([rows, columns], axis=1),
        whole=~at_border(labels, len(lines)),
        hidden_ends=hidden_ends(smooth, labels, typical, (before, after)),
        guesses=long_bridges(lines, typical),
    )


def smoothed_line(lines: Lines, typical: Floats) -> Lines:
    """Without the stairs of pixels, which make a length up to 8 % too long."""
    half = np.clip(typical, 3.0, 25.0)[lines.owner]
    return Lines(lines.smoothed(lines.points, half), lines.radius, lines.seen, lines.starts)


def overhangs(lines: Lines, labels: Labels, typical: Floats) -> tuple[Floats, Floats]:
    """[lines] how far each label reaches straight on beyond the first and the last point: a skeleton ends short."""
    tangents = lines.tangents(np.clip(2 * typical, 5.0, 50.0)[lines.owner])
    names = np.arange(1, len(lines) + 1)
    found: list[Floats] = []
    for at, sign in ((lines.starts[:-1], -1.0), (lines.starts[1:] - 1, 1.0)):
        reach = np.zeros(len(lines))
        going = np.ones(len(lines), dtype=np.bool_)
        for step in np.arange(0.5, 2 * float(np.max(typical, initial=0)) + 3, 0.5):
            place = np.rint(lines.points[at] + sign * step * tangents[at]).astype(np.intp)
            rows, columns = place[:, 0], place[:, 1]
            inside = (rows >= 0) & (rows < labels.shape[0]) & (columns >= 0) & (columns < labels.shape[1])
            there = labels[np.where(inside, rows, 0), np.where(inside, columns, 0)]
            going &= inside & (there == names) & (step <= 2 * typical + 2)
            reach[going] = step
            if not going.any():
                break
        found.append(reach)
    return found[0], found[1]


def hidden_ends(lines: Lines, labels: Labels, typical: Floats, beyond: tuple[Floats, Floats]) -> Floats:
    """[lines] how many ends lie at another label: within half a width and three pixels beyond the line's own."""
    tangents = lines.tangents(np.clip(2 * typical, 5.0, 50.0)[lines.owner])
    count = np.zeros(len(lines))
    for at, sign, own in ((lines.starts[:-1], -1.0, beyond[0]), (lines.starts[1:] - 1, 1.0, beyond[1])):
        found = np.zeros(len(lines), dtype=np.bool_)
        for more in (1.5, 3.0, 3.0 + 0.5 * float(np.median(typical))):
            place = np.rint(lines.points[at] + sign * (own + more)[:, None] * tangents[at]).astype(np.intp)
            rows, columns = place[:, 0], place[:, 1]
            inside = (rows >= 0) & (rows < labels.shape[0]) & (columns >= 0) & (columns < labels.shape[1])
            there = labels[np.where(inside, rows, 0), np.where(inside, columns, 0)]
            found |= inside & (there > 0) & (there != np.arange(1, len(lines) + 1))
        count += found
    return count


def long_bridges(lines: Lines, typical: Floats) -> Floats:
    """[lines] how many bridges are longer than two diameters."""
    hidden = ~lines.seen
    begins = hidden & ~np.concatenate([[False], hidden[:-1]])
    which = np.cumsum(begins) * hidden
    length = np.bincount(which[hidden], weights=lines.steps[hidden], minlength=int(begins.sum()) + 1)[1:]
    owner = lines.owner[begins]
    return np.bincount(owner, weights=length > 4 * typical[owner], minlength=len(lines)).astype(np.float64)


def turning(lines: Lines, typical: Floats) -> Floats:
    """[lines] mean of the change of direction per length, in radians per pixel."""
    tangents = lines.tangents(np.clip(2 * typical, 5.0, 50.0)[lines.owner])
    angle = np.arctan2(tangents[:, 0], tangents[:, 1])
    change = np.abs((np.diff(angle, append=angle[-1:]) + np.pi) % (2 * np.pi) - np.pi)
    change[lines.starts[1:] - 1] = 0
    return lines.total(change) / np.maximum(lines.lengths, 1e-6)


def doubled_directions(lines: Lines) -> NDArray[np.complex128]:
    """[points] each step as a doubled-angle vector of its length, counter-clockwise from the rows' direction."""
    step = np.diff(lines.points, axis=0, append=lines.points[-1:])
    step[lines.starts[1:] - 1] = 0
    size = np.hypot(*step.T)
    return size * np.exp(2j * np.arctan2(-step[:, 0], step[:, 1]))


def directions(lines: Lines) -> tuple[Floats, Floats]:
    """[lines] mean direction in degrees, 0 … 180, and how straight: the mean of cos 2 (θ - mean)."""
    if len(lines) == 0:
        return np.zeros(0), np.zeros(0)
    doubled = doubled_directions(lines)
    total = lines.total(doubled.real) + 1j * lines.total(doubled.imag)
    return np.degrees(np.angle(total)) / 2 % 180, np.abs(total) / np.maximum(lines.lengths, 1e-9)


def at_border(labels: Labels, count: int) -> Mask:
    """[labels] whether the frame cuts them."""
    frame = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    cut = np.zeros(count + 1, dtype=np.bool_)
    cut[np.unique(frame)] = True
    return cut[1:]
