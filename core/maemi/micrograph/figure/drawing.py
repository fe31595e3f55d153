"""Scale bar and notes drawn into the pixels of a figure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from maemi import resources
from maemi.micrograph.figure.layout import FigureLayout
from maemi.micrograph.figure.options import FigureOptions, Note

if TYPE_CHECKING:
    from PIL.Image import Image


def drawn(picture: Image, layout: FigureLayout, options: FigureOptions) -> Image:
    """The picture with bar and notes on it; still grey where their colour is."""
    from PIL import ImageColor, ImageDraw

    if layout.bar is None and not options.notes and not layout.mark:
        return picture
    red, green, blue = ImageColor.getrgb(options.ink)[:3]
    grey = picture.mode == "L" and red == green == blue
    result = picture if grey else picture.convert("RGB")
    ink: Any = red if grey else (red, green, blue)
    # What is dark gets a bright rim, what is bright a dark one: it is seen on any ground.
    against = 0 if red + green + blue > 382 else 255
    rim: Any = against if grey else (against, against, against)
    pen = ImageDraw.Draw(result)
    font = _font(layout.font)
    if layout.mark:
        x, anchor = (layout.font, "la") if layout.mark_left else (layout.columns - layout.font, "ra")
        edge = max(1, round(layout.font / 12))
        pen.text((x, layout.font / 2), layout.mark, ink, font, anchor=anchor, stroke_width=edge, stroke_fill=rim)
    for note in filter(lambda each: layout.seen(each.shape), options.notes):
        _note(pen, layout, note, font, ink, rim)
    bar = layout.bar
    if bar is not None:
        middle, text_y = bar.x + bar.width / 2, bar.y - bar.text_above
        if options.backing:
            wide = max(bar.width, pen.textlength(bar.label, font)) / 2 + layout.font / 2
            pen.rectangle((middle - wide, text_y - layout.font * 0.8, middle + wide, bar.y + bar.height * 2.5), rim)
        # Pillow's last pixel belongs to the rectangle: whole pixels, as many as the length asks for.
        left, top = round(bar.x), round(bar.y)
        pen.rectangle((left, top, left + max(1, round(bar.width)) - 1, top + max(1, round(bar.height)) - 1), ink)
        pen.text((middle, text_y), bar.label, ink, font, anchor="mm")
    return result


def _note(pen: Any, layout: FigureLayout, note: Note, font: Any, ink: Any, rim: Any) -> None:
    corners = [layout.place(point) for point in note.shape.outline]
    if note.shape.closed:
        corners += corners[:2]
    # Odd widths lie evenly about a line; the rim is as wide on either side.
    width = max(1, round(layout.stroke)) | 1
    edge = 2 * max(1, round(layout.stroke / 2))
    for colour, wide in ((rim, width + edge), (ink, width)):
        pen.line(corners, colour, wide, joint="curve")
    if note.text:
        x, y = label_place(layout, note)
        edge = max(1, round(layout.font / 12))
        pen.text((x, y), note.text, ink, font, anchor="ls", stroke_width=edge, stroke_fill=rim)


def label_place(layout: FigureLayout, note: Note) -> tuple[float, float]:
    """Where the words of a note begin: above and right of its point for words, inside the figure."""
    x, y = layout.place(note.shape.words_at)
    wide = 0.62 * layout.font * len(note.text)
    x = min(x + layout.font * 0.3, layout.columns - wide)
    return max(x, 0.0), min(max(y - layout.font * 0.3, layout.font), layout.rows - layout.font * 0.3)


@lru_cache(maxsize=4)
def _font(size: float) -> Any:
    """Letters that ship with MAEMI: Pillow's own have no µ, and a system may have none at all."""
    from PIL import ImageFont

    return ImageFont.truetype(str(resources.path("fonts", "DejaVuSans.ttf")), size)
