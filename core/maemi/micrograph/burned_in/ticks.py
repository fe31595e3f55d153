"""Rows of ticks or dots at equal distances, which Hitachi draws instead of a bar."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from maemi.micrograph.burned_in.bars import Bar
from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.ink import Ink

_LEAST = 5
_EVEN = 0.03
"""Distances differ by so much of their mean, and half a pixel."""


def find_ticks(ink: Ink, first_row: int, last_row: int, tallest: float) -> list[Bar]:
    """Rows of at least five equal marks, no higher than `tallest`, from the middle of the first to that of the last."""
    from scipy import ndimage

    first_row = max(0, first_row)
    window = ink[first_row:last_row]
    if window.size == 0:
        return []
    labels, _ = ndimage.label(window > 0.4, structure=np.ones((3, 3)))
    rows: dict[tuple[int, int], list[tuple[float, int, int]]] = defaultdict(list)
    for index, place in enumerate(ndimage.find_objects(labels), start=1):
        high, wide = place[0].stop - place[0].start, place[1].stop - place[1].start
        if high > tallest or wide > max(4, 0.5 * tallest) or wide > 3 * high:
            continue
        inside = np.where(labels[place] == index, window[place], 0).sum(axis=0)
        middle = float((inside * (np.arange(wide) + 0.5)).sum() / inside.sum()) + place[1].start
        for key in ((place[0].start, 0), (place[0].stop, 1)):
            rows[key].append((middle, high, wide))
    found: list[Bar] = []
    for (row, is_foot), marks in rows.items():
        for run in _even_runs(sorted(marks)):
            high = max(mark[1] for mark in run)
            top = first_row + (row - high if is_foot else row)
            box = Box(top, run[0][0], top + high, run[-1][0])
            found.append(Bar(box, kind="ticks", intervals=len(run) - 1))
    return found


def _even_runs(marks: list[tuple[float, int, int]]) -> list[list[tuple[float, int, int]]]:
    """Longest runs of marks of the same width at equal distances."""
    runs: list[list[tuple[float, int, int]]] = []
    run: list[tuple[float, int, int]] = []
    for mark in marks:
        if len(run) >= 2:
            pitch = (run[-1][0] - run[0][0]) / (len(run) - 1)
            even = abs(mark[0] - run[-1][0] - pitch) <= _EVEN * pitch + 0.75
        else:
            even = True
        if even and (not run or abs(mark[2] - run[0][2]) <= 2):
            run.append(mark)
            continue
        runs.append(run)
        run = [run[-1], mark]
    runs.append(run)
    return [
        one for one in runs if len(one) >= _LEAST and (one[-1][0] - one[0][0]) / (len(one) - 1) >= 2 * one[0][2] + 2
    ]
