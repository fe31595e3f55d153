"""Near duplicates: groups of micrographs that are one picture, to look at and to select in the gallery."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from maemi.project.rows import MicrographRow
from maemi_gui.collection.library import Library, rows_of
from maemi_gui.collection.pictures import Pictures, Thumbnails
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.words import label

SIDE = QSize(200, 160)
_ID = Qt.ItemDataRole.UserRole


class DuplicatesDialog(QDialog):
    """Groups at the left, their pictures at the right; nothing is changed or removed."""

    micrograph_wanted = Signal(int)
    micrographs_wanted = Signal(list)

    def __init__(self, library: Library, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Near duplicates")
        self.resize(880, 560)
        self._library = library
        self._pictures = Pictures(thumbnails, SIDE, self)
        self._groups: list[list[int]] = []
        self.groups = QListWidget()
        self.groups.setAccessibleName("Groups of near duplicates")
        self.groups.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.groups.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.members = QListWidget()
        self.members.setAccessibleName("Micrographs of the group")
        self.members.setIconSize(SIDE)
        self.members.setWordWrap(True)
        self.summary = label("", "muted", wrap=True)
        self.all_but_first = QPushButton("Select all but the first of each group")
        self.all_button = QPushButton("Select this group")
        self.empty = EmptyState("copy")
        self.build_button = self.empty.add_button("Index micrographs", library.build)
        self._pages = QStackedWidget()
        self._lay_out()
        library.changed.connect(self._refresh)
        self.groups.currentRowChanged.connect(self._show_group)
        self.members.itemActivated.connect(lambda item: self.micrograph_wanted.emit(int(item.data(_ID))))
        self.all_button.clicked.connect(lambda _on: self.micrographs_wanted.emit(self._group()))
        self.all_but_first.clicked.connect(lambda _on: self.micrographs_wanted.emit(self.later_ones()))
        library.want()
        self._refresh()

    def later_ones(self) -> list[int]:
        """Every micrograph that was there, in another shape, before it was added."""
        return [each for group in self._groups for each in group[1:]]

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.groups)
        split.addWidget(self.members)
        split.setSizes([250, 610])
        foot = QHBoxLayout()
        foot.addWidget(self.summary, 1)
        for button in (self.all_button, self.all_but_first):
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
            foot.addWidget(button)
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(split, 1)
        inner.addLayout(foot)
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 12, 12, 12)
        rows.addWidget(self._pages)

    def _refresh(self) -> None:
        loaded = self._library.loaded
        members: dict[int, list[int]] = {}
        if loaded is not None:
            for micrograph_id, group in zip(loaded.collection.ids, loaded.collection.groups, strict=True):
                if group:
                    members.setdefault(int(group), []).append(int(micrograph_id))
        # A colleague's removed file may leave a group of one.
        self._groups = [ids for ids in members.values() if len(ids) > 1]
        indexed = len(loaded.collection.ids) if loaded else 0
        if not self._groups:
            heading, sentence = "Reading the index…", ""
            if loaded is not None:
                heading = "No near duplicates" if indexed else "Not indexed yet"
                sentence = f"None among {indexed:,} indexed micrographs." if indexed else "Indexing looks for them."
            self.empty.say(heading, sentence)
            self.build_button.setVisible(loaded is not None and loaded.waiting > 0)
            self._pages.setCurrentWidget(self.empty)
            return
        self._pages.setCurrentIndex(0)
        later = len(self.later_ones())
        self.summary.setText(
            f"{len(self._groups):,} groups; {later:,} of {indexed:,} were there before in another shape."
        )
        names = dict(zip(loaded.collection.ids.tolist(), loaded.collection.names, strict=True)) if loaded else {}
        place = max(0, self.groups.currentRow())
        self.groups.clear()
        for ids in self._groups:
            self.groups.addItem(f"{len(ids)} × {names.get(ids[0], '')}")
        self.groups.setCurrentRow(min(place, len(self._groups) - 1))

    def _group(self) -> list[int]:
        row = self.groups.currentRow()
        return self._groups[row] if 0 <= row < len(self._groups) else []

    def _show_group(self, _row: int) -> None:
        ids, project = self._group(), self._library.context.project
        if not ids or project is None:
            return

        def show(rows: list[MicrographRow]) -> None:
            if ids == self._group():
                self._fill(rows)

        self._library.context.background.run(rows_of, project, ids, then=show, database=True, owner=self)

    def _fill(self, rows: list[MicrographRow]) -> None:
        self.members.clear()
        self._pictures.forget()
        for row in rows:
            size = f"{row.info.shape[0]:,} × {row.info.shape[1]:,} pixels" if row.info else ""
            item = QListWidgetItem(f"{row.name}\n{size}\n{row.path.parent}")
            item.setData(_ID, row.id)
            item.setToolTip(str(row.path))
            self.members.addItem(item)
            self._pictures.put(row, item.setIcon)
