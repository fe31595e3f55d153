"""A small histogram with two limits that can be dragged: black and white on the screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from maemi_gui import theme

GRIP = 8.0
"""How near the cursor must be to a limit, in pixels."""


class Histogram(QWidget):
    """Counts of grey values; dragging near a limit moves it, arrow keys move the lower, with Shift the upper one."""

    limits_dragged = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Histogram of grey values")
        self.setToolTip("Drag the two limits; arrow keys move the lower one, with Shift the upper one")
        self._counts: NDArray[np.int64] = np.zeros(1, np.int64)
        self._logarithmic = False
        self._heights: NDArray[np.float64] = np.zeros(1)
        self._range = (0.0, 1.0)
        self._limits = (0.0, 1.0)
        self._held: int | None = None
        theme.announcer().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, 40)

    def set_counts(self, counts: NDArray[np.int64], value_range: tuple[float, float]) -> None:
        """Show other counts, in equal steps of `value_range`."""
        self._counts = counts
        self._range = value_range
        self._raise()

    def set_logarithmic(self, on: bool) -> None:
        """Heights as logarithms of the counts, in which a few pixels are seen beside millions; else as their roots."""
        self._logarithmic = on
        self._raise()

    def _raise(self) -> None:
        # The square root otherwise: a background of one grey would hide all the rest.
        counts = self._counts.astype(float)
        heights = np.log1p(counts) if self._logarithmic else np.sqrt(counts)
        self._heights = heights / max(float(heights.max(initial=0)), 1e-9)
        self.update()

    def clear(self) -> None:
        """Nothing is shown."""
        self._counts, self._heights = np.zeros(1, np.int64), np.zeros(1)
        self._range = self._limits = (0.0, 1.0)
        self.update()

    def set_limits(self, low: float, high: float) -> None:
        """Show other limits, without a signal."""
        self._limits = (low, high)
        self.update()

    def _x(self, value: float) -> float:
        first, last = self._range
        return min(max((value - first) / (last - first), 0.0), 1.0) * (self.width() - 1)

    def _value(self, x: float) -> float:
        first, last = self._range
        return first + min(max(x / max(self.width() - 1, 1), 0.0), 1.0) * (last - first)

    def _nearest(self, x: float) -> int:
        low, high = (self._x(value) for value in self._limits)
        return 0 if abs(x - low) < abs(x - high) or (low == high and x < low) else 1

    def _set(self, which: int, value: float) -> None:
        low, high = self._limits
        step = (self._range[1] - self._range[0]) / 1000
        limits = (min(value, high - step), high) if which == 0 else (low, max(value, low + step))
        self.set_limits(*limits)
        self.limits_dragged.emit(*limits)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = self._nearest(event.position().x())
            self._set(self._held, self._value(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        near = any(abs(x - self._x(value)) < GRIP for value in self._limits)
        self.setCursor(Qt.CursorShape.SplitHCursor if near or self._held is not None else Qt.CursorShape.ArrowCursor)
        if self._held is not None:
            self._set(self._held, self._value(x))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if direction is None:
            super().keyPressEvent(event)
            return
        which = 1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        self._set(which, self._limits[which] + direction * (self._range[1] - self._range[0]) / 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = theme.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(shade.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self.width(), self.height()
        xs = np.linspace(0, width, len(self._heights))
        tops = height - 2 - self._heights * (height - 6)
        curve = [QPointF(x, y) for x, y in zip(xs, tops, strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shade.muted))
        painter.setOpacity(0.55)
        painter.drawPolygon(QPolygonF([QPointF(0, height), *curve, QPointF(width, height)]))
        painter.setOpacity(1.0)
        low, high = (self._x(value) for value in self._limits)
        outside = QColor(shade.canvas)
        outside.setAlphaF(0.65)
        painter.fillRect(0, 0, round(low), height, outside)
        painter.fillRect(round(high), 0, width - round(high), height, outside)
        painter.setPen(QPen(QColor(shade.accent), 2))
        for x in (low, high):
            inside = min(max(x, 1.0), width - 1.0)
            painter.drawLine(QPointF(inside, 0), QPointF(inside, height))
        painter.setPen(QColor(shade.accent if self.hasFocus() else shade.border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(0, 0, width - 1, height - 1)
