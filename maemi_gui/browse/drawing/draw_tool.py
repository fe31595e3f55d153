"""Drawing a new shape: a drag for lines and boxes, clicks for angles, polylines and polygons."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from maemi.micrograph.shapes import BOXES, KINDS, Point, Shape
from maemi_gui.browse.drawing.annotations import Annotations
from maemi_gui.browse.drawing.constraining import constrained
from maemi_gui.browse.drawing.edit_tool import REACH, EditTool
from maemi_gui.browse.tools import Touch

DRAGGED = BOXES | {"line"}


class DrawTool:
    """Draws shapes of one kind until another tool is chosen; handles of the selected shape can be moved meanwhile."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, kind: str, annotations: Annotations, edit: EditTool) -> None:
        self.kind = kind
        self._annotations = annotations
        self._edit = edit
        self._points: list[Point] = []
        self._editing = False

    def press(self, touch: Touch) -> bool:
        """Begin a shape, or set its next point; always takes the drag."""
        self._editing = not self._points and self._edit.take_handle(touch)
        if self._editing:
            return True
        if self._closes(touch):
            self._finish()
            return True
        self._points.append(self._allowed(touch))
        self._show(touch)
        if self.kind == "angle" and len(self._points) == 3:
            self._finish()
        return True

    def drag(self, touch: Touch) -> None:
        if self._editing:
            self._edit.drag(touch)
        elif self._points:
            self._show(touch)

    def release(self, touch: Touch) -> None:
        if self._editing:
            self._editing = False
            self._edit.release(touch)
        elif self.kind in DRAGGED and self._points:
            self._points = [self._points[0], self._allowed(touch)]
            self._finish()

    def hover(self, touch: Touch) -> None:
        """The next point follows the mouse between clicks."""
        if self._points:
            self._show(touch)

    def double_click(self, touch: Touch) -> bool:
        """The last point; the first of the two clicks has set it already."""
        if self._points and self.kind not in DRAGGED:
            self._finish()
        return True

    def takes(self, event: QKeyEvent) -> bool:
        """Whether `key` would do something with it."""
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)
        return (bool(self._points) and event.key() in keys) or self._edit.takes(event)

    def key(self, event: QKeyEvent) -> bool:
        """Enter ends a polyline, Backspace takes its last point back, Escape gives up."""
        if not self._points:
            return self._edit.key(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif event.key() == Qt.Key.Key_Backspace:
            self._points.pop()
            self._annotations.show_draft(self._shape(self._points) if len(self._points) > 1 else None)
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            return False
        return True

    def cancel(self) -> None:
        """Nothing is being drawn any more."""
        self._points = []
        self._annotations.show_draft(None)

    def _allowed(self, touch: Touch) -> Point:
        if not touch.constrained or not self._points:
            return touch.place
        column, row = constrained(self.kind, self._points[-1], touch.place, touch.view.aspect)
        return min(max(column, 0.0), float(touch.view.columns)), min(max(row, 0.0), float(touch.view.rows))

    def _closes(self, touch: Touch) -> bool:
        """A polygon ends where it began."""
        if self.kind != "polygon" or len(self._points) < 3:
            return False
        return math.dist(touch.view.to_window(*self._points[0]), touch.view.to_window(*touch.place)) <= REACH

    def _show(self, touch: Touch) -> None:
        self._annotations.show_draft(self._shape([*self._points, self._allowed(touch)]))

    def _shape(self, points: list[Point]) -> Shape:
        """What is drawn so far; a polygon or an angle that lacks points looks like a polyline."""
        least, most = KINDS[self.kind]
        return Shape(self.kind if len(points) >= least else "polyline", tuple(points[:most]))

    def _finish(self) -> None:
        points = [point for at, point in enumerate(self._points) if at == 0 or point != self._points[at - 1]]
        self.cancel()
        if len(points) >= KINDS[self.kind][0] and not Shape(self.kind, tuple(points)).empty:
            self._annotations.add(Shape(self.kind, tuple(points)))
