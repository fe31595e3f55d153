"""The info bar below a phantom's scan: scale bar, voltage, magnification, detector, and that it is synthetic."""

from __future__ import annotations

import re

import numpy as np

from maemi.micrograph.scale_bar import scale_bar
from maemi.micrograph.units import format_length, format_voltage
from maemi.phantom.record import Synthetic
from maemi.phantom.scene import Array

LABEL = "SYNTHETIC PHANTOM"


def bar_rows(columns: int) -> int:
    """Height of the bar in pixels: 64 below 1024 columns, never too low for two lines of text."""
    return max(26, round(columns / 16))


def info_bar(phantom: Synthetic, dark: bool) -> Array:
    """The bar, uint8 [bar_rows, columns]: white on black as FEI's (`dark`) or black on white as Zeiss'.

    What does not fit into a narrow bar is left out, the label and the scale bar last.
    """
    rows, columns = bar_rows(phantom.columns), phantom.columns
    pen = _Pen(columns, rows, dark)
    gap = max(4, columns // 100)
    left = 3 * gap + _draw_scale(pen, phantom, rows, gap)
    label_px = pen.width(LABEL)
    if left + label_px <= columns:
        pen.write(columns - gap - label_px, rows * 0.54, LABEL)
    upper, lower = _fields(phantom)
    pen.write_row(left, rows * 0.1, columns - gap, gap, upper)
    pen.write_row(left, rows * 0.54, columns - 3 * gap - label_px, gap, lower)
    return np.asarray(pen.image, np.uint8)


def _fields(phantom: Synthetic) -> tuple[list[str], list[str]]:
    taken = phantom.acquisition
    field = format_length(phantom.pixel_size_m * phantom.columns)
    return (
        [
            f"HV {format_voltage(taken.accelerating_voltage_v or 0)}",
            f"mag {taken.magnification or 0:,.0f} x",
            f"det {taken.detector}",
            f"HFW {field}",
        ],
        [f"WD {format_length(taken.working_distance_m or 0, 2)}", "MAEMI"],
    )


class _Pen:
    """Draws text and lines in one ink and one font."""

    def __init__(self, columns: int, rows: int, dark: bool) -> None:
        from PIL import Image, ImageDraw, ImageFont

        paper, self.ink = (0, 255) if dark else (255, 0)
        self.image = Image.new("L", (columns, rows), paper)
        self._draw = ImageDraw.Draw(self.image)
        self._font = ImageFont.load_default(size=max(9.0, rows * 0.3))

    def width(self, text: str) -> float:
        """Pixels that a text takes."""
        return self._draw.textlength(text.replace("µ", "u"), font=self._font)

    def write(self, x: float, y: float, text: str) -> None:
        """A line of text with its upper left corner at (x, y)."""
        for part in re.split("(µ)", text):
            self._draw.text((round(x), y), part.replace("µ", "u"), fill=self.ink, font=self._font)
            if part == "µ":
                self._stem(x, y)
            x += self.width(part)

    def _stem(self, x: float, y: float) -> None:
        """Pillow's own font has no µ: a u whose left stroke goes on below the line is one."""
        left, top, right, foot = self._draw.textbbox((round(x), y), "u", font=self._font)
        thick = max(1, round((right - left) * 0.17))
        first = round(left + (right - left) * 0.06)
        self.block(first, (top + foot) / 2, first + thick - 1, foot + (foot - top) * 0.4)

    def write_row(self, x: float, y: float, limit: float, gap: int, texts: list[str]) -> None:
        """Texts side by side up to `limit`; the first that does not fit ends the row."""
        for text in texts:
            wide = self.width(text)
            if x + wide > limit:
                return
            self.write(x, y, text)
            x += wide + 2 * gap

    def block(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A filled rectangle, ends included."""
        self._draw.rectangle((x0, y0, x1, y1), fill=self.ink)


def _draw_scale(pen: _Pen, phantom: Synthetic, rows: int, gap: int) -> float:
    """The scale bar at the left with its ends marked and its length above it; returns its width in pixels."""
    columns = phantom.columns
    _, length_px, label = scale_bar(phantom.pixel_size_m * columns, columns * 0.24, columns)
    thick = max(1, rows // 24)
    # A bar of n pixels spans n + 1 columns from the middle of its first mark to the middle of its last.
    y, end = round(rows * 0.74), round(gap + length_px)
    pen.block(gap, y - thick, end, y + thick - 1)
    for x in (gap, end):
        pen.block(x, y - 3 * thick, x, y + 3 * thick)
    wide = pen.width(label)
    pen.write(gap + max(0.0, (length_px - wide) / 2), rows * 0.1, label)
    return max(length_px, wide)
