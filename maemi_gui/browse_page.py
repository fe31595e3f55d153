"""The page on which one works with micrographs: gallery, canvas, and the panels at the right."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from maemi.project.rows import MicrographRow
from maemi_gui import theme
from maemi_gui.browse.canvas import Canvas
from maemi_gui.browse.gallery import Gallery
from maemi_gui.browse.middle import Middle
from maemi_gui.context import Context
from maemi_gui.correction_wiring import join_corrections
from maemi_gui.inspect.panel import InspectPanel

SIZES = (300, 640, 380)
PANEL_WIDTH = 348
"""Below it the decisions of Review would not fit beside each other."""


class BrowsePage(QWidget):
    """Keeps the selected micrograph the same in all three parts."""

    run_started = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.gallery = Gallery(context)
        self.canvas = Canvas(context)
        self.middle = Middle(context, self.gallery, self.canvas)
        self.inspect = InspectPanel(context)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Panels")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Panels")
        self.tabs.setMinimumWidth(PANEL_WIDTH)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(5)
        self.splitter.setChildrenCollapsible(False)
        self.column = QSplitter(Qt.Orientation.Vertical)
        self.column.setChildrenCollapsible(False)
        self.column.addWidget(self.middle)
        for widget in (self.gallery, self.column, self.tabs):
            self.splitter.addWidget(widget)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes(list(SIZES))
        saved = context.settings.value("window/browse")
        if isinstance(saved, QByteArray):
            self.splitter.restoreState(saved)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.splitter)
        self._panels: list[QWidget] = []
        self._icons: list[str] = []
        theme.announcer().changed.connect(self._tint_tabs)
        self._row: MicrographRow | None = None
        self.add_panel(self.inspect, "Inspect", "inspect")
        self.inspect.selected_ids = self.gallery.selected_ids
        self.canvas.image.line_changed.connect(lambda _text: self.inspect.scale_bar.set_line(self.canvas.image.line))
        self.inspect.outlines_found.connect(self.canvas.set_outlines)
        self.inspect.object_chosen.connect(self.canvas.measured.choose)
        self.canvas.measured.clicked.connect(self.inspect.choose_object)
        self.inspect.outlines_toggled.connect(self.canvas.actions_by_id["canvas.outlines"].setChecked)
        self.canvas.outlines_toggled.connect(self.inspect.measurement.outlines.setChecked)
        self.correcting = join_corrections(self.canvas, self.inspect.corrections)
        self.gallery.micrograph_selected.connect(self._selected)
        self.gallery.opened.connect(self.canvas.image.setFocus)

    def add_panel(self, panel: QWidget, title: str, icon: str) -> None:
        """Put one more panel into the tabs; it follows the selection from now on."""
        self.tabs.addTab(panel, theme.icon(icon), title)
        self._panels.append(panel)
        self._icons.append(icon)
        panel.set_micrograph(self._row)  # pyright: ignore[reportAttributeAccessIssue]

    def show_table(self, table: QWidget, on: bool) -> None:
        """Put a table below the picture, in place of the gallery beside it; or take it away again."""
        if on and self.column.indexOf(table) < 0:
            self.column.addWidget(table)
            self.column.setSizes([2, 3])
            self.column.setStretchFactor(0, 2)
            self.column.setStretchFactor(1, 3)
        self.gallery.setVisible(not on)
        table.setVisible(on)

    def show_panel(self, panel: QWidget) -> None:
        """Bring a panel to the front and give it the keyboard."""
        self.tabs.setCurrentWidget(panel)
        panel.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def save(self) -> None:
        """Remember the sizes."""
        self.context.settings.setValue("window/browse", self.splitter.saveState())

    def _tint_tabs(self) -> None:
        for index, icon in enumerate(self._icons):
            self.tabs.setTabIcon(index, theme.icon(icon))

    def _selected(self, row: MicrographRow | None) -> None:
        self._row = row
        self.middle.set_micrograph(row)
        for panel in self._panels:
            panel.set_micrograph(row)  # pyright: ignore[reportAttributeAccessIssue]
