"""A plot on the screen: the same shapes that the SVG has, in the colours of the theme, with bars to click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from maemi.survey.plots.drawing import Drawing, Path, Rect, Shape, Text, draw
from maemi.survey.plots.plot import Plot
from maemi_gui import theme

SERIES = ("#2f7fd1", "#d9680f", "#1f9e6b", "#c96a9d", "#c98a00", "#43a6d8", "#8a8f98")
"""As in the SVG, a little brighter: they lie on white and on near-black."""
FONT_SHARE = 0.92
"""Of the window's font."""


class PlotView(QWidget):
    """Paints a `Plot`; a bar or a box can be chosen by mouse, arrow keys and Return."""

    chosen = Signal(int)
    """The number of a bar or box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot: Plot | None = None
        self._drawing: Drawing | None = None
        self._hovered: int | None = None
        self._selected: int | None = None
        self.setMinimumSize(QSize(240, 180))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Distribution")
        theme.announcer().changed.connect(self.update)

    def set_plot(self, plot: Plot | None) -> None:
        """Show another plot; nothing of it is chosen."""
        self._plot, self._drawing = plot, None
        self._hovered = self._selected = None
        self.setAccessibleDescription(f"{plot.title}. {'. '.join(plot.notes)}" if plot else "")
        self.update()

    @property
    def selected(self) -> int | None:
        """The bar that the table is filtered by."""
        return self._selected

    def select(self, bar: int | None) -> None:
        """Mark the bar that the table is filtered by."""
        self._selected = bar
        self.update()

    def bar_at(self, place: QPointF) -> int | None:
        """The bar or box at a place, over the whole height of a bar and the whole width of a box."""
        drawing = self._drawn()
        if drawing is None or self._plot is None:
            return None
        boxes = bool(self._plot.boxes)
        for shape in drawing.shapes:
            if isinstance(shape, Rect) and shape.bar is not None:
                inside = (
                    shape.y <= place.y() <= shape.y + shape.height and place.x() >= drawing.left
                    if boxes
                    else shape.x <= place.x() <= shape.x + shape.width and drawing.top <= place.y() <= drawing.bottom
                )
                if inside:
                    return shape.bar
        return None

    def words_of(self, bar: int) -> str:
        """What a bar or box shows."""
        assert self._plot is not None
        if self._plot.boxes:
            box = self._plot.boxes[bar]
            _, low, middle, high, _ = box.percentiles
            return (
                f"{box.group or 'none'}: median {middle:.4g}, quartiles {low:.4g} and {high:.4g}, n = {box.samples:,}"
            )
        one = self._plot.bars[bar]
        return f"{self._plot.x.label}: {one.low:.6g} to {one.high:.6g}, {one.height:,.0f}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._drawing = None
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._drawing = None
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            bar = self.bar_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words_of(bar) if bar is not None else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.bar_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        bar = self.bar_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and bar is not None:
            self.chosen.emit(bar)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._plot.boxes or self._plot.bars) if self._plot else 0
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if count and step is not None:
            start = (
                -1 if self._hovered is None and step > 0 else (self._hovered if self._hovered is not None else count)
            )
            self._hover(min(max(start + step, 0), count - 1))
        elif self._hovered is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._hovered)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours().surface))
        drawing = self._drawn()
        if drawing is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._font())
            for shape in drawing.shapes:
                self._paint(painter, shape)
        if self.hasFocus():
            painter.setPen(QColor(theme.colours().accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * FONT_SHARE)
        return font

    def _hover(self, bar: int | None) -> None:
        if bar != self._hovered:
            self._hovered = bar
            self.setCursor(Qt.CursorShape.PointingHandCursor if bar is not None else Qt.CursorShape.ArrowCursor)
            self.update()

    def _drawn(self) -> Drawing | None:
        if self._drawing is None and self._plot is not None:
            metrics = QFontMetricsF(self._font())
            size = metrics.height() * 0.72
            # What the notes say stands beside the plot, in words that can be copied.
            self._drawing = draw(self._plot, self.width(), self.height(), size, False, metrics.horizontalAdvance)
        return self._drawing

    def _paint(self, painter: QPainter, shape: Shape) -> None:
        colour = self._colour(shape)
        if isinstance(shape, Rect):
            painter.fillRect(QRectF(shape.x, shape.y, shape.width, shape.height), colour)
        elif isinstance(shape, Path):
            style = Qt.PenStyle.DashLine if shape.dashed else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour, shape.width, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in shape.points]))
        else:
            painter.setPen(colour)
            _write(painter, shape)

    def _colour(self, shape: Shape) -> QColor:
        shade = theme.colours()
        if shape.role == "series":
            return QColor(SERIES[(shape.series if isinstance(shape, Path | Rect) else 0) % len(SERIES)])
        if shape.role == "bar":
            bar = shape.bar if isinstance(shape, Rect) else None
            colour = QColor(shade.accent)
            marked = bar is not None and bar in (self._selected, self._hovered)
            faded = self._selected is not None and not marked
            colour.setAlphaF(1.0 if marked else 0.28 if faded else 0.6)
            return colour
        return QColor({"ink": shade.text, "muted": shade.muted, "grid": shade.border}[shape.role])


def _write(painter: QPainter, text: Text) -> None:
    width = painter.fontMetrics().horizontalAdvance(text.words)
    shift = {"start": 0.0, "middle": width / 2, "end": float(width)}[text.anchor]
    if text.upright:
        painter.save()
        painter.translate(text.x, text.y)
        painter.rotate(-90)
        painter.drawText(QPointF(-shift, 0), text.words)
        painter.restore()
    else:
        painter.drawText(QPointF(text.x - shift, text.y), text.words)
