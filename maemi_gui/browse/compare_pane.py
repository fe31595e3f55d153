"""One micrograph of a comparison: its name, its picture, and the cross that marks the matching place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from maemi.micrograph.limits import is_giant
from maemi.micrograph.units import format_length
from maemi.project.rows import MicrographRow
from maemi_gui import theme
from maemi_gui.browse.canvas import position_text
from maemi_gui.browse.compare_link import Ruler, ruler_of
from maemi_gui.browse.contrast_bar import ContrastBar
from maemi_gui.browse.image_view import ImageView
from maemi_gui.browse.levels import Levels
from maemi_gui.browse.loading import FrameLoader, Wanted
from maemi_gui.browse.viewport import Viewport
from maemi_gui.context import Context
from maemi_gui.widgets.words import ElidedLabel, label

if TYPE_CHECKING:
    from maemi.micrograph.record import PixelSize

CROSS = 25
EDGE = 2


class LinkedView(ImageView):
    """A picture that tells of its moves, and that others may move anywhere."""

    moved = Signal()
    """A person zoomed or panned."""
    resized = Signal()

    def place(self, view: Viewport) -> None:
        """Look at the image from there; tells nobody."""
        super()._move(view)

    def _move(self, view: Viewport) -> None:
        super()._move(view)
        if self.levels is not None:
            self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class Cross(QWidget):
    """A small cross over a picture that lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(CROSS, CROSS)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = CROSS / 2
        for colour, width in ((QColor(0, 0, 0, 150), 3.0), (QColor("#ffd54a"), 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(middle, 0), QPointF(middle, CROSS))
            painter.drawLine(QPointF(0, middle), QPointF(CROSS, middle))


class ComparePane(QWidget):
    """A micrograph beside others; loads itself and keeps its own contrast."""

    shown = Signal()
    """The picture is there, or words instead of it."""
    activated = Signal()
    """The keyboard or the mouse is here now."""
    position_changed = Signal(str)
    pointed = Signal(object)
    """(x, y) of the mouse over the picture, or None."""

    def __init__(self, context: Context, row: MicrographRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.image = LinkedView()
        self.image.setAccessibleName(f"Micrograph {row.name}")
        self.contrast = ContrastBar()
        self.contrast.keep.hide()  # there is no next one here
        self.contrast.tone_changed.connect(self.image.set_tone)
        self.ruler: Ruler | None = None
        self.active = False
        self._cross = Cross(self.image)
        self._loader = FrameLoader(context, self)
        self._name = ElidedLabel(row.name, "heading", Qt.TextElideMode.ElideMiddle)
        self._note = label("", "muted")
        across = QHBoxLayout()
        across.setContentsMargins(8, 3, 8, 3)
        across.addWidget(self._name, 1)
        across.addWidget(self._note)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        rows.setSpacing(0)
        rows.addLayout(across)
        rows.addWidget(self.image, 1)
        self.image.installEventFilter(self)
        self.image.hovered.connect(self._hovered)
        self._load()

    @property
    def pixel_size(self) -> PixelSize | None:
        """The size that lengths are measured with; None for a diffraction pattern."""
        return None if self.row.info and self.row.info.reciprocal else self.row.pixel_size

    @property
    def is_ready(self) -> bool:
        """Whether there is a picture to move."""
        return self.ruler is not None

    def set_row(self, row: MicrographRow) -> bool:
        """What the project says of the micrograph now; whether that changed how its pixels measure."""
        before, self.row = self.pixel_size, row
        if self.pixel_size == before or not self.is_ready:
            return False
        self.image.blockSignals(True)  # a new shape of the pixels is no move of a hand
        self.image.set_pixel_size(self.pixel_size)
        self.image.blockSignals(False)
        self._measure()
        return True

    def set_active(self, on: bool) -> None:
        """Whether this is the one that the panels are about."""
        if on != self.active:
            self.active = on
            self.update()

    def say(self, note: str) -> None:
        """A few words beside the name: how it is linked."""
        size = self.pixel_size
        length = f"{format_length(size.column_m)} a pixel" if size else ""
        self._note.setText(" · ".join(part for part in (length, note) if part))
        self.image.setAccessibleDescription(self._note.text())

    def point_at(self, place: tuple[float, float] | None) -> None:
        """Show the cross at (x, y) of the picture's window, or nowhere."""
        if place is None:
            self._cross.hide()
            return
        self._cross.move(round(place[0] - CROSS / 2), round(place[1] - CROSS / 2))
        self._cross.show()

    def close_image(self) -> None:
        """Let go of the pixels."""
        self._loader.forget()
        self.ruler = None
        self.image.say("")
        self.contrast.set_levels(None)

    def _load(self) -> None:
        if self.row.error:
            self.image.say(self.row.error, "broken")
            return
        self.image.say("Opening the micrograph …")
        info = self.row.info
        # Giants come by tiles, so that four of them cost no more than one.
        wanted = Wanted(self.row.path, 0, info.info_bar if info else None, info is not None and is_giant(info))
        self._loader.load(wanted, self._show, self._failed)

    def _show(self, levels: Levels) -> None:
        tone = self.contrast.set_levels(levels)
        tag = "Synthetic" if self.row.info and self.row.info.synthetic else ""
        self.image.show_levels(levels, tone, self.pixel_size, tag)
        self._measure()
        self.shown.emit()

    def _failed(self, sentence: str) -> None:
        self.image.say(sentence, "broken")
        self.shown.emit()

    def _measure(self) -> None:
        self.ruler = ruler_of(self.image.view, self.pixel_size.column_m if self.pixel_size else None)

    def _hovered(self, place: tuple[int, int] | None) -> None:
        levels = self.image.levels
        text = position_text(*place, levels.value_at(*place), self.pixel_size) if place and levels else ""
        self.position_changed.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.MouseButtonPress):
            self.activated.emit()
        elif event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.pointed.emit((event.position().x(), event.position().y()))
        elif event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shade = theme.colours()
        painter.fillRect(self.rect(), QColor(shade.surface))
        pen = QPen(QColor(shade.accent if self.active else shade.border), EDGE if self.active else 1)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
