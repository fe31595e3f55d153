"""Rectangle and lasso over the map: a view box that tells which outline was drawn."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal

MOVE, RECTANGLE, LASSO = "move", "rectangle", "lasso"


class _Told(QObject):
    drawn = Signal(object)
    """[points, 2]: the outline, in the map's own units."""


class ChoosingBox(pg.ViewBox):
    """Drags the map, or draws an outline, as `mode` says; the wheel zooms always."""

    def __init__(self) -> None:
        super().__init__(lockAspect=True, enableMenu=False)
        self.mode = MOVE
        self.told = _Told()
        self._outline: list[tuple[float, float]] = []
        self._line: Any = pg.PlotCurveItem()
        self._line.setZValue(10)
        self.addItem(self._line, ignoreBounds=True)

    def set_pen(self, colour: str) -> None:
        """The colour of the outline while it is drawn."""
        self._line.setPen(pg.mkPen(colour, width=1.5, style=Qt.PenStyle.DashLine))

    def mouseDragEvent(self, ev: Any, axis: Any = None) -> None:
        if self.mode == MOVE or ev.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(ev, axis)
            return
        ev.accept()
        here = self.mapSceneToView(ev.scenePos())
        start = self.mapSceneToView(ev.buttonDownScenePos())
        if ev.isStart():
            self._outline = [(start.x(), start.y())]
        if self.mode == LASSO:
            self._outline.append((here.x(), here.y()))
        else:
            left, top, right, bottom = start.x(), start.y(), here.x(), here.y()
            self._outline = [(left, top), (right, top), (right, bottom), (left, bottom)]
        outline = np.array([*self._outline, self._outline[0]])
        if ev.isFinish():
            self._line.setData([], [])
            self.told.drawn.emit(outline)
        else:
            self._line.setData(outline[:, 0], outline[:, 1])


def inside(points: NDArray[np.float64], outline: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points [n, 2] lie inside a closed outline [m, 2]: a ray to the right crosses it an odd number of times."""
    found = np.zeros(len(points), dtype=bool)
    x, y = points[:, 0], points[:, 1]
    for (x1, y1), (x2, y2) in pairwise(outline.tolist()):
        if y1 == y2:
            continue
        crosses = (y1 > y) != (y2 > y)
        found ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return found
