"""Where everything lies on a figure, in its own pixels: the same for pixels and for vectors."""

from __future__ import annotations

from dataclasses import dataclass

from maemi.errors import InputError
from maemi.micrograph.figure.options import FigureOptions
from maemi.micrograph.limits import MAX_PIXELS
from maemi.micrograph.record import MicrographInfo, PixelSize
from maemi.micrograph.scale_bar import bar_label, scale_bar
from maemi.micrograph.shapes import Point, Shape

MM_PER_INCH = 25.4
PT_PER_INCH = 72.0
WIDEST_BAR = 0.25
"""Of the width, where the length is chosen here."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The scale bar; `x`, `y` is its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    length_m: float
    label: str
    text_above: float
    """The middle of the label lies so far above the bar's upper edge."""


@dataclass(frozen=True, slots=True)
class FigureLayout:
    """Sizes in pixels of the figure."""

    rows: int
    columns: int
    part: tuple[int, int, int, int]
    """First row, first column, the row and the column after the last, of the file."""
    column_scale: float
    """Pixels of the figure for each column of the file."""
    row_scale: float
    font: float
    stroke: float
    dpi: int
    pixel_size: PixelSize | None
    """Of the figure's own pixels."""
    bar: Bar | None
    mark: str = ""
    """A word in an upper corner that the picture may not go without."""
    mark_left: bool = True

    def seen(self, shape: Shape) -> bool:
        """Whether any of a shape's box lies on the figure."""
        c0, r0, c1, r1 = shape.box
        return c1 >= self.part[1] and r1 >= self.part[0] and c0 <= self.part[3] and r0 <= self.part[2]

    def place(self, point: Point) -> Point:
        """Where (column, row) of the file lies, as (x, y)."""
        return (point[0] - self.part[1]) * self.column_scale, (point[1] - self.part[0]) * self.row_scale


def lay_out(info: MicrographInfo, pixel_size: PixelSize | None, options: FigureOptions) -> FigureLayout:
    """Raises InputError where a part lies outside, the bar does not fit, or the figure would be too large.

    `pixel_size` is the one to use (typed in, or the file's); a diffraction pattern has none.
    """
    size = None if info.reciprocal else pixel_size
    part = _part(info, options)
    high, wide = part[2] - part[0], part[3] - part[1]
    # Oblong pixels are shown in their true shape, so that a bar means the same across and down.
    across, down = (size.column_m, size.row_m) if size is not None else (1.0, 1.0)
    if options.keep_greys:
        columns, rows = wide, high
    elif options.width_mm is None:
        side = min(across, down)
        columns, rows = max(1, round(wide * across / side)), max(1, round(high * down / side))
    else:
        columns = max(1, round(options.width_mm / MM_PER_INCH * options.dpi))
        rows = max(1, round(columns * high * down / (wide * across)))
    if rows * columns > MAX_PIXELS:
        raise InputError(
            f"A figure of {columns:,} × {rows:,} pixels is too large; choose a smaller width or fewer dpi."
        )
    column_scale, row_scale = columns / wide, rows / high
    own = PixelSize(down / row_scale, across / column_scale, size.source, size.detail) if size is not None else None
    font = options.font_pt / PT_PER_INCH * options.dpi
    bar = None
    if options.bar and own is not None and not options.keep_greys:
        bar = _bar(own, rows, columns, font, options)
    stroke = max(1.0, font / 10)
    # A phantom says what it is wherever it is seen.
    mark = "Synthetic" if info.synthetic and not options.keep_greys else ""
    left = options.bar_corner != "upper left"
    return FigureLayout(rows, columns, part, column_scale, row_scale, font, stroke, options.dpi, own, bar, mark, left)


def _part(info: MicrographInfo, options: FigureOptions) -> tuple[int, int, int, int]:
    first, after = 0, info.shape[0]
    if info.info_bar is not None and not options.info_bar:
        bar_first, bar_last = info.info_bar
        # A bar may leave rows of the scan below it; the larger part is the scan.
        first, after = (0, bar_first) if bar_first >= after - 1 - bar_last else (bar_last + 1, after)
    if options.part is None:
        return first, 0, after, info.shape[1]
    r0, c0, r1, c1 = options.part
    r0, c0, r1, c1 = max(r0, first), max(c0, 0), min(r1, after), min(c1, info.shape[1])
    if r1 <= r0 or c1 <= c0:
        raise InputError(
            f"The part lies outside of the scan, which has rows {first} to {after - 1} and columns 0 to "
            f"{info.shape[1] - 1}; choose another."
        )
    return r0, c0, r1, c1


def _bar(size: PixelSize, rows: int, columns: int, font: float, options: FigureOptions) -> Bar | None:
    margin = font
    if options.bar_length_m is not None:
        length, width = options.bar_length_m, options.bar_length_m / size.column_m
        label = bar_label(length)
        if width > columns - 2 * margin:
            raise InputError(f"A bar of {label} is longer than the figure is wide; choose a shorter one.")
        if width < 1:
            raise InputError(f"A bar of {label} is shorter than a pixel of the figure; choose a longer one.")
    else:
        length, width, label = scale_bar(columns * size.column_m, columns * WIDEST_BAR, columns)
    height = max(1.0, font / 4)
    side, up = ("left" in options.bar_corner), ("upper" in options.bar_corner)
    # The label may be wider than the bar: both stay inside.
    wide = max(width, label_width(label, font))
    x = margin + (wide - width) / 2 if side else columns - margin - (wide + width) / 2
    y = margin + font * 1.25 if up else rows - margin - height
    return Bar(x, y, width, height, length, label, font * 0.75)


def label_width(text: str, font: float) -> float:
    """About how wide letters are: enough to keep them inside."""
    return 0.62 * font * len(text)
