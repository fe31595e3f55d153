"""How the sizes are spread: bars with the mean and the median, and under the cursor how many lie in a bar."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from maemi_gui import theme

FEWEST, MOST = 5, 30
"""Bars: fewer say nothing, more cannot be pointed at."""
FOOT = 18
"""Logical pixels below the bars, for the numbers at both ends."""
HEAD = 18
"""Above the bars, for what the cursor points at."""


class SizeHistogram(QWidget):
    """Sizes in one unit; arrow keys walk along the bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._sizes: NDArray[np.float64] = np.zeros(0)
        self._counts: NDArray[np.int64] = np.zeros(1, np.int64)
        self._edges: NDArray[np.float64] = np.array([0.0, 1.0])
        self._unit = ""
        self._chosen: float | None = None
        self.bar: int | None = None
        """Which bar is pointed at."""
        theme.announcer().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, 116)

    def set_sizes(self, sizes: Sequence[float], unit: str, what: str = "Size") -> None:
        """Sizes in `unit`; `what` they are, for who cannot see the bars."""
        self._sizes = np.asarray(sizes, dtype=np.float64)
        self._unit, self._chosen, self.bar = unit, None, None
        if len(self._sizes):
            self._edges = edges_of(self._sizes)
            self._counts = np.histogram(self._sizes, self._edges)[0]
            self.setToolTip(f"{what} of whole objects; point at a bar, or walk along with the arrow keys")
            self.setAccessibleName(f"{what} of {len(sizes):,} objects, {self._number(0)} to {self._number(-1)} {unit}")
        self.setHidden(len(self._sizes) < 2)
        self.update()

    def mark(self, size: float | None) -> None:
        """Show where one object lies; None for none."""
        self._chosen = size
        self.update()

    def text(self) -> str:
        """What is pointed at; else the mean and the median."""
        if self.bar is not None:
            low, high = self._edges[self.bar], self._edges[self.bar + 1]
            count = int(self._counts[self.bar])
            return f"{self._tell(low)}–{self._tell(high)} {self._unit}: {count:,} object{'s' if count != 1 else ''}"
        if not len(self._sizes):
            return ""
        mean, median = float(self._sizes.mean()), float(np.median(self._sizes))
        return f"mean {self._tell(mean, 1)}, median {self._tell(median, 1)} {self._unit}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(int(event.position().x() / max(self.width(), 1) * len(self._counts)))

    def leaveEvent(self, event: object) -> None:
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        last = len(self._counts) - 1
        self._point((0 if step > 0 else last) if self.bar is None else min(max(self.bar + step, 0), last))

    def _point(self, bar: int | None) -> None:
        self.bar = None if bar is None else min(max(bar, 0), len(self._counts) - 1)
        self.setAccessibleDescription(self.text())
        self.update()

    def _tell(self, value: float, finer: int = 0) -> str:
        """With decimals by which two bars can be told apart, and `finer` more."""
        step = float(self._edges[1] - self._edges[0])
        decimals = int(min(max(np.ceil(-np.log10(max(step, 1e-12))), 0), 6)) + finer
        return f"{value:,.{decimals}f}"

    def _number(self, index: int) -> str:
        return self._tell(float(self._edges[index]))

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, low = self.width(), self.height() - FOOT
        high = float(self._counts.max(initial=1))
        each = width / len(self._counts)
        for index, count in enumerate(self._counts):
            tall = (low - HEAD) * float(count) / max(high, 1.0)
            colour = QColor(shade.accent if index == self.bar else shade.muted)
            colour.setAlphaF(0.9 if index == self.bar else 0.55)
            painter.fillRect(QRectF(index * each + 0.5, low - tall, max(each - 1, 1), tall), colour)
        painter.setPen(QColor(shade.border))
        painter.drawLine(QPointF(0, low), QPointF(width, low))
        for value, colour, style in self._marks():
            painter.setPen(QPen(colour, 2, style))
            x = self._x(value)
            painter.drawLine(QPointF(x, HEAD), QPointF(x, low))
        painter.setPen(QColor(shade.text if self.bar is not None else shade.muted))
        painter.drawText(QRectF(0, 0, width, HEAD), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.setPen(QColor(shade.muted))
        foot = QRectF(0, low + 1, width, FOOT - 1)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, f"{self._number(0)} {self._unit}")
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, f"{self._number(-1)} {self._unit}")
        if self.hasFocus():
            painter.setPen(QColor(shade.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(0, 0, width - 1, self.height() - 1)

    def _marks(self) -> list[tuple[float, QColor, Qt.PenStyle]]:
        if not len(self._sizes):
            return []
        shade = theme.colours()
        marks = [
            (float(self._sizes.mean()), QColor(shade.accent), Qt.PenStyle.SolidLine),
            (float(np.median(self._sizes)), QColor(shade.accent), Qt.PenStyle.DashLine),
        ]
        return marks if self._chosen is None else [*marks, (self._chosen, QColor(shade.warn), Qt.PenStyle.SolidLine)]

    def _x(self, value: float) -> float:
        first, last = float(self._edges[0]), float(self._edges[-1])
        return min(max((value - first) / max(last - first, 1e-30), 0.0), 1.0) * (self.width() - 1)


def edges_of(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Edges of equal bars by the rule of Freedman and Diaconis (Z. Wahrsch. verw. Geb. 57, 1981, 453), 5 to 30."""
    low, high = float(sizes.min()), float(sizes.max())
    if not high > low:
        return np.linspace(low * 0.9, high * 1.1 + 1e-30, FEWEST + 1)
    quarter, three = np.percentile(sizes, (25, 75))
    wide = 2 * float(three - quarter) / len(sizes) ** (1 / 3)
    bars = int(np.ceil((high - low) / wide)) if wide > 0 else FEWEST
    return np.linspace(low, high, min(max(bars, FEWEST), MOST) + 1)
