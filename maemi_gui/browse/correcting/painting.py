"""What is painted while a measurement is corrected: what was made by hand, what is meant, and what is being drawn."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from maemi.micrograph.correction import Place
from maemi_gui.browse.correcting.correct_tool import CorrectTool
from maemi_gui.browse.overlays import INK, Outline
from maemi_gui.browse.viewport import Viewport

BY_HAND = QColor("#e08cff")
"""Beside the green of what was measured and the yellow of what was drawn."""
RIM = QColor(0, 0, 0, 150)
MEANT = {"remove": QColor("#ff6b6b"), "split": QColor("#ffd54a"), "merge": QColor("#e08cff"), "add": QColor("#e08cff")}


def paint_by_hand(painter: QPainter, view: Viewport, outlines: Iterable[Outline]) -> None:
    """Objects that a person drew, cut or joined."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(BY_HAND, 2.2))
    for outline in outlines:
        painter.drawPolygon(polygon(view, outline))


def paint_tool(painter: QPainter, view: Viewport, tool: CorrectTool, outlines: tuple[Outline, ...]) -> None:
    """The objects that would be corrected, and the line or outline so far."""
    colour = MEANT[tool.verb]
    wash = QColor(colour)
    wash.setAlpha(70)
    painter.setPen(QPen(colour, 2.6))
    painter.setBrush(wash)
    for index in tool.marked:
        if index < len(outlines):
            painter.drawPolygon(polygon(view, outlines[index]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if not tool.points:
        return
    points = [*tool.points, tool.ahead] if tool.ahead is not None else tool.points
    corners = polygon(view, points)
    if tool.verb == "add" and len(points) > 2:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wash)
        painter.drawPolygon(corners)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(RIM, 4.5), QPen(INK if tool.verb == "split" else colour, 2.2)):
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(corners)
    if tool.verb == "add":
        painter.setPen(QPen(RIM, 1))
        painter.setBrush(INK)
        painter.drawEllipse(corners.first(), 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def polygon(view: Viewport, outline: Iterable[Place]) -> QPolygonF:
    """(row, column) at the centres of pixels → the window."""
    return QPolygonF([QPointF(*view.to_window(column + 0.5, row + 0.5)) for row, column in outline])
