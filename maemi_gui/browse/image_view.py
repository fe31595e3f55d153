"""The picture itself: zoom at the cursor, pan, fit, 1:1, a measuring line; paints only what is in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from maemi.micrograph.record import PixelSize
from maemi_gui import theme
from maemi_gui.browse import overlays
from maemi_gui.browse.levels import Levels
from maemi_gui.browse.painting import paint_tiles
from maemi_gui.browse.ruler import Ruler
from maemi_gui.browse.tone import Tiles, Tone
from maemi_gui.browse.tools import Mouse, Tool
from maemi_gui.browse.viewport import Viewport, aspect_of

Painter = Callable[[QPainter, Viewport], None]
ZOOM_STEP = 1.25
PAN_KEYS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class ImageView(QWidget):
    """Shows `Levels` under a `Tone`; knows nothing of files or projects."""

    hovered = Signal(object)
    """(row, column) under the cursor, or None."""
    zoom_changed = Signal(float)
    """Screen pixels (of the device) per image pixel."""
    line_changed = Signal(str)
    """The length of the measuring line, in words; empty when there is none."""
    tapped = Signal(float, float)
    """A click that no tool took and that did not move the picture: column and row, whole numbers corners of pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 160)
        self.setAccessibleName("Micrograph")
        self.setAccessibleDescription("Wheel or + and − zoom, drag or arrow keys pan, 0 fits, 1 shows pixel for pixel.")
        self._levels: Levels | None = None
        self._tiles: Tiles | None = None
        self._tone = Tone(0, 1)
        self._view = Viewport(1, 1, 1, 1)
        self._pixel_size: PixelSize | None = None
        self._tag = ""
        self._sentence = ""
        self._sentence_icon = ""
        self._line: overlays.Line | None = None
        self._mouse = Mouse(self)
        self._resting: Tool | None = None
        self._painters: list[Painter] = []
        self._rows_shown: int | None = None
        self._ruler = Ruler(lambda line: self.set_line(line) if line else self.clear_line())
        theme.announcer().changed.connect(self.update)

    @property
    def levels(self) -> Levels | None:
        """What is shown."""
        return self._levels

    @property
    def view(self) -> Viewport:
        """Where the image lies now."""
        return self._view

    @property
    def line(self) -> overlays.Line | None:
        """The measuring line, both ends as (column, row)."""
        return self._line

    def show_levels(self, levels: Levels, tone: Tone, pixel_size: PixelSize | None, tag: str = "") -> None:
        """Show an image; the place is kept where it has the same size as the one before, else it is fitted."""
        before = self._levels
        aspect = _aspect(pixel_size)
        rows = self._rows_in_sight(levels)
        same = before is not None and (self._view.rows, before.columns) == (rows, levels.columns)
        same = same and aspect == self._view.aspect
        self._levels, self._pixel_size, self._tag, self._sentence = levels, pixel_size, tag, ""
        self.clear_line()
        self.set_tone(tone)
        levels.listen(lambda all_of_them: self._arrived(levels, all_of_them))
        if not same:
            self._view = Viewport(self.width(), self.height(), levels.columns, rows, aspect=aspect).fitted()
            self._tell_zoom()

    def say(self, sentence: str, icon: str = "") -> None:
        """Show words instead of an image."""
        self._levels = self._tiles = None
        self._tag, self._sentence, self._sentence_icon = "", sentence, icon
        self.clear_line()
        self.hovered.emit(None)
        self.update()

    def set_tone(self, tone: Tone) -> None:
        """Other contrast limits or gamma: the data stay as they are."""
        self._tone = tone
        self._tiles = Tiles(self._levels, tone) if self._levels else None
        self.update()

    def _arrived(self, levels: Levels, all_of_them: bool) -> None:
        """More of a giant is here, or all of it changed."""
        if levels is self._levels:
            self._tiles = Tiles(levels, self._tone) if all_of_them else self._tiles
            self.update()

    def set_pixel_size(self, pixel_size: PixelSize | None) -> None:
        """The scale bar and the measuring line follow."""
        self._pixel_size = pixel_size
        self._move(self._view.shaped(_aspect(pixel_size)))
        if self._line:
            self.line_changed.emit(overlays.line_text(self._line, pixel_size))
        self.update()

    def show_rows(self, rows: int | None) -> None:
        """Show only the first rows, as without an info bar below them; None shows all. The fit follows."""
        self._rows_shown = rows
        if self._levels is not None:
            rows = self._rows_in_sight(self._levels)
            if rows != self._view.rows:
                self._view = replace(self._view, rows=rows).fitted()
                self._tell_zoom()
        self.update()

    def _rows_in_sight(self, levels: Levels) -> int:
        return min(levels.rows, self._rows_shown or levels.rows)

    def paint_over(self, painter: Painter) -> None:
        """Let somebody paint over the image, below the scale bar, at every paint of an image."""
        self._painters.append(painter)

    def rest_with(self, tool: Tool) -> None:
        """The tool that is in use while no other is: it gets each press first, and leaves the rest to the image."""
        self._resting = tool
        self.use(None)

    def use(self, tool: Tool | None) -> None:
        """What a drag does from now on; None goes back to selecting, and to moving the image."""
        tool = tool or self._resting
        self._mouse.tool = tool
        self.setCursor(tool.cursor if tool else Qt.CursorShape.ArrowCursor)

    @property
    def tool(self) -> Tool | None:
        """The tool in use."""
        return self._mouse.tool

    def set_measuring(self, on: bool) -> None:
        """Whether dragging draws a measuring line instead of moving the image."""
        self.use(self._ruler if on else None)
        if not on:
            self.clear_line()

    def set_line(self, line: overlays.Line) -> None:
        """Draw the measuring line."""
        self._line = line
        self.line_changed.emit(overlays.line_text(line, self._pixel_size))
        self.update()

    def clear_line(self) -> None:
        """Remove the measuring line."""
        if self._line is not None:
            self._line = None
            self.line_changed.emit("")
            self.update()

    def fit(self) -> None:
        """Show the whole image."""
        self._move(self._view.fitted())

    def one_to_one(self) -> None:
        """One pixel of the image on one pixel of the screen; of oblong pixels the shorter side."""
        self._zoom_to(self._pixel_for_pixel())

    def zoom_in(self) -> None:
        """Nearer, at the middle of the window."""
        self._zoom_to(self._view.scale * ZOOM_STEP)

    def zoom_out(self) -> None:
        """Farther, at the middle of the window."""
        self._zoom_to(self._view.scale / ZOOM_STEP)

    def pan(self, dx: float, dy: float) -> None:
        """Move the image by so many logical pixels."""
        self._move(self._view.panned(dx, dy))

    def tap(self, column: float, row: float) -> None:
        """Tell of a click."""
        self.tapped.emit(column, row)

    def toggle_fit(self, at: QPointF) -> None:
        """From the whole image to pixel for pixel at this point of the window, and back."""
        if self._view.is_fitted:
            self._zoom_to(self._pixel_for_pixel(), at)
        else:
            self.fit()

    def _zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        at = at or QPointF(self.width() / 2, self.height() / 2)
        self._move(self._view.zoomed(scale, at.x(), at.y()))

    def _move(self, view: Viewport) -> None:
        if self._levels is None:
            return
        changed = view.scale != self._view.scale
        self._view = view
        if changed:
            self._tell_zoom()
        self.update()

    def _pixel_for_pixel(self) -> float:
        return 1 / self.devicePixelRatioF() / min(self._view.aspect, 1.0)

    def _tell_zoom(self) -> None:
        self.zoom_changed.emit(self._view.scale * self.devicePixelRatioF())

    def resizeEvent(self, event: QResizeEvent) -> None:
        before = self._view.scale
        self._view = self._view.resized(self.width(), self.height())
        if self._levels is not None and self._view.scale != before:
            self._tell_zoom()
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps and self._levels is not None:
            self._zoom_to(self._view.scale * ZOOM_STEP**steps, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._mouse.key(event):
            return
        key = Qt.Key(event.key())
        named = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_1: self.one_to_one,
            Qt.Key.Key_Escape: self.clear_line,
        }
        if key in PAN_KEYS:
            dx, dy = PAN_KEYS[key]
            self.pan(dx * self.width() / 8, dy * self.height() / 8)
        elif key in named and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            named[key]()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._levels is not None:
            self._mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._tell_hover(event.position())
        if self._levels is not None:
            self._mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._levels is not None:
            self._mouse.double_click(event)

    def leaveEvent(self, event: object) -> None:
        self.hovered.emit(None)

    def _tell_hover(self, position: QPointF) -> None:
        if self._levels is None:
            return
        column, row = (floor(value) for value in self._view.to_image(position.x(), position.y()))
        inside = 0 <= row < self._view.rows and 0 <= column < self._levels.columns
        self.hovered.emit((row, column) if inside else None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours().canvas))
        if self._levels is None or self._tiles is None:
            if self._sentence:
                overlays.paint_sentence(painter, self._view, self._sentence, self._sentence_icon)
            return
        painter.save()
        if self._view.rows < self._levels.rows:
            left, top = self._view.to_window(0, 0)
            right, bottom = self._view.to_window(self._view.columns, self._view.rows)
            painter.setClipRect(QRectF(QPointF(left, top), QPointF(right, bottom)))
        paint_tiles(painter, self._view, self._levels, self._tiles, self.devicePixelRatioF())
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(overlays.overlay_font(self.font()))
        for paint in self._painters:
            paint(painter, self._view)
        if self._line:
            overlays.paint_line(painter, self._view, self._line, self._pixel_size)
        if self._pixel_size:
            overlays.paint_scale_bar(painter, self._view, self._pixel_size)
        if self._tag:
            overlays.paint_tag(painter, self._view, self._tag)


def _aspect(pixel_size: PixelSize | None) -> float:
    return aspect_of(pixel_size.row_m, pixel_size.column_m) if pixel_size is not None else 1.0
