"""What is painted over a micrograph: scale bar, the measuring line, the word Synthetic, a sentence."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from maemi.micrograph.record import PixelSize
from maemi.micrograph.scale_bar import scale_bar
from maemi.micrograph.units import format_length
from maemi_gui import theme
from maemi_gui.browse.viewport import Viewport

MARGIN = 12.0
WIDEST_BAR = 240.0
BACKING = QColor(0, 0, 0, 165)
INK = QColor(255, 255, 255)
LINE = QColor("#ffd54a")
OUTLINE = QColor("#35d0ba")

Outline = tuple[tuple[float, float], ...]
Line = tuple[tuple[float, float], tuple[float, float]]
"""Both ends as (column, row) of the image."""


def paint_scale_bar(painter: QPainter, view: Viewport, pixel_size: PixelSize) -> None:
    """The bar of a 1-2-5 length, at most a quarter of the window wide, right at every zoom."""
    if view.width < 120:
        return
    field_m = pixel_size.column_m * view.width / view.scale
    _length_m, length_px, text = scale_bar(field_m, min(view.width / 4, WIDEST_BAR), round(view.width))
    metrics = painter.fontMetrics()
    width = max(length_px, metrics.horizontalAdvance(text)) + 16
    box = QRectF(MARGIN, view.height - MARGIN - metrics.height() - 18, width, metrics.height() + 18)
    _back(painter, box)
    painter.setPen(INK)
    painter.drawText(box.adjusted(0, 4, 0, -12), Qt.AlignmentFlag.AlignCenter, text)
    left = box.center().x() - length_px / 2
    painter.fillRect(QRectF(left, box.bottom() - 10, length_px, 4), INK)


def paint_tag(painter: QPainter, view: Viewport, text: str) -> None:
    """A word in the upper left corner that cannot be overlooked."""
    metrics = painter.fontMetrics()
    box = QRectF(MARGIN, MARGIN, metrics.horizontalAdvance(text) + 16, metrics.height() + 8)
    _back(painter, box)
    painter.setPen(LINE)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def line_text(line: Line, pixel_size: PixelSize | None) -> str:
    """The line's length in pixels, and in metres where the pixel size is known; pixels need not be square."""
    columns, rows = line[1][0] - line[0][0], line[1][1] - line[0][1]
    text = f"{hypot(columns, rows):,.1f} px"
    if pixel_size is None:
        return text
    return f"{format_length(hypot(columns * pixel_size.column_m, rows * pixel_size.row_m))} · {text}"


def paint_line(painter: QPainter, view: Viewport, line: Line, pixel_size: PixelSize | None) -> None:
    """The measuring line with its length beside its middle."""
    start, end = (QPointF(*view.to_window(*point)) for point in line)
    painter.setPen(QPen(QColor(0, 0, 0, 140), 4))
    painter.drawLine(start, end)
    painter.setPen(QPen(LINE, 2))
    painter.drawLine(start, end)
    for point in (start, end):
        painter.drawEllipse(point, 4, 4)
    text = line_text(line, pixel_size)
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 14.0, metrics.height() + 6.0
    middle = (start + end) / 2
    box = QRectF(middle.x() + 10, middle.y() + 10, width, height)
    box.moveLeft(min(max(box.left(), 4.0), max(view.width - width - 4, 4.0)))
    box.moveTop(min(max(box.top(), 4.0), max(view.height - height - 4, 4.0)))
    _back(painter, box)
    painter.setPen(LINE)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_sentence(painter: QPainter, view: Viewport, sentence: str, icon: str) -> None:
    """Why there is no picture, in the middle."""
    shade = theme.colours()
    painter.setPen(QColor(shade.muted))
    wide = min(view.width - 48, 520)
    middle = QRectF((view.width - wide) / 2, 0, wide, view.height)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    if icon:
        side = 32
        words = painter.boundingRect(middle, flags, sentence)
        where = QPointF(view.width / 2 - side / 2, words.top() - side - 12)
        painter.drawPixmap(where, theme.icon(icon, shade.muted).pixmap(side, side))
    painter.drawText(middle, flags, sentence)


def overlay_font(font: QFont) -> QFont:
    """The window's font, a little heavier, since it stands on a picture."""
    heavier = QFont(font)
    heavier.setWeight(QFont.Weight.DemiBold)
    return heavier


def _back(painter: QPainter, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKING)
    painter.drawRoundedRect(box, 5, 5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
