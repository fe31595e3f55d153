"""Whether a file still holds the scan that its metadata speak of: as it was, enlarged or reduced, or cut."""

from __future__ import annotations

_THICKEST = 1.12
_THINNEST = 1.03
"""An info bar of unknown height is so many times the scan's rows, with the scan, in all that FEI has made."""
_NEVER_RESIZED = 0.02
"""Who loses so small a share of the columns has cut them off: nobody resizes by that."""


def scale_of(
    rows: int, columns: int, scan_rows: float | None, scan_columns: float | None, bar_rows: float | None = 0
) -> float | None:
    """Stored pixels per scanned pixel of a file of `rows` × `columns`, or None where it was cut.

    1.0 where nothing but rows at the top or bottom is missing or added: the width tells. Another number where the
    whole picture, with an info bar of `bar_rows` (None: unknown) or without it, has been enlarged or reduced to a row.
    """
    if not scan_columns or scan_columns == columns:
        return 1.0
    scale = columns / scan_columns
    if not scan_rows or abs(scale - 1) < _NEVER_RESIZED:
        return None
    tolerance = max(1.0, scale)
    bare = scan_rows * scale
    if abs(rows - bare) <= tolerance:
        return scale
    if bar_rows is None:
        return scale if _THINNEST * bare <= rows <= _THICKEST * bare else None
    return scale if abs(rows - bare - bar_rows * scale) <= tolerance else None
