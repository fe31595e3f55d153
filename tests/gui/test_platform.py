"""What the window relies on in PySide6."""

from __future__ import annotations

import sys

from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot


def test_calls_that_return_nothing_leave_none_alone(qtbot: QtBot) -> None:
    """PySide6 6.12.0 takes a reference from None with each such call: Python 3.11 dies after some ten thousand."""
    pixmap = QPixmap(8, 8)
    painter = QPainter(pixmap)
    before = sys.getrefcount(None)
    for _ in range(2000):
        painter.setOpacity(1.0)
    assert abs(sys.getrefcount(None) - before) < 500
    painter.end()
