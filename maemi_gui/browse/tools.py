"""What the mouse does on the picture: a tool may take a drag, otherwise the picture is moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from maemi_gui.browse.viewport import Viewport

CLICK = 4.0
"""Logical pixels; a press that moves by less is a click, and still moves the picture by that little."""
DRAGGING = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)


@dataclass(frozen=True, slots=True)
class Touch:
    """Where the mouse is, and what is held with it."""

    place: tuple[float, float]
    """(column, row) of the image, kept inside it; whole numbers are the corners of pixels."""
    view: Viewport
    """Where the image lies, so that a tool can tell what is near on the screen."""
    constrained: bool = False
    """Shift is held: an angle of 45°, a square, a circle."""


class Tool(Protocol):
    """What a drag with the left button does instead of moving the picture."""

    cursor: Qt.CursorShape

    def press(self, touch: Touch) -> bool:
        """The left button goes down; whether the tool takes what follows, up to the release."""
        ...

    def drag(self, touch: Touch) -> None:
        """The mouse moves with the button held."""
        ...

    def release(self, touch: Touch) -> None:
        """The button goes up."""
        ...

    def hover(self, touch: Touch) -> None:
        """The mouse moves with no button held."""
        ...

    def double_click(self, touch: Touch) -> bool:
        """Whether the tool takes it; otherwise the picture is fitted or shown pixel for pixel."""
        ...

    def key(self, event: QKeyEvent) -> bool:
        """Whether the tool takes the key, before the picture does."""
        ...


class Stage(Protocol):
    """What the mouse needs of the picture."""

    @property
    def view(self) -> Viewport: ...
    def pan(self, dx: float, dy: float) -> None: ...
    def toggle_fit(self, at: QPointF) -> None: ...
    def tap(self, column: float, row: float) -> None: ...


class Mouse:
    """Hands what the mouse does to the tool in use, and moves the picture with what the tool leaves."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.tool: Tool | None = None
        self._dragged_from: QPointF | None = None
        self._pressed_at: QPointF | None = None
        self._taken = False

    def press(self, event: QMouseEvent) -> None:
        if event.button() not in DRAGGING:
            return
        self._dragged_from = event.position()
        left = event.button() == Qt.MouseButton.LeftButton
        self._taken = left and self.tool is not None and self.tool.press(self._touch(event))
        self._pressed_at = event.position() if left and not self._taken else None

    def move(self, event: QMouseEvent) -> None:
        if self._dragged_from is None:
            if self.tool is not None:
                self.tool.hover(self._touch(event))
        elif self._taken and self.tool is not None:
            self.tool.drag(self._touch(event))
        else:
            moved = event.position() - self._dragged_from
            self._dragged_from = event.position()
            if self._pressed_at is not None and (event.position() - self._pressed_at).manhattanLength() > CLICK:
                self._pressed_at = None
            self._stage.pan(moved.x(), moved.y())

    def release(self, event: QMouseEvent) -> None:
        self._dragged_from = None
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._stage.tap(*self._stage.view.to_image(event.position().x(), event.position().y()))
        if self._taken and self.tool is not None:
            self._taken = False
            self.tool.release(self._touch(event))

    def double_click(self, event: QMouseEvent) -> None:
        if self.tool is None or not self.tool.double_click(self._touch(event)):
            self._stage.toggle_fit(event.position())

    def key(self, event: QKeyEvent) -> bool:
        return self.tool is not None and self.tool.key(event)

    def _touch(self, event: QMouseEvent) -> Touch:
        view = self._stage.view
        column, row = view.to_image(event.position().x(), event.position().y())
        inside = min(max(column, 0.0), float(view.columns)), min(max(row, 0.0), float(view.rows))
        return Touch(inside, view, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
