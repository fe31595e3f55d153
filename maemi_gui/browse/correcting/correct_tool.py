"""Correcting a measurement with the mouse: a click removes, a drag draws an outline, a cut or a stroke."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from maemi.micrograph.correction import POINTS, Correction, Place, Verb
from maemi_gui.browse.tools import Touch

CLICK = 4.0
"""A press that moves by less, in logical pixels, is a click."""
STEP = 2.0
"""Points of a line that is drawn freely are that far apart at least, in logical pixels."""
CLOSES = 8.0
"""A click so near the first corner closes an outline."""
NEEDED: dict[Verb, tuple[int, str]] = {
    "split": (1, "There is no object under that line; draw it across one."),
    "merge": (2, "There are no two objects under that line; draw it through all that are one."),
}
"""How many objects a line must meet, and what is said where it meets fewer."""


class CorrectTool:
    """Makes corrections of one verb until another tool is chosen. Places are (row, column) at centres of pixels."""

    def __init__(
        self,
        verb: Verb,
        at: Callable[[float, float], int | None],
        made: Callable[[Correction], object],
        missed: Callable[[str], object],
        changed: Callable[[], object],
    ) -> None:
        """`at`: which object lies at a column and row of the picture; `changed`: something is to be painted anew.

        `missed`: a line was drawn that corrects nothing, with a sentence that says why.
        """
        self.verb: Verb = verb
        self.cursor = Qt.CursorShape.PointingHandCursor if verb == "remove" else Qt.CursorShape.CrossCursor
        self.points: list[Place] = []
        """Of what is being drawn."""
        self.ahead: Place | None = None
        """Where the next corner of an outline would be."""
        self.marked: frozenset[int] = frozenset()
        """The objects that would be corrected."""
        self._at = at
        self._made = made
        self._missed = missed
        self._changed = changed
        self._pressed_at: Place | None = None
        self._under: list[int] = []
        self._free = False

    def forget_objects(self) -> None:
        """Other objects are shown: what was marked may be another one now."""
        self._under = []
        self._mark(())

    def press(self, touch: Touch) -> bool:
        place = place_of(touch)
        if self.verb == "remove":
            self._mark(self._along([place]))
            self._pressed_at = place if self.marked else None
            # A press on no object moves the picture, as it does without a tool.
            return bool(self.marked)
        self._pressed_at, self._free = place, False
        if self.verb == "add":
            if len(self.points) > 2 and _apart(self.points[0], place, touch) <= CLOSES:
                self._finish()
                self._pressed_at = None
            else:
                self.points.append(place)
        else:
            self.points, self._under = [place], self._along([place])
        self._changed()
        return True

    def drag(self, touch: Touch) -> None:
        place = place_of(touch)
        if self._pressed_at is None or self.verb == "remove":
            return
        self._free = self._free or _apart(self._pressed_at, place, touch) > CLICK
        if not self._free:
            return
        if touch.constrained and self.verb != "add":
            # With Shift the line is straight from where it began.
            self.points = [self.points[0], place]
            self._under = self._along(steps_between(self.points[0], place))
        elif _apart(self.points[-1], place, touch) >= STEP:
            self._under += self._along(steps_between(self.points[-1], place)[1:])
            self.points.append(place)
        self._mark(self._meant())
        self._changed()

    def release(self, touch: Touch) -> None:
        pressed = self._pressed_at
        if pressed is None:
            return
        self.drag(touch)
        self._pressed_at = None
        if self.verb == "remove":
            under = self._along([place_of(touch)])
            if under and under[0] in self.marked:
                self._made(Correction("remove", (pressed,)))
                self._mark(())
            return
        if self._free:
            self._finish()
        elif self.verb != "add":
            self.cancel()

    def hover(self, touch: Touch) -> None:
        """Objects light up below the mouse; the next side of an outline follows it."""
        place = place_of(touch)
        self.ahead = place if self.points else None
        self._mark(self._along([place]) if self.verb != "add" else ())
        if self.ahead:
            self._changed()

    def double_click(self, touch: Touch) -> bool:
        """The last corner; the first of the two clicks has set it already."""
        if self.verb == "add" and self.points:
            self._finish()
        return True

    def takes(self, event: QKeyEvent) -> bool:
        """Whether `key` would do something with it."""
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)
        return bool(self.points) and event.key() in keys

    def key(self, event: QKeyEvent) -> bool:
        """Enter closes an outline, Backspace takes its last corner back, Escape gives up."""
        if not self.takes(event):
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif event.key() == Qt.Key.Key_Backspace:
            self.points.pop()
            self._changed()
        else:
            self._finish()
        return True

    def cancel(self) -> None:
        """Nothing is being drawn any more."""
        self.points, self._under, self.ahead, self._pressed_at = [], [], None, None
        self._mark(())
        self._changed()

    def _meant(self) -> list[int]:
        """A cut is for the object that most of it lies on, a stroke for all below it."""
        if self.verb == "split":
            return [index for index, _ in Counter(self._under).most_common(1)]
        return self._under if self.verb == "merge" else []

    def _finish(self) -> None:
        points = [point for at, point in enumerate(self.points) if at == 0 or point != self.points[at - 1]]
        met = len(set(self._under))
        self.cancel()
        fewest, most = POINTS[self.verb]
        needed, sentence = NEEDED.get(self.verb, (0, ""))
        if met < needed:
            self._missed(sentence)
        elif len(points) >= fewest and not _flat(points, self.verb):
            self._made(Correction(self.verb, tuple(points[:: math.ceil(len(points) / most)])))

    def _along(self, places: Iterable[Place]) -> list[int]:
        """The object under each of the places that lie on one."""
        found = (self._at(column + 0.5, row + 0.5) for row, column in places)
        return [index for index in found if index is not None]

    def _mark(self, indices: Iterable[int]) -> None:
        marked = frozenset(indices)
        if marked != self.marked:
            self.marked = marked
            self._changed()


def place_of(touch: Touch) -> Place:
    """Where the mouse is, as outlines count."""
    column, row = touch.place
    return row - 0.5, column - 0.5


def steps_between(start: Place, end: Place, most: int = 200) -> list[Place]:
    """Places along a straight line, about a pixel apart, both ends included."""
    count = min(max(round(math.dist(start, end)), 1), most)
    row, column = (end[0] - start[0]) / count, (end[1] - start[1]) / count
    return [(start[0] + step * row, start[1] + step * column) for step in range(count + 1)]


def _apart(one: Place, other: Place, touch: Touch) -> float:
    """Distance on the screen, in logical pixels."""
    view = touch.view
    return math.hypot((one[1] - other[1]) * view.scale, (one[0] - other[0]) * view.row_scale)


def _flat(points: list[Place], verb: Verb) -> bool:
    """An outline that encloses less than a pixel, or a line without a length."""
    if verb == "add":
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*points, points[0]]))
        return abs(twice) < 2
    return all(point == points[0] for point in points)
