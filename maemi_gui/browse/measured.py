"""The objects of a measurement over the picture: outlines, those that the border cuts dashed, one chosen by a click."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from maemi_gui.browse.image_view import ImageView
from maemi_gui.browse.overlays import INK, LINE, OUTLINE, Outline
from maemi_gui.browse.viewport import Viewport

CUT = QColor("#ffa751")
"""Cut by the border: counted, but without a size."""
RIM = QColor(0, 0, 0, 150)
ROOM = 34.0
"""An object has its number written into it from this width and height on, in logical pixels …"""
MOST_NUMBERS = 150
"""… where no more than so many would be written at once."""


class Measured(QObject):
    """Paints outlines in the order of the objects, () for one that is not drawn, and tells which one is clicked."""

    clicked = Signal(object)
    """The number of the object, from 0 on; None beside all of them."""

    def __init__(self, image: ImageView, parent: QObject) -> None:
        super().__init__(parent)
        self._image = image
        self.outlines: tuple[Outline, ...] = ()
        self.shown = True
        self.chosen: int | None = None
        self._polygons: dict[int, QPolygonF] = {}
        self._counted: list[QPolygonF] = []
        self._cut: list[QPolygonF] = []
        self._boxes: NDArray[np.float64] = np.zeros((0, 4))
        self._numbers: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        image.paint_over(self._paint)
        image.tapped.connect(self._tapped)

    def set_objects(self, outlines: tuple[Outline, ...], whole: Sequence[float] = ()) -> None:
        """Outlines as (row, column), whole numbers at centres of pixels; `whole`: 0 for what the border cuts."""
        self.outlines, self.chosen = outlines, None
        # In coordinates of the image and built once: a paint only draws them.
        self._polygons = {
            index: QPolygonF([QPointF(column + 0.5, row + 0.5) for row, column in outline])
            for index, outline in enumerate(outlines)
            if len(outline) > 2
        }
        self._counted, self._cut = [], []
        for index, polygon in self._polygons.items():
            (self._cut if index < len(whole) and not whole[index] else self._counted).append(polygon)
        self._numbers = np.array(list(self._polygons), dtype=np.intp)
        boxes = [polygon.boundingRect() for polygon in self._polygons.values()]
        self._boxes = np.array([[b.left(), b.top(), b.right(), b.bottom()] for b in boxes]).reshape(-1, 4)
        self._image.update()

    def set_shown(self, on: bool) -> None:
        self.shown = on
        self._image.update()

    def choose(self, number: int | None) -> None:
        """Mark one object; None marks none."""
        self.chosen = number if number in self._polygons else None
        if self.chosen is not None:
            self._bring_in_sight(self._polygons[self.chosen].boundingRect())
        self._image.update()

    def at(self, column: float, row: float) -> int | None:
        """The object at a place of the image; the smallest where they lie in each other."""
        left, top, right, bottom = self._boxes.T
        near = (left <= column) & (column <= right) & (top <= row) & (row <= bottom)
        spot, rule = QPointF(column, row), Qt.FillRule.OddEvenFill
        within = [i for i in self._numbers[near].tolist() if self._polygons[i].containsPoint(spot, rule)]
        return min(within, key=lambda index: _extent(self._polygons[index].boundingRect()), default=None)

    def _bring_in_sight(self, box: QRectF) -> None:
        """Move the picture to an object of which nothing is seen; a click is on one that is in sight already."""
        view = self._image.view
        window = QRectF(
            QPointF(*view.to_window(box.left(), box.top())), QPointF(*view.to_window(box.right(), box.bottom()))
        )
        if not window.intersects(QRectF(0, 0, view.width, view.height)):
            middle = window.center()
            self._image.pan(view.width / 2 - middle.x(), view.height / 2 - middle.y())

    def _tapped(self, column: float, row: float) -> None:
        if self.shown and self._polygons:
            self.clicked.emit(self.at(column, row))

    def _paint(self, painter: QPainter, view: Viewport) -> None:
        if not self.shown or not self._polygons:
            return
        painter.save()
        place = QTransform(view.scale, 0, 0, view.row_scale, view.left, view.top)
        painter.setTransform(place, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for polygons, colour, style in (
            (self._cut, CUT, Qt.PenStyle.DashLine),
            (self._counted, OUTLINE, Qt.PenStyle.SolidLine),
        ):
            painter.setPen(_pen(colour, 1.6, style))
            # One by one: Qt joins what is in one path where it overlaps, which takes it a second for thousands.
            for polygon in polygons:
                painter.drawPolygon(polygon)
        if self.chosen is not None:
            fill = QColor(LINE)
            fill.setAlpha(50)
            painter.setBrush(fill)
            for colour, width in ((RIM, 4.5), (LINE, 2.4)):
                painter.setPen(_pen(colour, width))
                painter.drawPolygon(self._polygons[self.chosen])
        painter.restore()
        self._write_numbers(painter, view)

    def _write_numbers(self, painter: QPainter, view: Viewport) -> None:
        """Numbers as the object card counts, from 1 on, where there is room for them."""
        scale = np.array([view.scale, view.row_scale] * 2)
        boxes = self._boxes * scale + np.array([view.left, view.top] * 2)
        sides = boxes[:, 2:] - boxes[:, :2]
        seen = (boxes[:, 0] < view.width) & (boxes[:, 2] > 0) & (boxes[:, 1] < view.height) & (boxes[:, 3] > 0)
        roomy = np.flatnonzero(seen & (sides.min(axis=1) >= ROOM))
        if len(roomy) > MOST_NUMBERS:
            return
        for at in roomy.tolist():
            number = int(self._numbers[at])
            polygon = self._polygons[number]
            if not polygon.containsPoint(polygon.boundingRect().center(), Qt.FillRule.OddEvenFill):
                continue  # bent around its middle: a number there would be beside it
            left, top, right, bottom = boxes[at].tolist()
            box, text = QRectF(left, top, right - left, bottom - top), f"{number + 1}"
            painter.setPen(RIM)
            painter.drawText(box.translated(1, 1), Qt.AlignmentFlag.AlignCenter, text)
            painter.setPen(INK)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _pen(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _extent(box: QRectF) -> float:
    return box.width() * box.height()
