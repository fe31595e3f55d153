"""The skeleton of a mask, cut at its crossings, as lines of ordered points."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Mask, Plane
from maemi.measure.lines import Indices, Lines

MOST_SEGMENTS = 3000


def segments_of(mask: Mask, most: int = MOST_SEGMENTS) -> Lines | None:
    """Middle lines between ends and crossings, spurs dropped; None where there are more than `most`.

    Near a crossing the distance to the outside is that of the crossing, not of either fibre: those points are left out.
    """
    return segments_along(imaging.skeleton(mask), imaging.distances(mask), most)


def segments_along(skeleton: Mask, distance: Plane, most: int = MOST_SEGMENTS, least: float = 1.4) -> Lines | None:
    """The same of lines one pixel wide; `distance`: half their width, and half a pixel."""
    crossing = skeleton & (imaging.neighbour_count(skeleton) > 2)
    pieces = skeleton & ~imaging.dilated(crossing, eight=True)
    labels, count = imaging.label(pieces, eight=True)
    if count > most:
        return None
    rows, columns, starts = ordered(pieces, labels, count)
    # The distance of a middle pixel counts its own centre: a line of w pixels has (w + 1) / 2.
    radius = np.maximum(distance[rows, columns].astype(np.float64) - 0.5, 0.5)
    points = np.stack([rows, columns], axis=1).astype(np.float64)
    lines = Lines(points, radius, np.ones(len(points), dtype=np.bool_), starts)
    return lines.taken(extents(lines) >= np.maximum(4.0, least * lines.median(radius)))


def ordered(pieces: Mask, labels: imaging.Labels, count: int) -> tuple[Indices, Indices, Indices]:
    """Rows and columns of the pixels of all pieces, piece by piece in order along each, and where each starts."""
    rows, columns = np.nonzero(labels)
    names = labels[rows, columns]
    is_end = imaging.neighbour_count(pieces)[rows, columns] <= 1
    # The first end of each piece, or its first pixel where it is a ring.
    order = np.lexsort((np.arange(len(names)), ~is_end, names))
    first = order[np.searchsorted(names[order], np.arange(1, count + 1))]
    away = imaging.steps_from(pieces, rows, columns, first)
    order = np.lexsort((away, names))
    starts = np.searchsorted(names[order], np.arange(1, count + 2)).astype(np.intp)
    return rows[order], columns[order], starts


def extents(lines: Lines) -> Floats:
    """[lines] distance from first to last point, or the number of points where that is more (rings)."""
    if len(lines) == 0:
        return np.zeros(0)
    chord = np.hypot(*(lines.points[lines.starts[1:] - 1] - lines.points[lines.starts[:-1]]).T)
    return np.maximum(chord, np.diff(lines.starts)).astype(np.float64)
