"""Corrections by hand, applied to the labels of a segmentation: remove, add, split and merge at places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Box, Floats, Labels, Mask
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
    """The labels while they are corrected, each verb in the box around what it meets; it returns whether it met any."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.boxes = {number: box for number, box in enumerate(imaging.boxes(labels), start=1) if box is not None}
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
            self.erase(number)
        return number > 0

    def add(self, corners: Floats) -> bool:
        """What the outline encloses becomes an object.

        Objects that lie in it by more than half are replaced. Of others it takes nothing, since their edges were
        found and its own are drawn freely, unless they would leave it less than half: then it is cut out of them.
        """
        low, high = np.floor(corners.min(axis=0)).astype(int), np.ceil(corners.max(axis=0)).astype(int)
        box = self.box(low[0], low[1], high[0] + 1, high[1] + 1)
        crop = self.labels[box]
        if crop.size == 0:
            return False
        inside = imaging.enclosed(corners - np.array(corner(box)), crop.shape)
        covered = np.bincount(crop[inside])
        total = int(covered.sum())
        if total == 0:
            return False
        for number in (np.flatnonzero(covered[1:]) + 1).tolist():
            if 2 * covered[number] > np.count_nonzero(self.labels[self.boxes[number]] == number):
                self.erase(number)
        free = inside & (crop == 0)
        self.paint(box, free if 2 * np.count_nonzero(free) >= total else inside)
        return True

    def split(self, line: Floats) -> bool:
        """Cut the object that most of the line lies on; a line that ends inside it is prolonged by half its length."""
        number = self.most_under(line)
        if not number:
            return False
        box = self.boxes[number]
        whole = self.labels[box] == number
        for cut in (line, prolonged(line)):
            pieces = parted(whole, marked(imaging.stroke(cut, self.labels.shape), box))
            if pieces is not None:
                self.erase(number)
                for piece in range(1, int(pieces.max()) + 1):
                    self.paint(box, pieces == piece)
                return True
        return False

    def merge(self, line: Floats) -> bool:
        """Join the objects under the line, with the line itself, three pixels wide, as the bridge between them."""
        rows, columns = imaging.stroke(line, self.labels.shape)
        under = self.labels[rows, columns]
        numbers = np.unique(under[under > 0]).tolist()
        if len(numbers) < 2:
            return False
        on = np.flatnonzero(under)
        rows, columns = (axis[on[0] : on[-1] + 1] for axis in (rows, columns))
        boxes = [self.boxes[number] for number in numbers]
        low = [min(int(axis.min()) - 1, *(box[at].start for box in boxes)) for at, axis in enumerate((rows, columns))]
        high = [max(int(axis.max()) + 2, *(box[at].stop for box in boxes)) for at, axis in enumerate((rows, columns))]
        box = self.box(low[0], low[1], high[0], high[1])
        bridge = imaging.dilated(marked((rows, columns), box), eight=True) & (self.labels[box] == 0)
        joined = np.isin(self.labels[box], numbers) | bridge
        for number in numbers:
            self.erase(number)
        self.paint(box, joined)
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

    def box(self, row: int, column: int, rows: int, columns: int) -> Box:
        """From (row, column) up to (rows, columns), as far as there are pixels."""
        high = self.labels.shape
        return slice(max(row, 0), max(min(rows, high[0]), 0)), slice(max(column, 0), max(min(columns, high[1]), 0))

    def erase(self, number: int) -> None:
        """An object becomes background."""
        crop = self.labels[self.boxes.pop(number)]
        crop[crop == number] = 0

    def paint(self, box: Box, where: Mask) -> None:
        """A new object made by hand; it takes its pixels from those that had them."""
        self.labels[box][where] = self.next
        self.boxes[self.next] = box
        self.touched.add(self.next)
        self.next += 1


def corner(box: Box) -> tuple[int, int]:
    """First row and column."""
    return box[0].start, box[1].start


def marked(pixels: tuple[NDArray[np.intp], NDArray[np.intp]], box: Box) -> Mask:
    """A mask of a box with the pixels (rows, columns) that lie in it."""
    row, column = corner(box)
    mask = np.zeros((box[0].stop - row, box[1].stop - column), dtype=np.bool_)
    rows, columns = pixels[0] - row, pixels[1] - column
    inside = (rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])
    mask[rows[inside], columns[inside]] = True
    return mask


def parted(whole: Mask, cut: Mask) -> Labels | None:
    """Pieces (from 1 on) of an object; the pixels of the cut go to the piece beside them. None where it holds.

    Of an object in several parts only those are cut that the pixels lie on; the others go to the nearest piece.
    """
    parts, count = imaging.label(whole)
    crossed = np.zeros(count + 1, dtype=np.bool_)
    crossed[parts[cut & whole]] = True
    # A line's pixels are joined by their corners, so that what it cuts holds by corners only.
    pieces, count = imaging.label(whole & crossed[parts] & ~cut)
    area = np.bincount(pieces.ravel(), minlength=count + 1)
    area[0] = 0
    large = area >= max(1.0, SLIVER * area.sum())
    if np.count_nonzero(large) < 2:
        return None
    lookup = np.where(large, np.cumsum(large), 0).astype(np.int32)
    return np.where(whole, imaging.grown(lookup[pieces]), 0).astype(np.int32)


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
