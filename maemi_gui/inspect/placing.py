"""Rows of the scan, in which is measured, and rows of the file, which are shown: an info bar may lie above the scan."""

from __future__ import annotations

from maemi.micrograph.correction import Correction
from maemi.micrograph.record import MicrographInfo


def rows_above(info: MicrographInfo | None) -> int:
    """How many rows of the file lie above the scan."""
    if info is None or info.info_bar is None:
        return 0
    first, last = info.info_bar
    below = info.shape[0] - 1 - last
    return 0 if first >= below else last + 1


def in_scan(correction: Correction, info: MicrographInfo | None) -> Correction:
    """A correction made on the picture, with its rows counted from the top of the scan."""
    above = rows_above(info)
    if above == 0:
        return correction
    return Correction(correction.verb, tuple((row - above, column) for row, column in correction.points))
