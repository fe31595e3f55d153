"""A big button that carries the key that presses it, printed as on a keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from maemi_gui.widgets.tones import Tone, tone


class KeyButton(QPushButton):
    """Text in the middle, the key's name on a cap at its left; mouse clicks leave the keyboard's focus alone."""

    def __init__(self, text: str, key: str, meaning: Tone | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.key = QKeySequence(key)
        self._cap = self.key.toString(QKeySequence.SequenceFormat.NativeText)
        self._meaning: Tone | None = meaning
        # Else a click would leave the focus here, and Space would press this button instead of skipping.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(38)
        self.setAccessibleName(f"{text} ({self._cap})")
        self.setToolTip(f"{text} — key {self._cap}")

    def printed_key(self) -> str:
        """The key's name as it stands on the button."""
        return self._cap

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance(self._cap) + 44
        return QSize(width, max(38, metrics.height() + 18))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""  # type: ignore[attr-defined]  # drawn below, beside the cap
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        cap_width = max(20, metrics.horizontalAdvance(self._cap) + 10)
        text_width = metrics.horizontalAdvance(self.text())
        left = max(6, (self.width() - cap_width - 8 - text_width) // 2)
        cap = QRect(left, (self.height() - 22) // 2, cap_width, 22)
        enabled = self.isEnabled()
        ink = self.palette().buttonText().color()
        colour = tone(self._meaning) if self._meaning is not None and enabled else ink
        if not enabled:
            painter.setOpacity(0.45)
        painter.setPen(colour)
        painter.drawRoundedRect(cap.adjusted(0, 0, -1, -1), 4, 4)
        small = QFont(self.font())
        small.setPointSizeF(max(7.0, small.pointSizeF() * 0.88))
        painter.setFont(small)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._cap)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        area = self.rect().adjusted(cap.right() + 8, 0, -4, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
