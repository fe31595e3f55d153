"""The map's picture: a point for each micrograph, coloured by group, with what is selected ringed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.collection.choosing import ChoosingBox
from maemi_gui.collection.groups import MapGroup

REACH_PX = 9
"""A point is under the cursor within this distance."""


class Scatter(QWidget):
    """Draws places [n, 2]; tells the row under the cursor, a click on a row, and outlines."""

    hovered = Signal(object, object)
    """The row under the cursor or None, and where the cursor is on the screen (QPoint)."""
    clicked = Signal(int)
    drawn = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ChoosingBox()
        self._view: Any = pg.GraphicsView()
        self._view.setCentralItem(self.box)
        self._view.setAccessibleName("Map of the collection")
        self.places: NDArray[np.float64] = np.zeros((0, 2))
        self._visible: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._items: dict[str, Any] = {}
        self._rings: Any = pg.ScatterPlotItem(size=11, brush=None)
        self._current: Any = pg.ScatterPlotItem(size=16, brush=None, symbol="o")
        for item, depth in ((self._rings, 5), (self._current, 6)):
            item.setZValue(depth)
            self.box.addItem(item, ignoreBounds=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        scene = self._view.scene()
        scene.sigMouseMoved.connect(self._moved)
        scene.sigMouseClicked.connect(self._click)
        self.box.told.drawn.connect(self.drawn)
        theme.announcer().changed.connect(self.dress)
        self.dress()

    def show_groups(self, places: NDArray[np.float64], groups: list[MapGroup], size: float) -> None:
        """Draw all points anew; rows without a place are left out."""
        self.places = places
        for item in self._items.values():
            self.box.removeItem(item)
        self._items = {}
        self._visible = ~np.isnan(places[:, 0])
        for depth, group in enumerate(reversed(groups)):
            rows = [row for row in group.rows if self._visible[row]]
            here = places[rows]
            item: Any = pg.ScatterPlotItem(
                here[:, 0], here[:, 1], size=size, pen=None, brush=pg.mkBrush(group.colour), pxMode=True
            )
            item.setOpacity(0.85)
            item.setZValue(depth / 100)
            self.box.addItem(item)
            self._items[group.key] = item

    def fit(self) -> None:
        """Show the whole map."""
        self.box.autoRange(padding=0.06)

    def show_group(self, group: MapGroup, on: bool) -> None:
        """Hide a group, or show it again; hidden points can be neither hovered nor selected."""
        item = self._items.get(group.key)
        if item is not None:
            item.setVisible(on)
        rows = list(group.rows)
        self._visible[rows] = on & ~np.isnan(self.places[rows, 0])

    def select(self, rows: NDArray[np.int64]) -> None:
        """Ring these rows."""
        here = self.places[rows]
        self._rings.setData(here[:, 0], here[:, 1])

    def set_current(self, row: int | None) -> None:
        """Mark the micrograph that the gallery shows."""
        here = self.places[[row]] if row is not None and self._visible[row] else np.zeros((0, 2))
        self._current.setData(here[:, 0], here[:, 1])

    def visible_rows(self) -> NDArray[np.bool_]:
        """[n]: which rows are drawn."""
        return self._visible

    def dress(self) -> None:
        """Colours of the theme in force."""
        colours = theme.colours()
        self._view.setBackground(colours.surface)
        self._rings.setPen(pg.mkPen(colours.text, width=1.2))
        self._current.setPen(pg.mkPen(colours.accent, width=2.5))
        self.box.set_pen(colours.text)

    def row_at(self, scene_pos: QPointF) -> int | None:
        """The visible row within reach of a place of the scene."""
        if not self._visible.any():
            return None
        here = self.box.mapSceneToView(scene_pos)
        width, height = self.box.viewPixelSize()
        away = np.hypot((self.places[:, 0] - here.x()) / width, (self.places[:, 1] - here.y()) / height)
        away[~self._visible] = np.inf
        row = int(np.argmin(away))
        return row if away[row] <= REACH_PX else None

    def _moved(self, scene_pos: QPointF) -> None:
        where = self._view.mapToGlobal(self._view.mapFromScene(scene_pos))
        self.hovered.emit(self.row_at(scene_pos), where)

    def _click(self, event: Any) -> None:
        row = self.row_at(event.scenePos())
        if row is not None:
            self.clicked.emit(row)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None, None)
