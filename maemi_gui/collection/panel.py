"""More like this: what looks like the selected micrograph, and the doors to map, duplicates and suggestions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from maemi.project.rows import MicrographRow
from maemi_gui.collection.library import Library, rows_of
from maemi_gui.collection.pictures import Pictures, Thumbnails
from maemi_gui.context import Context
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.words import ElidedLabel, label

COUNT = 24
SIDE = QSize(132, 104)
_ID = Qt.ItemDataRole.UserRole


class SimilarPanel(QWidget):
    """Follows the selection; a click on a look-alike selects it."""

    micrograph_wanted = Signal(int)
    """The id of a look-alike that was chosen."""

    def __init__(
        self, context: Context, library: Library, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.library = context, library
        self._row: MicrographRow | None = None
        self._shown: tuple[int, int] | None = None
        self._pictures = Pictures(thumbnails, SIDE, self)
        self.heading = ElidedLabel("", "heading")
        self.doors = QHBoxLayout()
        self.list = QListWidget()
        self.empty = EmptyState("similar")
        self.build_button = self.empty.add_button("Index micrographs", library.build)
        self.state = label("", "muted", wrap=True)
        self.update_button = QPushButton("Update the index")
        self.update_button.setAccessibleName("Update the index")
        self.update_button.clicked.connect(library.build)
        self._stack = QStackedWidget()
        self._lay_out()
        library.changed.connect(self._refresh)
        self.list.itemClicked.connect(self._chosen)
        self.list.itemActivated.connect(self._chosen)
        self._refresh()

    def add_door(self, action: QAction, text: str) -> None:
        """A button at the top for one of the room's dialogs."""
        button = QToolButton()
        action.setIconText(text)
        button.setDefaultAction(action)
        button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.doors.insertWidget(self.doors.count() - 1, button)

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Another micrograph is selected."""
        self._row = row
        if self.isVisible():
            self._refresh()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        self.library.want()
        self._refresh()

    def _lay_out(self) -> None:
        self.list.setAccessibleName("Micrographs that look like the selected one")
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(SIDE)
        self.list.setGridSize(SIDE + QSize(22, 42))
        self.list.setWordWrap(False)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.doors.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(self.update_button)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 10, 12, 10)
        rows.setSpacing(8)
        rows.addLayout(self.doors)
        rows.addWidget(self.heading)
        rows.addWidget(self._stack, 1)
        rows.addLayout(foot)

    def _refresh(self) -> None:
        loaded, row = self.library.loaded, self._row
        self.heading.setText(f"More like {row.name}" if row else "More like this")
        indexed = len(loaded.collection.ids) if loaded else 0
        waiting = loaded.waiting if loaded else 0
        self.state.setText(f"{indexed:,} of {indexed + waiting:,} micrographs indexed" if indexed else "")
        self.update_button.setVisible(bool(indexed and waiting))
        if loaded is None:
            self._say("Reading the index…", "", False)
        elif not indexed:
            sentence = (
                "An index finds micrographs that look alike, near duplicates, and classes from a few labelled ones. "
                "It is made once, on this machine, in the background."
            )
            self._say("Not indexed yet", sentence, waiting > 0)
        elif row is None:
            self._say("No micrograph selected", "Select one in the gallery to see what looks like it.", False)
        elif loaded.collection.row_of(row.id) is None:
            self._say("This micrograph is not in the index yet", row.error or "", row.error is None)
        else:
            self._ask(row.id)

    def _say(self, heading: str, sentence: str, offer: bool) -> None:
        self._shown = None
        self.empty.say(heading, sentence)
        self.build_button.setVisible(offer)
        self._stack.setCurrentWidget(self.empty)

    def _ask(self, micrograph_id: int) -> None:
        loaded, project = self.library.loaded, self.context.project
        if loaded is None or project is None or self._shown == (micrograph_id, id(loaded)):
            return
        self._shown = asked = (micrograph_id, id(loaded))

        def work() -> list[tuple[MicrographRow, float]]:
            from maemi.similar.asking import more_like

            matches = more_like(loaded.collection, micrograph_id, COUNT)
            rows = rows_of(project, [match.id for match in matches])
            return [(row, match.similarity) for row, match in zip(rows, matches, strict=True)]

        def show(found: list[tuple[MicrographRow, float]]) -> None:
            if asked == self._shown:
                self._show(found)

        self.context.background.run(work, then=show, database=True, owner=self)

    def _show(self, found: list[tuple[MicrographRow, float]]) -> None:
        from maemi.similar.class_list import display_name

        self.list.clear()
        self._pictures.forget()
        for row, similarity in found:
            item = QListWidgetItem(f"{similarity:.2f}  {row.name}")
            item.setData(_ID, row.id)
            words = f"{row.name}\nsimilarity {similarity:.2f}"
            item.setToolTip(f"{words}\n{display_name(row.class_name)}" if row.class_name else words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", ", "))
            self.list.addItem(item)
            self._pictures.put(row, lambda icon, item=item: _set_icon(item, icon))
        self._stack.setCurrentWidget(self.list)

    def _chosen(self, item: QListWidgetItem) -> None:
        self.micrograph_wanted.emit(int(item.data(_ID)))


def _set_icon(item: QListWidgetItem, icon: QIcon) -> None:
    item.setIcon(icon)
