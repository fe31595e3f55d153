"""What floats beside the cursor over the map: a thumbnail, a name, a class."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from maemi_gui.widgets.words import label

SIDE = 168
AWAY = QPoint(18, 14)


class HoverCard(QFrame):
    """A tool tip with a picture; it takes no focus and no mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.picture = QLabel()
        self.picture.setFixedSize(QSize(SIDE, SIDE * 3 // 4))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name = label("", "heading")
        self.words = label("", "muted")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 8, 8, 6)
        rows.setSpacing(3)
        for widget in (self.picture, self.name, self.words):
            rows.addWidget(widget)

    def tell(self, name: str, words: str, where: QPoint) -> None:
        """Appear beside the cursor, without a picture yet."""
        cut = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, SIDE)
        self.name.setText(cut)
        self.words.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, SIDE))
        self.picture.clear()
        self.adjustSize()
        self.move(self._kept_on_screen(where + AWAY))
        self.show()

    def show_pixmap(self, pixmap: QPixmap) -> None:
        """The thumbnail."""
        ways = (Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        self.picture.setPixmap(pixmap.scaled(self.picture.size(), *ways))

    def _kept_on_screen(self, where: QPoint) -> QPoint:
        screen = self.screen().availableGeometry()
        return QPoint(
            min(where.x(), screen.right() - self.width() - 4), min(where.y(), screen.bottom() - self.height() - 4)
        )
