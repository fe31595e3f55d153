"""Shapes painted over the picture, with their labels and sizes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from maemi.micrograph.record import PixelSize
from maemi.micrograph.shape_size import size_text
from maemi.micrograph.shapes import Shape
from maemi_gui.browse.drawing.annotations import Annotations
from maemi_gui.browse.overlays import BACKING, LINE
from maemi_gui.browse.viewport import Viewport

RIM = QColor(0, 0, 0, 150)
CHOSEN = QColor("#ffffff")
HANDLE = 4.0


def paint_annotations(
    painter: QPainter, view: Viewport, annotations: Annotations, pixel_size: PixelSize | None
) -> None:
    """All of them; the draft stands in for the selected one while that is moved."""
    selected = annotations.selected
    moving = annotations.draft is not None and selected is not None and annotations.draft.kind == selected.shape.kind
    for item in annotations.items:
        chosen = selected is not None and item.key == selected.key
        if chosen and moving:
            continue
        words = "  ".join(part for part in (item.label, size_text(item.shape, pixel_size)) if part)
        _paint(painter, view, item.shape, words, chosen)
    if annotations.draft is not None:
        _paint(painter, view, annotations.draft, size_text(annotations.draft, pixel_size), moving)


def _paint(painter: QPainter, view: Viewport, shape: Shape, words: str, chosen: bool) -> None:
    corners = QPolygonF([QPointF(*view.to_window(*corner)) for corner in shape.outline])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((RIM, 4.0), (LINE, 2.0)):
        painter.setPen(QPen(colour, width))
        if shape.closed:
            painter.drawPolygon(corners)
        else:
            painter.drawPolyline(corners)
    if chosen:
        painter.setPen(QPen(RIM, 1))
        painter.setBrush(CHOSEN)
        for handle in shape.handles:
            middle = QPointF(*view.to_window(*handle))
            painter.drawRect(QRectF(middle.x() - HANDLE, middle.y() - HANDLE, 2 * HANDLE, 2 * HANDLE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    _paint_words(painter, view, shape, words)


def _paint_words(painter: QPainter, view: Viewport, shape: Shape, words: str) -> None:
    x, y = view.to_window(*shape.words_at)
    metrics = painter.fontMetrics()
    box = QRectF(x + 8, y + 8, metrics.horizontalAdvance(words) + 12.0, metrics.height() + 4.0)
    # What lies beyond the window's edge has no words there; what is cut by it keeps them in sight.
    if x < -box.width() or y < -box.height() or x > view.width or y > view.height:
        return
    box.moveLeft(min(max(box.left(), 4.0), max(view.width - box.width() - 4, 4.0)))
    box.moveTop(min(max(box.top(), 4.0), max(view.height - box.height() - 4, 4.0)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKING)
    painter.drawRoundedRect(box, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(LINE)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
