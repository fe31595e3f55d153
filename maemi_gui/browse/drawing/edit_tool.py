"""Selecting, moving and reshaping what was drawn; a drag that hits nothing moves the picture."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from maemi.micrograph.shapes import Point, Shape
from maemi_gui.browse.drawing.annotations import Annotations
from maemi_gui.browse.drawing.constraining import constrained
from maemi_gui.browse.tools import Touch
from maemi_gui.browse.viewport import Viewport

REACH = 8.0
"""How near a handle or an outline must be, in logical pixels."""


class EditTool:
    """What the mouse does while no drawing tool is chosen."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, annotations: Annotations) -> None:
        self._annotations = annotations
        self._key: int | None = None
        self._before: Shape | None = None
        self._handle: int | None = None
        self._start: Point = (0.0, 0.0)

    def press(self, touch: Touch) -> bool:
        """Take a handle of the selected shape, else the shape under the cursor."""
        if self.take_handle(touch):
            return True
        for item in reversed(self._annotations.items):
            if near_outline(item.shape, touch.place, touch.view):
                self._annotations.select(item.key)
                self._take(item.key, item.shape, None, touch)
                return True
        self._annotations.select(None)
        return False

    def take_handle(self, touch: Touch) -> bool:
        """Whether a handle of the selected shape is there; it then follows the mouse."""
        selected = self._annotations.selected
        if selected is None:
            return False
        for index, handle in enumerate(selected.shape.handles):
            if _apart(handle, touch.place, touch.view) <= REACH:
                self._take(selected.key, selected.shape, index, touch)
                return True
        return False

    def drag(self, touch: Touch) -> None:
        if self._before is None:
            return
        if self._handle is None:
            self._annotations.show_draft(_moved(self._before, self._start, touch))
            return
        place = touch.place
        if touch.constrained:
            count = len(self._before.handles)
            boxed = self._before.closed and count == 4 and self._before.kind != "polygon"
            fixed = self._before.handles[(self._handle + 2) % 4 if boxed else self._handle - 1 if self._handle else 1]
            place = constrained(self._before.kind, fixed, place, touch.view.aspect)
        self._annotations.show_draft(self._before.reshaped(self._handle, place))

    def release(self, touch: Touch) -> None:
        if touch.place != self._start:
            self.drag(touch)
        draft, key = self._annotations.draft, self._key
        self.cancel()
        if draft is not None and key is not None and not draft.empty:
            self._annotations.reshape(key, draft)

    def cancel(self) -> None:
        """Leave what is being moved where it was."""
        self._key = self._before = self._handle = None
        self._annotations.show_draft(None)

    def hover(self, touch: Touch) -> None:
        """Nothing follows the mouse."""

    def double_click(self, touch: Touch) -> bool:
        """Nothing: the picture is fitted."""
        return False

    def takes(self, event: QKeyEvent) -> bool:
        """Whether `key` would do something with it."""
        key = event.key()
        selected = self._annotations.selected is not None
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape):
            return selected
        if key == Qt.Key.Key_Z and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            stack = self._annotations.stack
            again = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return stack.canRedo() if again else stack.canUndo()
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Delete removes, Escape lets go, Ctrl+Z takes back."""
        if not self.takes(event):
            return False
        selected = self._annotations.selected
        if event.key() == Qt.Key.Key_Z:
            again = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self._annotations.stack.redo if again else self._annotations.stack.undo)()
        elif event.key() == Qt.Key.Key_Escape:
            if self._before is not None:
                self.cancel()
            else:
                self._annotations.select(None)
        elif selected is not None:
            self._annotations.remove(selected.key)
        return True

    def _take(self, key: int, shape: Shape, handle: int | None, touch: Touch) -> None:
        self._key, self._before, self._handle, self._start = key, shape, handle, touch.place


def near_outline(shape: Shape, place: Point, view: Viewport) -> bool:
    """Whether a point lies within reach of what is painted of a shape."""
    corners = [view.to_window(*corner) for corner in shape.outline]
    if shape.closed:
        corners.append(corners[0])
    here = view.to_window(*place)
    return any(_from_stretch(here, one, other) <= REACH for one, other in pairwise(corners))


def _moved(shape: Shape, start: Point, touch: Touch) -> Shape:
    """Moved by the way of the mouse, as far as the picture reaches."""
    c0, r0, c1, r1 = shape.box
    columns = min(max(touch.place[0] - start[0], -c0), touch.view.columns - c1)
    rows = min(max(touch.place[1] - start[1], -r0), touch.view.rows - r1)
    return shape.moved(columns, rows)


def _apart(one: Point, other: Point, view: Viewport) -> float:
    return math.dist(view.to_window(*one), view.to_window(*other))


def _from_stretch(here: Point, one: Point, other: Point) -> float:
    """How far a point is from a stretch of a line."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    long = dx * dx + dy * dy
    share = min(max(((here[0] - one[0]) * dx + (here[1] - one[1]) * dy) / long, 0.0), 1.0) if long else 0.0
    return math.dist(here, (one[0] + share * dx, one[1] + share * dy))
