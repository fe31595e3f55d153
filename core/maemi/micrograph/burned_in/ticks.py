"""Rows of ticks or dots at equal distances, which Hitachi draws instead of a bar."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from maemi.micrograph.burned_in.bars import Bar
from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.filters import mean_of_columns, median_of_rows
from maemi.micrograph.burned_in.ink import Ink

_LEAST = 4
"""Intervals that make a row."""
_EVEN = 0.02
"""Distances differ by so much of their mean, and half a pixel."""
_WIDEST = 10
"""Pixels of the widest tick; what is wider belongs to the surroundings."""
_HEIGHTS = (3, 7, 15)
"""Rows over which ink is averaged: dots are few rows high, ticks many, and noise averages out."""
_RAISED = 0.15
"""Ink of a mark above its surroundings, averaged."""
_MOST_PEAKS = 80

Peak = tuple[float, float]
"""Middle in columns to a fraction, and height in ink."""


def find_ticks(ink: Ink, first_row: int, last_row: int) -> list[Bar]:
    """Rows of at least five equal marks, from the middle of the first to that of the last."""
    first_row = max(0, first_row)
    window = ink[first_row:last_row]
    if window.shape[0] < max(_HEIGHTS):
        return []
    raised = window - median_of_rows(window, 2 * _WIDEST + 1)
    found: list[Bar] = []
    for height in _HEIGHTS:
        averaged = mean_of_columns(raised, height)
        for row in range(height // 2, window.shape[0] - height // 2, max(1, height // 2)):
            for run in _even_runs(_peaks(averaged[row])):
                top = first_row + row - height // 2
                box = Box(top, run[0][0], top + height, run[-1][0])
                intervals = round((run[-1][0] - run[0][0]) / _pitch(run))
                strength = min(1.0, float(np.median([peak[1] for peak in run])) / 0.5)
                found.append(Bar(box, kind="ticks", intervals=intervals, sharpness=strength))
    return found


def _peaks(profile: Ink) -> list[Peak]:
    """Narrow peaks of one averaged row."""
    solid = profile > _RAISED
    padded = np.concatenate(([False], solid, [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    if not 2 * _LEAST < len(edges) <= 2 * _MOST_PEAKS:
        return []
    peaks: list[Peak] = []
    for left, right in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if right - left > _WIDEST:
            continue
        part = slice(max(0, left - 1), right + 1)
        weights = np.clip(profile[part], 0, None)
        middle = float((weights * (np.arange(part.start, part.start + len(weights)) + 0.5)).sum() / weights.sum())
        peaks.append((middle, float(profile[left:right].max())))
    return peaks


def _even_runs(peaks: list[Peak]) -> list[list[Peak]]:
    """Runs of peaks of like height at equal distances, with nothing as high between them; one may be missing."""
    best: list[list[Peak]] = []
    for index, first in enumerate(peaks):
        for second in peaks[index + 1 : index + 4]:
            run = _walk(peaks, first, second)
            if len(run) > _LEAST and _stands_alone(peaks, run):
                best.append(run)
    longest = max((len(run) for run in best), default=0)
    return [run for run in best if len(run) == longest][:2]


def _walk(peaks: list[Peak], first: Peak, second: Peak) -> list[Peak]:
    run = [first, second]
    if second[0] - first[0] < 6:
        return run
    missed = False
    steps = 1
    while True:
        pitch = (run[-1][0] - first[0]) / steps
        near = _EVEN * pitch + 0.75
        follower = _at(peaks, run[-1][0] + pitch, near)
        if follower is None and not missed:
            missed = True
            follower = _at(peaks, run[-1][0] + 2 * pitch, near)
            steps += 1
        if follower is None:
            return run
        steps += 1
        run.append(follower)


def _at(peaks: list[Peak], place: float, near: float) -> Peak | None:
    """The peak that is closest to a place, and near it."""
    after = bisect_left(peaks, place, key=lambda peak: peak[0])
    close = [peak for peak in peaks[max(0, after - 1) : after + 1] if abs(peak[0] - place) <= near]
    return min(close, key=lambda peak: abs(peak[0] - place)) if close else None


def _stands_alone(peaks: list[Peak], run: list[Peak]) -> bool:
    height = float(np.median([peak[1] for peak in run]))
    alike = all(0.4 * height < peak[1] < 2.5 * height for peak in run)
    between = sum(run[0][0] < peak[0] < run[-1][0] and peak[1] > 0.6 * height for peak in peaks if peak not in run)
    return alike and between <= 1


def _pitch(run: list[Peak]) -> float:
    return float(np.median(np.diff([peak[0] for peak in run])))
