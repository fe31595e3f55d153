"""A figure as SVG: the scan as an embedded PNG, bar, letters and notes as vectors that a drawing program can edit."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from maemi.micrograph.figure.drawing import label_place
from maemi.micrograph.figure.layout import MM_PER_INCH, FigureLayout, label_width
from maemi.micrograph.figure.options import FigureOptions
from maemi.micrograph.picture import data_url, png_of

if TYPE_CHECKING:
    from PIL.Image import Image

FAMILY = "Arial, Helvetica, 'DejaVu Sans', sans-serif"


def svg_text(picture: Image, layout: FigureLayout, options: FigureOptions, description: str) -> str:
    """The whole document; its units are pixels of the figure, its size on paper is in millimetres."""
    wide, high = (side / layout.dpi * MM_PER_INCH for side in (layout.columns, layout.rows))
    rim = "#000000" if sum(bytes.fromhex(options.ink[1:])) > 382 else "#ffffff"
    words = f'font-family="{FAMILY}" font-size="{layout.font:.2f}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.4f}mm" height="{high:.4f}mm" '
        f'viewBox="0 0 {layout.columns} {layout.rows}">',
        f"<desc>{escape(description)}</desc>",
        f'<image width="{layout.columns}" height="{layout.rows}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="{data_url(png_of(picture))}"/>',
    ]
    if layout.mark:
        x, anchor = (layout.font, "start") if layout.mark_left else (layout.columns - layout.font, "end")
        lines.append(
            f'<text x="{x:.2f}" y="{layout.font * 1.4:.2f}" {words} text-anchor="{anchor}" fill="{options.ink}" '
            f'stroke="{rim}" stroke-width="{layout.font / 6:.2f}" paint-order="stroke">{escape(layout.mark)}</text>'
        )
    # A drawing program shows what lies beyond the page, too.
    lines.append(f'<clipPath id="page"><rect width="{layout.columns}" height="{layout.rows}"/></clipPath>')
    lines.append('<g clip-path="url(#page)">')
    for note in filter(lambda each: layout.seen(each.shape), options.notes):
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in map(layout.place, note.shape.outline))
        kind = "polygon" if note.shape.closed else "polyline"
        for colour, width in ((rim, layout.stroke * 2.2), (options.ink, layout.stroke)):
            lines.append(f'<{kind} points="{points}" fill="none" stroke="{colour}" stroke-width="{width:.2f}"/>')
        if note.text:
            x, y = label_place(layout, note)
            lines.append(
                f'<text x="{x:.2f}" y="{y:.2f}" {words} fill="{options.ink}" stroke="{rim}" '
                f'stroke-width="{layout.font / 6:.2f}" paint-order="stroke">{escape(note.text)}</text>'
            )
    lines.append("</g>")
    bar = layout.bar
    if bar is not None:
        middle, text_y = bar.x + bar.width / 2, bar.y - bar.text_above
        if options.backing:
            half = max(bar.width, label_width(bar.label, layout.font)) / 2 + layout.font / 2
            top, bottom = text_y - layout.font * 0.8, bar.y + bar.height * 2.5
            lines.append(
                f'<rect x="{middle - half:.2f}" y="{top:.2f}" width="{2 * half:.2f}" height="{bottom - top:.2f}" '
                f'fill="{rim}"/>'
            )
        lines.append(
            f'<rect id="scale-bar" x="{bar.x:.4f}" y="{bar.y:.2f}" width="{bar.width:.4f}" height="{bar.height:.2f}" '
            f'fill="{options.ink}"/>'
        )
        lines.append(
            f'<text x="{middle:.2f}" y="{text_y + layout.font * 0.36:.2f}" {words} text-anchor="middle" '
            f'fill="{options.ink}">{escape(bar.label)}</text>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"
