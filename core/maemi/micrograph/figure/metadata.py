"""What a figure says of itself in its own file, so that it opens again with the right pixel size.

A TIFF's ImageDescription, a PNG's text `Description` and an SVG's `<desc>` hold the lines

    MAEMI figure
    pixel_width_m=2.5e-09
    pixel_height_m=2.5e-09
    pixel_size_from=metadata, [Scan] PixelWidth
    info_bar=0
    synthetic=0
    source=sem_012.tif

without the three lines about the pixel size where it is unknown. The resolution of the file is the one for print.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from maemi.micrograph.figure.layout import FigureLayout
from maemi.micrograph.figure.options import FigureOptions
from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource

HEADING = "MAEMI figure"


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """What the lines say."""

    pixel_size: PixelSize | None
    info_bar: bool
    synthetic: bool


def description(info: MicrographInfo, layout: FigureLayout, options: FigureOptions) -> str:
    """The lines."""
    lines = [HEADING]
    size = layout.pixel_size
    if size is not None:
        came = f"{size.source}, {size.detail}" if size.detail else str(size.source)
        lines += [f"pixel_width_m={size.column_m!r}", f"pixel_height_m={size.row_m!r}", f"pixel_size_from={_one(came)}"]
    bar = info.info_bar is not None and options.info_bar
    lines += [f"info_bar={int(bar)}", f"synthetic={int(info.synthetic)}", f"source={_one(info.path.name)}"]
    return "\n".join(lines) + "\n"


def read_description(text: str) -> FigureFacts | None:
    """The inverse; None where the text is not of a figure."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != HEADING:
        return None
    said = dict(line.split("=", 1) for line in lines[1:] if "=" in line)
    size = None
    column, row = _length(said.get("pixel_width_m", "")), _length(said.get("pixel_height_m", ""))
    if column and row:
        detail = f"MAEMI figure, from {said.get('pixel_size_from', 'unknown')}"
        size = PixelSize(row, column, PixelSizeSource.METADATA, detail)
    return FigureFacts(size, said.get("info_bar") == "1", said.get("synthetic") == "1")


def _length(text: str) -> float | None:
    try:
        metres = float(text)
    except ValueError:
        return None
    return metres if math.isfinite(metres) and metres > 0 else None


def _one(text: str) -> str:
    """On one line, in letters that a TIFF's ASCII holds."""
    return " ".join(text.replace("µ", "u").encode("ascii", "replace").decode().split())
