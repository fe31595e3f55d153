"""How one micrograph looks in the gallery: thumbnail, name, the states of its pairs."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from maemi.project.rows import MicrographRow
from maemi_gui import theme
from maemi_gui.browse.model import FAILURE_ROLE, ROW_ROLE

PADDING = 6
BADGE = 13


class MicrographDelegate(QStyledItemDelegate):
    """Paints one cell; its size is set by the gallery, so that columns fill the width."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)  # pyright: ignore[reportArgumentType, reportCallIssue]
        self._cell = QSize(140, 150)

    def set_cell(self, cell: QSize) -> None:
        """Width and height of every cell."""
        self._cell = cell

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self._cell

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shade = theme.colours()
        cell: QRect = option.rect.adjusted(3, 3, -3, -3)  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(font)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            fill = QColor(shade.accent_soft)
            fill.setAlphaF(1.0 if selected else 0.5)
            focused = selected and bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(QColor(shade.accent), 1.5) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(cell, 6, 6)
        line = painter.fontMetrics().height()
        words = QRect(cell.left() + PADDING, cell.bottom() - PADDING - 2 * line, cell.width() - 2 * PADDING, 2 * line)
        frame = QRect(cell.left() + PADDING, cell.top() + PADDING, words.width(), words.top() - cell.top() - 10)
        row = index.data(ROW_ROLE)
        self._paint_picture(painter, frame, index, row)
        painter.setPen(QColor(shade.text))
        name = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)
        if isinstance(row, MicrographRow):
            below = words.adjusted(0, line, 0, 0)
            self._paint_states(painter, below, row, index.data(FAILURE_ROLE))
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, frame: QRect, index: QModelIndex | QPersistentModelIndex, row: object
    ) -> None:
        shade = theme.colours()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shade.canvas))
        painter.drawRoundedRect(frame, 4, 4)
        pixmap = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(pixmap, QPixmap) and not pixmap.isNull():
            fitted = pixmap.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
            where = QRect(frame.topLeft(), fitted)
            where.moveCenter(frame.center())
            painter.drawPixmap(where, pixmap)
        elif index.data(FAILURE_ROLE) or (isinstance(row, MicrographRow) and row.missing):
            missing = isinstance(row, MicrographRow) and row.missing
            icon = theme.icon("missing" if missing else "broken", shade.muted).pixmap(28, 28)
            painter.drawPixmap(frame.center().x() - 14, frame.center().y() - 14, icon)
        if isinstance(row, MicrographRow) and row.info and row.info.synthetic:
            small = QFont(painter.font())
            small.setPointSizeF(max(small.pointSizeF() * 0.82, 6.5))
            painter.save()
            painter.setFont(small)
            metrics = painter.fontMetrics()
            box = QRect(
                frame.left() + 4, frame.top() + 4, metrics.horizontalAdvance("Synthetic") + 8, metrics.height() + 2
            )
            painter.setBrush(QColor(0, 0, 0, 165))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor("#ffd54a"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "Synthetic")
            painter.restore()

    def _paint_states(self, painter: QPainter, area: QRect, row: MicrographRow, failure: str | None) -> None:
        shade = theme.colours()
        if row.missing:
            icon = theme.icon("missing", shade.warn).pixmap(32, 32)
            painter.drawPixmap(QRect(area.left(), area.center().y() - BADGE // 2 + 1, BADGE, BADGE), icon)
            painter.setPen(QColor(shade.warn))
            words = area.adjusted(BADGE + 4, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "Missing")
            return
        if failure:
            painter.setPen(QColor(shade.bad))
            # The sentence itself is long and begins with the path: it stands in the tool tip and on the canvas.
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "Cannot be read")
            return
        badges = (
            (row.pairs_pending, "chat", shade.muted),
            (row.pairs_approved, "check", shade.good),
            (row.pairs_rejected, "cross", shade.bad),
        )
        left = area.left()
        for count, icon, colour in badges:
            if not count:
                continue
            top = area.center().y() - BADGE // 2 + 1
            painter.drawPixmap(QRect(left, top, BADGE, BADGE), theme.icon(icon, colour).pixmap(32, 32))
            painter.setPen(QColor(colour))
            width = painter.fontMetrics().horizontalAdvance(str(count))
            where = QRect(left + BADGE + 2, area.top(), width + 2, area.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(count))
            left += BADGE + width + 10
