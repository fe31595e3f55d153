"""Find the vendor's strip of text in a picture whose metadata do not mention it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SEARCHED = 0.25
"""The strip lies in the lowest quarter."""
_FLAT = 0.4
"""In a row of the strip, at least this share of the pixels has the background's value …"""
_MEAN_FLAT = 0.55
"""… and in the strip as a whole this share."""
_LEAST_ROWS = 0.02
"""The strip is at least this share of the picture's rows high …"""
_LEAST_HEIGHT = 12
"""… and at least so many rows: a line of text needs them."""
_FRAME_ROWS = 4
"""A frame around the strip is at most so many rows thick."""
_EXACT = 0.35
"""A drawn background has one value, no noise: this share of the strip has exactly it, even in a JPEG."""
_STROKES = 12
"""A row through a line of text enters at least that many strokes of letters …"""
_TEXT_ROWS = 4
"""… and a line of text has at least that many such rows."""


def find_info_bar(grey: NDArray[np.float32]) -> tuple[int, int] | None:
    """First and last row of a strip of text on a constant background at the bottom, or None when in doubt.

    A strip is: rows in the lowest quarter that share one background value exactly, without noise, with strokes
    of text in them and rows of nothing but background between, below a scan that does not share that value.
    """
    rows, columns = grey.shape
    if rows < 64 or columns < 64:
        return None
    first_searched = int(rows * (1 - _SEARCHED))
    low = grey[first_searched:]
    finite = low[np.isfinite(low)]
    if finite.size < low.size or finite.size == 0:
        return None
    span = float(np.ptp(grey))
    if not np.isfinite(span) or span <= 0:
        return None
    # JPEG blurs a constant background by a few grey levels.
    near = span * 0.02
    for background in _candidates(low, span):
        share = (np.abs(low - background) <= near).mean(axis=1)
        strip = _longest_run(share >= _FLAT)
        if strip is None:
            continue
        first, last = strip
        block = low[first : last + 1]
        flat = float(share[first : last + 1].mean())
        height = last - first + 1
        above = grey[max(0, first_searched + first - 2 * height) : first_searched + first]
        if (
            height >= max(_LEAST_HEIGHT, rows * _LEAST_ROWS)
            and flat >= _MEAN_FLAT
            and float((block == background).mean()) >= _EXACT
            and _has_text(np.abs(block - background) > span * 0.25)
            and above.size > 0
            and first > 0
            and float((np.abs(above - background) <= near).mean()) < 0.5 * flat
            and _margins_are_flat(block, background, near)
        ):
            return first_searched + _upwards(low, first, near), _downwards(rows, first_searched + last)
    return None


def _upwards(low: NDArray[np.float32], first: int, near: float) -> int:
    """The first row with the lines of a frame above the strip, rows of nearly one value."""
    for _ in range(_FRAME_ROWS):
        if first == 0 or float((np.abs(low[first - 1] - np.median(low[first - 1])) <= near).mean()) < 0.9:
            break
        first -= 1
    return first


def _downwards(rows: int, last: int) -> int:
    """The last row; a few rows between the strip and the end of the picture are its frame."""
    return rows - 1 if rows - 1 - last <= _FRAME_ROWS else last


def _candidates(low: NDArray[np.float32], span: float) -> list[float]:
    """Values that may be the strip's background, most frequent first."""
    bins = np.asarray(np.round((low - low.min()) / span * 255), dtype=np.int64)
    counts = np.bincount(bins.reshape(-1))
    frequent = np.argsort(counts)[::-1][:3]
    return [float(np.median(low[bins == index])) for index in frequent if counts[index] > 0]


def _longest_run(rows: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The longest run of rows, gaps of up to two rows (a frame's line, a rule between lines of text) bridged."""
    best: tuple[int, int] | None = None
    start = last = -10
    for index in np.flatnonzero(rows):
        if index - last > 3:
            start = int(index)
        last = int(index)
        if best is None or last - start > best[1] - best[0]:
            best = (start, last)
    return best


def _has_text(ink: NDArray[np.bool_]) -> bool:
    """Whether rows of the strip enter and leave ink as often as letters make them."""
    strokes = (ink[:, 1:] & ~ink[:, :-1]).sum(axis=1)
    return int((strokes >= _STROKES).sum()) >= _TEXT_ROWS


def _margins_are_flat(block: NDArray[np.float32], background: float, near: float) -> bool:
    """The strip's own rows between lines of text are background from side to side."""
    share = (np.abs(block - background) <= near).mean(axis=1)
    return bool((share > 0.9).sum() >= 2)
