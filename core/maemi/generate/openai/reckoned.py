"""Pictures by their size alone: what they would cost is known without reading a file."""

from __future__ import annotations

from maemi.generate.openai.conversation import Pictures
from maemi.generate.openai.picture import QUARTERS, Picture, shown_size
from maemi.generate.subject import scan_rows
from maemi.project.rows import MicrographRow


def reckoned(image_side: int, info_bars: bool = False) -> Pictures:
    """Pictures without data, of the sizes that `picture_of` and `quarters_of` would give them."""

    def of(row: MicrographRow, side: int) -> Picture:
        if row.info is None:
            return Picture(b"", "image/png", 0, 0)
        rows, columns = row.info.shape[:2]
        if not info_bars:
            rows = row.info.scan_rows or scan_rows(rows, row.info.info_bar)
        return Picture(b"", "image/png", *shown_size(rows, columns, side))

    return Pictures(of, lambda row: [(name, of(row, image_side // 2)) for name in QUARTERS])
