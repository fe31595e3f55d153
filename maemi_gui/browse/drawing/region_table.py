"""The list of what was drawn on the micrograph: sizes, and the grey values inside; copied as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from maemi.micrograph.record import PixelSize
from maemi.micrograph.shape_greys import ShapeGreys, greys_within
from maemi.micrograph.shape_size import real_size_of, size_of, size_text
from maemi.micrograph.shapes import Shape
from maemi.micrograph.units import format_length
from maemi_gui.background import Task
from maemi_gui.browse.drawing.annotations import Annotation, Annotations
from maemi_gui.context import Context

HEADINGS = ("Label", "Shape", "Size", "Around", "Mean", "σ", "Min", "Max")
HEIGHT = 120
SETTLED_MS = 150
_KEY = Qt.ItemDataRole.UserRole


class RegionTable(QWidget):
    """Follows `Annotations`; a label that is edited here is told by `renamed`."""

    renamed = Signal(int, str)

    def __init__(self, context: Context, annotations: Annotations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._annotations = annotations
        self._pixel_size: PixelSize | None = None
        self._pixels: NDArray[Any] | None = None
        self._greys: dict[int, ShapeGreys | None] = {}
        self._filling = False
        self._task: Task | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settle.timeout.connect(self._look)
        self.table = QTableWidget(0, len(HEADINGS))
        self.table.setAccessibleName("Regions of this micrograph")
        self.table.setHorizontalHeaderLabels(HEADINGS)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setFixedHeight(HEIGHT)
        self.copy = QPushButton("CSV")
        self.copy.setAccessibleName("Copy as CSV")
        self.copy.setToolTip("Copy all lines as CSV, lengths in metres and in pixels")
        across = QHBoxLayout(self)
        across.setContentsMargins(8, 4, 8, 4)
        across.setSpacing(6)
        across.addWidget(self.table, 1)
        across.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self.copy.clicked.connect(lambda _checked=False: QGuiApplication.clipboard().setText(self.to_csv()))
        self.table.itemChanged.connect(self._edited)
        self.table.itemSelectionChanged.connect(self._selected)
        annotations.changed.connect(self._changed)

    def show_pixels(self, pixels: NDArray[Any] | None, pixel_size: PixelSize | None) -> None:
        """Another image is on the canvas; None is one that is never in memory whole."""
        self._pixels, self._pixel_size = pixels, pixel_size
        self._greys.clear()
        self._changed()

    def to_csv(self) -> str:
        """One line a region; lengths are empty where no pixel size is known."""
        out = io.StringIO()
        writer = csv.writer(out)
        names = ("length", "angle_deg", "width", "height", "perimeter", "area")
        units = [name if name == "angle_deg" else f"{name}_m2" if name == "area" else f"{name}_m" for name in names]
        pixels = [f"{name}_px2" if name == "area" else f"{name}_px" for name in names if name != "angle_deg"]
        writer.writerow(["label", "shape", *units, *pixels, "pixels", "mean", "deviation", "min", "max"])
        for item in self._annotations.items:
            size, real = size_of(item.shape), real_size_of(item.shape, self._pixel_size)
            metres = [getattr(real or size, name) if real or name == "angle_deg" else None for name in names]
            plain = [getattr(size, name) for name in names if name != "angle_deg"]
            greys = self._greys.get(item.key)
            values = [greys.count, greys.mean, greys.deviation, greys.smallest, greys.largest] if greys else [None] * 5
            cells = [item.label, item.shape.kind, *metres, *plain, *values]
            writer.writerow(
                "" if cell is None else f"{cell:.9g}" if isinstance(cell, float) else cell for cell in cells
            )
        return out.getvalue()

    def _changed(self) -> None:
        if self.isVisible():
            self._fill()
            self._settle.start()

    def showEvent(self, event: object) -> None:
        self._changed()

    def _fill(self) -> None:
        self._filling = True
        items = self._annotations.items
        self.table.setRowCount(len(items))
        chosen = self._annotations.selected
        for row, item in enumerate(items):
            for column, text in enumerate(self._cells(item)):
                cell = QTableWidgetItem(text)
                cell.setData(_KEY, item.key)
                if column:
                    cell.setFlags(cell.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.table.setItem(row, column, cell)
            if chosen is not None and item.key == chosen.key:
                self.table.selectRow(row)
        if chosen is None:
            self.table.clearSelection()
        self._filling = False

    def _cells(self, item: Annotation) -> list[str]:
        real = real_size_of(item.shape, self._pixel_size)
        around = (real or size_of(item.shape)).perimeter
        text = "" if around is None else format_length(around) if real else f"{around:,.1f} px"
        greys = self._greys.get(item.key)
        values = [greys.mean, greys.deviation, greys.smallest, greys.largest] if greys else []
        numbers = [f"{value:.4g}" for value in values] or [""] * 4
        return [item.label, item.shape.kind, size_text(item.shape, self._pixel_size), text, *numbers]

    def _look(self) -> None:
        """Grey values of all shapes, in a worker: an ellipse over a large scan takes a moment."""
        if self._task is not None:
            self._task.cancel()
        shapes = [(item.key, item.shape) for item in self._annotations.items if item.shape.closed]
        if self._pixels is not None and shapes:
            self._task = self._context.background.run(_greys, self._pixels, shapes, then=self._looked, owner=self)

    def _looked(self, greys: dict[int, ShapeGreys | None]) -> None:
        self._task = None
        self._greys = greys
        self._fill()

    def _edited(self, cell: QTableWidgetItem) -> None:
        if not self._filling and cell.column() == 0:
            self.renamed.emit(cell.data(_KEY), cell.text())

    def _selected(self) -> None:
        if self._filling:
            return
        chosen = self.table.selectedItems()
        if chosen:
            self._annotations.select(chosen[0].data(_KEY))


def _greys(pixels: NDArray[Any], shapes: Sequence[tuple[int, Shape]]) -> dict[int, ShapeGreys | None]:
    return {key: greys_within(pixels, shape) for key, shape in shapes}


def _plain(cell: float | str | None) -> float | str:
    return "" if cell is None else f"{cell:.9g}" if isinstance(cell, float) else cell
