"""The grey values along the selected line, plotted below the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from maemi import durable
from maemi.micrograph.profile import Profile, line_profile
from maemi.micrograph.record import PixelSize
from maemi.micrograph.shapes import Point
from maemi_gui import theme
from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.widgets.words import label

HEIGHT = 120
SETTLED_MS = 60
WIDEST = 999


class ProfileStrip(QWidget):
    """Shows the profile of one line; pyqtgraph is imported when it is first seen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._plot: Any = None
        self._curve: Any = None
        self._line: tuple[Point, Point] | None = None
        self._pixels: NDArray[Any] | None = None
        self._pixel_size: PixelSize | None = None
        self._task: Task | None = None
        self.profile: Profile | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settle.timeout.connect(self._look)
        self.words = label("", "muted")
        self.wide = QSpinBox()
        self.wide.setRange(1, WIDEST)
        self.wide.setSuffix(" px wide")
        self.wide.setAccessibleName("Width of the profile")
        self.wide.setToolTip("So many lines side by side are averaged")
        self.copy = QPushButton("Copy")
        self.copy.setToolTip("Copy distance and grey value as CSV")
        self.save = QPushButton("Save CSV…")
        across = QHBoxLayout()
        across.addWidget(self.words, 1)
        across.addWidget(self.wide)
        across.addWidget(self.copy)
        across.addWidget(self.save)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(8, 4, 8, 4)
        self._rows.setSpacing(4)
        self._rows.addLayout(across)
        self.wide.valueChanged.connect(lambda _value: self._settle.start())
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        theme.announcer().changed.connect(self._dress)
        self._show(None)

    def show_line(
        self, line: tuple[Point, Point] | None, pixels: NDArray[Any] | None, pixel_size: PixelSize | None
    ) -> None:
        """Another line, or another image under it; None where no line is selected."""
        self._line, self._pixels, self._pixel_size = line, pixels, pixel_size
        if self.isVisible():
            self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._plot is None:
            self._make_plot()
        self._settle.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settle.stop()

    def _make_plot(self) -> None:
        import pyqtgraph

        self._plot = pyqtgraph.PlotWidget()
        self._plot.setFixedHeight(HEIGHT)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setAccessibleName("Grey values along the line")
        self._curve = self._plot.plot()
        self._rows.insertWidget(0, self._plot)
        self._dress()

    def _dress(self) -> None:
        if self._plot is None:
            return
        import pyqtgraph

        shade = theme.colours()
        self._plot.setBackground(shade.surface)
        for side in ("bottom", "left"):
            axis = self._plot.getAxis(side)
            axis.setPen(shade.border)
            axis.setTextPen(shade.muted)
        self._curve.setPen(pyqtgraph.mkPen(shade.accent, width=1.5))

    def _look(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._line is None or self._pixels is None:
            self._show(None)
            return
        self._task = self._context.background.run(
            line_profile, self._pixels, *self._line, self._pixel_size, self.wide.value(), then=self._show, owner=self
        )

    def _show(self, profile: Profile | None) -> None:
        self._task = None
        self.profile = profile
        for button in (self.copy, self.save):
            button.setEnabled(profile is not None)
        if self._line is not None and self._pixels is None:
            self.words.setText("Scans as large as this one are never in memory whole: no profile.")
        else:
            self.words.setText("" if profile is not None else "Draw or select a line to see the grey values along it.")
        if self._curve is None:
            return
        if profile is None:
            self._curve.setData([], [])
            return
        unit = "m" if profile.in_metres else None
        self._plot.setLabel("bottom", "Distance" if unit else "Distance in pixels", units=unit)
        self._plot.setLabel("left", "Grey")
        self._curve.setData(profile.distance, profile.grey, connect="finite")

    def _copy(self) -> None:
        if self.profile is not None:
            QGuiApplication.clipboard().setText(self.profile.to_csv())

    def _save(self) -> None:
        profile = self.profile
        if profile is None:
            return
        file, _ = QFileDialog.getSaveFileName(self, "Save the line profile", "profile.csv", "CSV (*.csv)")
        if file:
            self._context.background.run(_written, Path(file), profile.to_csv(), owner=self)


def _written(file: Path, text: str) -> None:
    from maemi.errors import MaemiError

    try:
        durable.write_text(file, text)
    except OSError as error:
        raise MaemiError(f"{file} cannot be written: {error.strerror or error}; choose another folder.") from error
