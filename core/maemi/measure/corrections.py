"""Corrections by hand, applied to the labels of a segmentation: remove, add, split and merge at places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Labels, Mask
from maemi.micrograph.correction import Correction

SLIVER = 0.03
"""Share of an object below which a piece that a cut leaves is no object: it goes with the piece beside it."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Labels after corrections by hand, numbered 1 … n without gaps."""

    labels: Labels
    by_hand: NDArray[np.bool_]
    """[n] whether a person drew, cut or joined the object."""
    missed: tuple[int, ...]
    """Indices of the corrections that hit nothing."""


def apply_corrections(labels: Labels, corrections: Sequence[Correction], factor: int = 1) -> Corrected:
    """Apply the corrections one after the other, each to what those before it left.

    Args:
        labels: [rows, columns] of working pixels, 0 where no object is; is not changed.
        corrections: with points in pixels of the scan.
        factor: pixels of the scan along one side of a working pixel.
    """
    work = _Work(labels.copy())
    missed = tuple(
        index for index, one in enumerate(corrections) if not work.apply(one.verb, working_places(one, factor))
    )
    numbers = np.flatnonzero(np.bincount(work.labels.ravel()))
    numbers = numbers[numbers > 0]
    lookup = np.zeros(int(work.labels.max(initial=0)) + 1, dtype=np.int32)
    lookup[numbers] = np.arange(1, len(numbers) + 1)
    by_hand = np.array([int(number) in work.touched for number in numbers], dtype=np.bool_)
    return Corrected(lookup[work.labels], by_hand, missed)


def working_places(correction: Correction, factor: int) -> Floats:
    """[points, 2] row and column in working pixels, whole numbers at their centres."""
    return (np.asarray(correction.points, dtype=np.float64) + 0.5) / factor - 0.5


class _Work:
    """The labels while they are corrected; each verb returns whether it changed anything."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.next = int(labels.max(initial=0)) + 1
        self.touched: set[int] = set()

    def apply(self, verb: str, places: Floats) -> bool:
        if verb == "remove":
            return self.remove(places[0])
        if verb == "add":
            return self.add(places)
        return self.split(places) if verb == "split" else self.merge(places)

    def remove(self, place: Floats) -> bool:
        """The object under the place becomes background."""
        number = self.at(place)
        if number:
            self.labels[self.labels == number] = 0
        return number > 0

    def add(self, corners: Floats) -> bool:
        """What the outline encloses becomes an object.

        Objects that lie in it by more than half are replaced. Of others it takes nothing, since their edges were
        found and its own are drawn freely, unless they would leave it less than half: then it is cut out of them.
        """
        inside = imaging.enclosed(corners, self.labels.shape)
        covered = np.bincount(self.labels[inside])
        total = int(covered.sum())
        if total == 0:
            return False
        for number in np.flatnonzero(covered[1:]) + 1:
            whole = self.labels == number
            if 2 * covered[number] > np.count_nonzero(whole):
                self.labels[whole] = 0
        free = inside & (self.labels == 0)
        self.paint(free if 2 * np.count_nonzero(free) >= total else inside)
        return True

    def split(self, line: Floats) -> bool:
        """Cut the object that most of the line lies on; a line that ends inside it is prolonged by half its length."""
        number = self.most_under(line)
        if not number:
            return False
        whole = self.labels == number
        for cut in (line, prolonged(line)):
            pieces = parted(whole, *imaging.stroke(cut, self.labels.shape))
            if pieces is not None:
                for piece in range(1, int(pieces.max()) + 1):
                    self.paint(pieces == piece)
                return True
        return False

    def merge(self, line: Floats) -> bool:
        """Join the objects under the line, with the line itself, three pixels wide, as the bridge between them."""
        rows, columns = imaging.stroke(line, self.labels.shape)
        under = self.labels[rows, columns]
        numbers = np.unique(under[under > 0])
        if len(numbers) < 2:
            return False
        on = np.flatnonzero(under)
        bridge = np.zeros(self.labels.shape, dtype=np.bool_)
        between = slice(int(on[0]), int(on[-1]) + 1)
        bridge[rows[between], columns[between]] = True
        bridge = imaging.dilated(bridge, eight=True) & (self.labels == 0)
        self.paint(np.isin(self.labels, numbers) | bridge)
        return True

    def at(self, place: Floats) -> int:
        """The object at a place, 0 for none."""
        row, column = (int(value) for value in np.floor(place + 0.5))
        inside = 0 <= row < self.labels.shape[0] and 0 <= column < self.labels.shape[1]
        return int(self.labels[row, column]) if inside else 0

    def most_under(self, line: Floats) -> int:
        """The object that most of a line lies on, 0 for none."""
        rows, columns = imaging.stroke(line, self.labels.shape)
        counts = np.bincount(self.labels[rows, columns], minlength=2)
        counts[0] = 0
        return int(counts.argmax()) if counts.any() else 0

    def paint(self, where: Mask) -> None:
        """A new object made by hand."""
        self.labels[where] = self.next
        self.touched.add(self.next)
        self.next += 1


def parted(whole: Mask, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Labels | None:
    """Pieces (from 1 on) of an object cut along pixels, which go to the piece beside them; None where it holds.

    Of an object in several parts only those are cut that the pixels lie on; the others go to the nearest piece.
    """
    box = imaging.boxes(whole.astype(np.int32))[0]
    if box is None:
        return None
    cut = np.zeros(whole.shape, dtype=np.bool_)
    cut[rows, columns] = True
    crop, cut = whole[box], cut[box]
    parts, count = imaging.label(crop)
    crossed = np.zeros(count + 1, dtype=np.bool_)
    crossed[parts[cut & crop]] = True
    # A line's pixels are joined by their corners, so that what it cuts holds by corners only.
    pieces, count = imaging.label(crop & crossed[parts] & ~cut)
    area = np.bincount(pieces.ravel(), minlength=count + 1)
    area[0] = 0
    large = area >= max(1.0, SLIVER * area.sum())
    if np.count_nonzero(large) < 2:
        return None
    lookup = np.where(large, np.cumsum(large), 0).astype(np.int32)
    found = np.zeros(whole.shape, dtype=np.int32)
    found[box] = np.where(crop, imaging.grown(lookup[pieces]), 0)
    return found


def prolonged(line: Floats) -> Floats:
    """The same with both ends drawn out by half of its length, each in the direction that its last tenth has."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    length = float(steps.sum())
    if length == 0:
        return line
    return np.concatenate([[_beyond(line[::-1], length)], line, [_beyond(line, length)]])


def _beyond(line: Floats, length: float) -> Floats:
    """A point half the length beyond the last one."""
    away = np.hypot(*(line - line[-1]).T)
    back = line[np.flatnonzero(away >= min(length / 10, float(away.max())))[-1]]
    way = line[-1] - back
    return line[-1] + way / max(float(np.hypot(*way)), 1e-9) * length / 2
