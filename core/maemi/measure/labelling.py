"""Each fibre as a label of its own, from its middle line and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Labels, Mask
from maemi.measure.lines import Lines, gathered


def labelled(lines: Lines, mask: Mask) -> Labels:
    """Labels 1 … n of the mask's pixels by the nearest middle line within reach; a crossing is the thicker fibre's."""
    drawn = np.zeros(mask.shape, dtype=np.int32)
    rows, columns = (np.rint(lines.points[:, axis]).astype(np.intp) for axis in (0, 1))
    rows, columns = rows.clip(0, mask.shape[0] - 1), columns.clip(0, mask.shape[1] - 1)
    drawn[rows, columns] = lines.owner + 1
    reach = np.zeros(mask.shape, dtype=np.float32)
    reach[rows, columns] = lines.radius
    distance, (near_row, near_column) = imaging.nearest(drawn > 0)
    labels = np.where(mask & (distance <= 1.3 * reach[near_row, near_column] + 2), drawn[near_row, near_column], 0)
    over = crossings(lines, mask.shape)
    return np.where((over > 0) & mask, over, labels).astype(np.int32)


def crossings(lines: Lines, shape: tuple[int, int]) -> Labels:
    """Bands where lines are bridged, at their full width; the thickest fibre lies over the others."""
    over = np.zeros(shape, dtype=np.int32)
    bridged = np.flatnonzero(~lines.seen)
    if len(bridged) == 0:
        return over
    owner, thick = lines.owner, lines.median(lines.radius)
    bridged = bridged[np.argsort(thick[owner[bridged]], kind="stable")]
    for size in np.unique(np.ceil(lines.radius[bridged])):
        some = bridged[np.ceil(lines.radius[bridged]) == size]
        reach = np.arange(-int(size), int(size) + 1)
        down, right = np.meshgrid(reach, reach, indexing="ij")
        disc = np.hypot(down, right) <= size - 0.25
        rows = np.rint(lines.points[some, 0]).astype(np.intp)[:, None] + down[disc]
        columns = np.rint(lines.points[some, 1]).astype(np.intp)[:, None] + right[disc]
        names = np.broadcast_to((owner[some] + 1)[:, None], rows.shape)
        inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
        over[rows[inside], columns[inside]] = names[inside]
    return over


def lines_of(labels: Labels) -> Lines:
    """The middle line of each label 1 … n: its longest way from end to end, its parts joined by straight bridges.

    A label without pixels has no line: labels must be numbered without gaps.
    """
    parts: list[tuple[Floats, Floats, Mask]] = []
    for name, box in enumerate(imaging.boxes(labels), start=1):
        if box is None:
            raise ValueError(f"Label {name} has no pixel; number the labels without gaps.")
        crop = np.pad(labels[box] == name, 1)
        points, radius, seen = middle_of(crop)
        parts.append((points + np.array([box[0].start - 1, box[1].start - 1]), radius, seen))
    return gathered(parts)


def middle_of(crop: Mask) -> tuple[Floats, Floats, Mask]:
    """The middle line of one object, whose parts a crossing may have cut apart: points, radius, seen."""
    distance = imaging.distances(crop)
    skeleton = imaging.skeleton(crop)
    pieces, count = imaging.label(skeleton, eight=True)
    ways = [longest_way(pieces == piece) for piece in range(1, count + 1)]
    longest = max(len(way) for way in ways)
    ways = [way for way in ways if len(way) >= 0.05 * longest]
    path, seen = strung(ways)
    at = np.rint(path).astype(np.intp)
    radius = np.maximum(distance[at[:, 0], at[:, 1]].astype(np.float64) - 0.5, 0.5)
    radius = np.where(seen, radius, np.median(radius[seen]))
    return path, radius, seen


def longest_way(skeleton: Mask) -> Floats:
    """[points, 2] the longest of the shortest ways between two pixels of a connected skeleton."""
    rows, columns = np.nonzero(skeleton)
    first = np.zeros(1, dtype=np.intp)
    for _ in range(2):
        first = np.array([np.argmax(imaging.steps_from(skeleton, rows, columns, first))], dtype=np.intp)
    back = np.array([np.argmax(imaging.steps_from(skeleton, rows, columns, first))], dtype=np.intp)
    # On the shortest way the lengths to both ends add up to the whole one.
    there, here = (imaging.steps_from(skeleton, rows, columns, end) for end in (first, back))
    on_way = there + here <= there[back[0]] + 1e-6
    order = np.argsort(there[on_way], kind="stable")
    return np.stack([rows[on_way][order], columns[on_way][order]], axis=1).astype(np.float64)


def strung(ways: list[Floats]) -> tuple[Floats, Mask]:
    """Ways joined end to end, the longest first and then always the nearest, with bridges of points a pixel apart."""
    ways = sorted(ways, key=len, reverse=True)
    path, seen = ways[0], np.ones(len(ways[0]), dtype=np.bool_)
    rest = ways[1:]
    while rest:
        gaps: NDArray[np.float64] = np.array(
            [[np.hypot(*(mine - other)) for mine in (path[0], path[-1]) for other in (way[0], way[-1])] for way in rest]
        )
        which, corner = divmod(int(np.argmin(gaps)), 4)
        way = rest.pop(which)
        if corner < 2:
            path, seen = path[::-1], seen[::-1]
        if corner % 2 == 1:
            way = way[::-1]
        count = max(0, round(float(gaps[which, corner])) - 1)
        part = ((np.arange(count) + 1) / (count + 1))[:, None]
        path = np.concatenate([path, path[-1] * (1 - part) + way[0] * part, way])
        seen = np.concatenate([seen, np.zeros(count, dtype=np.bool_), np.ones(len(way), dtype=np.bool_)])
    return path, seen
