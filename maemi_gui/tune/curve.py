"""Loss and validation by step, with the rank of each step: as the colour of its point, and as a strip below."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.tune.run_log import RunLog

_RAMPS = {False: ("#7fb2e5", "#123c73"), True: ("#2f6db5", "#cfe5ff")}
"""Colours of the least and the greatest rank, by darkness of the ground."""


class Curve(QWidget):
    """A plot with a legend; LiveRun imports pyqtgraph in a worker before it makes one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        import pyqtgraph as pg

        pg.setConfigOptions(antialias=True)
        self._pg: Any = pg
        self._shown = RunLog()
        self.setAccessibleName("Loss and validation by step")
        self._view: Any = pg.GraphicsLayoutWidget()
        self._loss: Any = self._view.addPlot(row=0, col=0)
        self._strip: Any = self._view.addPlot(row=1, col=0)
        self._view.ci.layout.setRowStretchFactor(0, 4)
        self._view.ci.layout.setRowStretchFactor(1, 1)
        self._strip.setXLink(self._loss)
        for plot, name in ((self._loss, "loss"), (self._strip, "rank")):
            plot.setLabel("left", name)
            plot.getAxis("left").setWidth(48)
            plot.setMenuEnabled(False)
            plot.hideButtons()
            plot.showGrid(y=True, alpha=0.15)
            plot.setMouseEnabled(x=False, y=False)
        self._strip.setLabel("bottom", "step")
        self._loss.getAxis("bottom").setStyle(showValues=False)
        self._legend: Any = self._loss.addLegend(offset=(-8, 8))
        self._points: Any = pg.ScatterPlotItem(size=5, pen=None)
        self._smooth: Any = pg.PlotCurveItem(name="loss, smoothed", connect="finite")
        self._validation: Any = pg.PlotDataItem(name="validation", symbol="d", symbolSize=9)
        self._ranks: Any = pg.ScatterPlotItem(size=4, pen=None)
        for item in (self._points, self._smooth, self._validation):
            self._loss.addItem(item)
        self._strip.addItem(self._ranks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        theme.announcer().changed.connect(self.dress)
        self.dress()

    def show_log(self, log: RunLog) -> None:
        """Draw a run's numbers."""
        self._shown = log
        steps = np.asarray(log.steps, dtype=float)
        colours = [self._colour(rank, log) for rank in log.ranks]
        self._points.setData(x=steps, y=np.asarray(log.losses, dtype=float), brush=colours)
        self._smooth.setData(x=steps, y=np.asarray(log.smooth, dtype=float))
        self._validation.setData(x=np.asarray(log.validation_steps, float), y=np.asarray(log.validation_losses, float))
        self._ranks.setData(x=steps, y=np.asarray(log.ranks, dtype=float), brush=colours)
        if log.total:
            self._loss.setXRange(0, log.total, padding=0.02)
        self.setAccessibleDescription(_in_words(log))

    def dress(self) -> None:
        """Take the colours of the theme in force."""
        pg, colours = self._pg, theme.colours()
        self._view.setBackground(colours.surface)
        for plot in (self._loss, self._strip):
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(pg.mkPen(colours.border))
                axis.setTextPen(pg.mkPen(colours.muted))
        self._smooth.setPen(pg.mkPen(colours.accent, width=2))
        self._validation.setPen(pg.mkPen(colours.warn, width=1.5, style=Qt.PenStyle.DashLine))
        self._validation.setSymbolBrush(pg.mkBrush(colours.warn))
        self._validation.setSymbolPen(pg.mkPen(colours.surface))
        self._legend.setLabelTextColor(colours.text)
        for _sample, name in self._legend.items:
            name.setText(name.text)  # what is written already keeps its colour until it is written again
        self.show_log(self._shown)

    def _colour(self, rank: int, log: RunLog) -> QColor:
        least, most = min(log.ranks), max(log.ranks)
        share = (rank - least) / (most - least) if most > least else 1.0
        start, end = (QColor(name) for name in _RAMPS[theme.is_dark()])
        pairs = ((start.red(), end.red()), (start.green(), end.green()), (start.blue(), end.blue()))
        return QColor(*(round(a + (b - a) * share) for a, b in pairs))


def _in_words(log: RunLog) -> str:
    """What the picture shows, for those who do not see it."""
    if not log.steps:
        return "No step is done yet."
    words = f"Step {log.steps[-1]}, loss {log.smooth[-1]:.3f}, rank {log.ranks[-1]}."
    return words + (f" Validation {log.validation_losses[-1]:.3f}." if log.validation_losses else "")
