"""A plot as SVG, ready for a paper: words stay words, lines have the width that journals ask for."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from maemi.errors import InputError
from maemi.survey.plots.drawing import Path, Rect, Shape, Text, draw
from maemi.survey.plots.plot import Plot

FAMILY = "Arial, Helvetica, 'DejaVu Sans', sans-serif"
PT_PER_MM = 72 / 25.4
WIDTH_MM = 89.0
"""One column of a journal."""
HEIGHT_MM = 67.0
FONT_PT = 7.0
LINE_PT = 0.5
SERIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4d4d4d")
"""Told apart also by those who see few colours: Okabe and Ito (2008), without the yellow that white paper swallows."""
ROLES = {"ink": "#000000", "muted": "#555555", "grid": "#dddddd", "bar": "#8fb8de"}


def svg(plot: Plot, width_mm: float = WIDTH_MM, height_mm: float = HEIGHT_MM, font_pt: float = FONT_PT) -> str:
    """The whole document; its units are points, its size on paper is in millimetres. Raises InputError."""
    if not (30 <= width_mm <= 2000 and 30 <= height_mm <= 2000):
        raise InputError(f"A plot of {width_mm:g} × {height_mm:g} mm cannot be drawn; choose 30 to 2000 mm.")
    if not 3 <= font_pt <= 72:
        raise InputError(f"Letters of {font_pt:g} pt cannot be read; choose 3 to 72 pt.")
    width, height = width_mm * PT_PER_MM, height_mm * PT_PER_MM
    drawing = draw(plot, width, height, font_pt)
    body = "\n".join(_element(shape) for shape in drawing.shapes)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:g}mm" height="{height_mm:g}mm" '
        f'viewBox="0 0 {width:.3f} {height:.3f}" font-family="{FAMILY}" font-size="{font_pt:g}">\n'
        f"<title>{escape(plot.title)}</title>\n<desc>{escape('. '.join(plot.notes))}</desc>\n"
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _element(shape: Shape) -> str:
    if isinstance(shape, Rect):
        paint = f'fill="{_colour(shape)}"' if not shape.hollow else f'fill="none" stroke="{_colour(shape)}"'
        place = f'x="{shape.x:.2f}" y="{shape.y:.2f}" width="{shape.width:.2f}" height="{shape.height:.2f}"'
        return f"<rect {place} {paint}/>"
    if isinstance(shape, Path):
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in shape.points)
        dash = ' stroke-dasharray="3 2"' if shape.dashed else ""
        return (
            f'<polyline points="{points}" fill="none" stroke="{_colour(shape)}" '
            f'stroke-width="{LINE_PT * shape.width:.2f}" stroke-linejoin="round"{dash}/>'
        )
    turned = f' transform="rotate(-90 {shape.x:.2f} {shape.y:.2f})"' if shape.upright else ""
    return (
        f'<text x="{shape.x:.2f}" y="{shape.y:.2f}" text-anchor={quoteattr(shape.anchor)} '
        f'fill="{_colour(shape)}"{turned}>{escape(shape.words)}</text>'
    )


def _colour(shape: Rect | Path | Text) -> str:
    if shape.role == "series":
        return SERIES[getattr(shape, "series", 0) % len(SERIES)]
    return ROLES[shape.role]
