"""A big button that carries the key that presses it, printed as on a keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from maemi_gui.widgets.tones import Tone, tone

MARGIN = 8
"""Least room left and right of what is printed, in pixels."""
GAP = 8
"""Between the cap and the text."""


class KeyButton(QPushButton):
    """Text in the middle, the key's name on a cap at its left; mouse clicks leave the keyboard's focus alone."""

    def __init__(self, text: str, key: str, meaning: Tone | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._meaning: Tone | None = meaning
        # Else a click would leave the focus here, and Space would press this button instead of skipping.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(38)
        self.set_key(QKeySequence(key))

    def set_key(self, key: QKeySequence) -> None:
        """Print another key; none where it is empty."""
        self.key = key
        self._cap = key.toString(QKeySequence.SequenceFormat.NativeText)
        text = self.text()
        self.setAccessibleName(f"{text} ({self._cap})" if self._cap else text)
        self.setToolTip(f"{text} — key {self._cap}" if self._cap else text)
        self.updateGeometry()
        self.update()

    def printed_key(self) -> str:
        """The key's name as it stands on the button."""
        return self._cap

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._bold()).horizontalAdvance(self.text())
        return QSize(self._cap_width() + GAP + words + 2 * MARGIN, max(38, self.fontMetrics().height() + 18))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""  # type: ignore[attr-defined]  # drawn below, beside the cap
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap_width = self._cap_width()
        text_width = QFontMetrics(self._bold()).horizontalAdvance(self.text())
        left = max(MARGIN, (self.width() - cap_width - GAP - text_width) // 2)
        cap = QRect(left, (self.height() - 22) // 2, cap_width, 22)
        enabled = self.isEnabled()
        ink = self.palette().buttonText().color()
        colour = tone(self._meaning) if self._meaning is not None and enabled else ink
        if not enabled:
            painter.setOpacity(0.45)
        painter.setPen(colour)
        if self._cap:
            painter.drawRoundedRect(cap.adjusted(0, 0, -1, -1), 4, 4)
        painter.setFont(self._small())
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._cap)
        painter.setFont(self._bold())
        area = self.rect().adjusted(cap.right() + 1 + GAP, 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())

    def _cap_width(self) -> int:
        return max(20, QFontMetrics(self._small()).horizontalAdvance(self._cap) + 10) if self._cap else 0

    def _small(self) -> QFont:
        small = QFont(self.font())
        small.setPointSizeF(max(7.0, small.pointSizeF() * 0.88))
        return small

    def _bold(self) -> QFont:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        return bold
