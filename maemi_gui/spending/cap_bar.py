"""A bar: how much of the cap is spent, and how much is set aside."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from maemi_gui import theme

HEIGHT = 10
NEARLY = 0.9
"""From this share on the bar warns."""


class CapBar(QWidget):
    """Shares of the cap, 0 to 1; not shown where there is no cap."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spent = self.reserved = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.announcer().changed.connect(self.update)

    def show_shares(self, spent_usd: float, reserved_usd: float, cap_usd: float) -> None:
        """Of a cap of nothing, all is used."""
        self.spent = min(1.0, spent_usd / cap_usd) if cap_usd else 1.0
        self.reserved = min(1.0 - self.spent, reserved_usd / cap_usd) if cap_usd else 0.0
        self.setAccessibleName(f"{self.spent:.0%} of the cap spent, {self.reserved:.0%} set aside")
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rounded = QPainterPath()
        rounded.addRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.setClipPath(rounded)
        painter.fillRect(self.rect(), QColor(colours.border))
        used = QColor(colours.warn if self.spent + self.reserved >= NEARLY else colours.accent)
        lighter = QColor(used)
        lighter.setAlphaF(0.45)
        at = 0.0
        for share, colour in ((self.spent, used), (self.reserved, lighter)):
            painter.fillRect(QRectF(at, 0.0, share * self.width(), self.height()), colour)
            at += share * self.width()
        painter.end()
