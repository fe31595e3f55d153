"""The map of the collection: look-alikes lie together; what is outlined goes to the gallery or gets a class."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from maemi.project.rows import MicrographRow
from maemi_gui import theme
from maemi_gui.background import Task
from maemi_gui.collection.choosing import LASSO, MOVE, RECTANGLE, inside
from maemi_gui.collection.groups import BY, MapGroup, grouped
from maemi_gui.collection.hover_card import HoverCard
from maemi_gui.collection.library import Library, rows_of
from maemi_gui.collection.pictures import Thumbnails
from maemi_gui.collection.scatter import Scatter
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.words import label

SIZE = QSize(1060, 720)
MODES = ((MOVE, "Move", "move"), (RECTANGLE, "Rectangle", "rectangle"), (LASSO, "Lasso", "lasso"))


class MapWindow(QDialog):
    """Stays open beside the window; follows the selection and the library."""

    micrograph_wanted = Signal(int)
    micrographs_wanted = Signal(list)
    """Ids that shall be selected in the gallery."""
    class_wanted = Signal(list)
    """Ids that shall get a class."""

    def __init__(self, library: Library, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Map of the collection")
        self.resize(SIZE)
        self._library, self._thumbnails = library, thumbnails
        self._groups: list[MapGroup] = []
        self._selected: NDArray[np.int64] = np.zeros(0, np.int64)
        self._current: int | None = None
        self._hovered: int | None = None
        self._hover_row: MicrographRow | None = None
        self._hover_task: Task | None = None
        self.scatter = Scatter()
        self.card = HoverCard(self)
        self.by = QComboBox()
        self.legend = QListWidget()
        self.count = label("", wrap=True)
        self.show_button = QPushButton("Select in the gallery")
        self.class_button = QPushButton("Set class…")
        self.empty = EmptyState("map")
        self.build_button = self.empty.add_button("Index micrographs", library.build)
        self._pages = QStackedWidget()
        self._modes = QButtonGroup(self)
        self._lay_out()
        self._connect()
        library.want()
        self._refresh()

    def set_current(self, micrograph_id: int | None) -> None:
        """The gallery shows another micrograph."""
        self._current = micrograph_id
        loaded = self._library.loaded
        if loaded is not None and len(self.scatter.places):
            self.scatter.set_current(None if micrograph_id is None else loaded.collection.row_of(micrograph_id))

    def selected_ids(self) -> list[int]:
        """The micrographs that are ringed."""
        loaded = self._library.loaded
        return [] if loaded is None else [int(each) for each in loaded.collection.ids[self._selected]]

    def _lay_out(self) -> None:
        self.by.setAccessibleName("Colour by")
        for text, key in BY:
            self.by.addItem(text, key)
        self.legend.setAccessibleName("Groups of the map; unticked ones are hidden, Return selects one")
        tools = QHBoxLayout()
        for mode, text, icon in MODES:
            button = QToolButton()
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.setChecked(mode == MOVE)
            button.setProperty("mode", mode)
            theme.tint(button, icon)
            self._modes.addButton(button)
            tools.addWidget(button)
        whole = QPushButton("Whole map")
        whole.clicked.connect(self.scatter.fit)
        tools.addStretch(1)
        tools.addWidget(whole)
        for button in (whole, self.show_button, self.class_button):
            button.setAccessibleName(button.text().rstrip("…"))
            button.setAutoDefault(False)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(label("Colour by", "muted"))
        side.addWidget(self.by)
        side.addWidget(self.legend, 1)
        side.addWidget(self.count)
        side.addWidget(self.show_button)
        side.addWidget(self.class_button)
        panel = QWidget()
        panel.setLayout(side)
        panel.setFixedWidth(250)
        side.setContentsMargins(0, 0, 0, 0)
        left = QVBoxLayout()
        left.addLayout(tools)
        left.addWidget(self.scatter, 1)
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        columns.addLayout(left, 1)
        columns.addWidget(panel)
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 12, 12, 12)
        rows.addWidget(self._pages)

    def _connect(self) -> None:
        self._library.changed.connect(self._refresh)
        self.by.currentIndexChanged.connect(lambda _index: self._draw())
        self._modes.buttonClicked.connect(lambda button: setattr(self.scatter.box, "mode", button.property("mode")))
        self.scatter.drawn.connect(self._outlined)
        self.scatter.clicked.connect(self._clicked)
        self.scatter.hovered.connect(self._hover)
        self.legend.itemChanged.connect(self._ticked)
        self.legend.itemActivated.connect(self._choose_group)
        self.show_button.clicked.connect(lambda _on: self.micrographs_wanted.emit(self.selected_ids()))
        self.class_button.clicked.connect(lambda _on: self.class_wanted.emit(self.selected_ids()))
        self._thumbnails.ready.connect(self._thumbnail_ready)
        theme.announcer().changed.connect(self._draw)

    def _refresh(self) -> None:
        loaded = self._library.loaded
        mapped = loaded is not None and bool(np.isfinite(loaded.collection.places).any())
        if mapped:
            self._pages.setCurrentIndex(0)
            self._draw()
            self.scatter.fit()
            return
        self._pages.setCurrentWidget(self.empty)
        if loaded is None:
            self.empty.say("Reading the index…", "")
            self.build_button.hide()
        else:
            self.empty.say("There is no map yet", "Indexing encodes the micrographs and lays the map out.")
            self.build_button.setVisible(bool(loaded.waiting or len(loaded.collection.ids)))

    def _draw(self) -> None:
        loaded = self._library.loaded
        if loaded is None:
            return
        collection = loaded.collection
        self._groups = grouped(collection, str(self.by.currentData()))
        size = 11 if len(collection.ids) < 400 else 7 if len(collection.ids) < 5000 else 4.5
        self.scatter.show_groups(collection.places, self._groups, size)
        self.legend.blockSignals(True)
        self.legend.clear()
        for group in self._groups:
            chip = QPixmap(12, 12)
            chip.fill(QColor(group.colour))
            item = QListWidgetItem(QIcon(chip), f"{group.text}  {len(group.rows):,}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.legend.addItem(item)
        self.legend.blockSignals(False)
        self._select(np.zeros(0, np.int64))
        self.set_current(self._current)

    def _outlined(self, outline: NDArray[np.float64]) -> None:
        within = inside(self.scatter.places, outline) & self.scatter.visible_rows()
        self._select(np.flatnonzero(within))

    def _choose_group(self, item: QListWidgetItem) -> None:
        rows = np.array(self._groups[self.legend.row(item)].rows, dtype=np.int64)
        self._select(rows[self.scatter.visible_rows()[rows]])

    def _ticked(self, item: QListWidgetItem) -> None:
        group = self._groups[self.legend.row(item)]
        self.scatter.show_group(group, item.checkState() == Qt.CheckState.Checked)
        self._select(self._selected[self.scatter.visible_rows()[self._selected]])

    def _select(self, rows: NDArray[np.int64]) -> None:
        self._selected = rows
        self.scatter.select(rows)
        some = len(rows) > 0
        hint = "Outline micrographs with Rectangle or Lasso, or double-click a group."
        self.count.setText(f"{len(rows):,} selected" if some else hint)
        self.show_button.setEnabled(some)
        self.class_button.setEnabled(some)

    def _clicked(self, row: int) -> None:
        loaded = self._library.loaded
        if loaded is not None:
            self.micrograph_wanted.emit(int(loaded.collection.ids[row]))

    def _hover(self, row: int | None, where: QPoint | None) -> None:
        loaded, project = self._library.loaded, self._library.context.project
        if row is None or where is None or loaded is None or project is None:
            self._hovered = None
            self.card.hide()
            return
        if row == self._hovered:
            return
        from maemi.similar.class_list import display_name

        self._hovered = row
        class_name = loaded.collection.classes[row]
        self.card.tell(loaded.collection.names[row], display_name(class_name) if class_name else "no class", where)
        if self._hover_task is not None:
            self._hover_task.cancel()
        self._hover_task = self._library.context.background.run(
            rows_of, project, [int(loaded.collection.ids[row])], then=self._hover_known, database=True, owner=self
        )

    def _hover_known(self, rows: list[MicrographRow]) -> None:
        self._hover_row = rows[0]
        pixmap = self._thumbnails.pixmap(rows[0])
        if pixmap is not None:
            self.card.show_pixmap(pixmap)

    def _thumbnail_ready(self, micrograph_id: int) -> None:
        row = self._hover_row
        if row is not None and row.id == micrograph_id and self.card.isVisible():
            pixmap = self._thumbnails.pixmap(row)
            if pixmap is not None:
                self.card.show_pixmap(pixmap)

    def hideEvent(self, event: Any) -> None:
        self.card.hide()
        super().hideEvent(event)
