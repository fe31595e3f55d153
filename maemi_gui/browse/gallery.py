"""The left of the window: all micrographs of the project, searched, filtered, sorted, selected."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from maemi.project.rows import MicrographRow
from maemi_gui.actions import make
from maemi_gui.browse import actions as _actions  # noqa: F401 - registers the gallery's actions
from maemi_gui.browse import gallery_verbs as verbs
from maemi_gui.browse.gallery_foot import GalleryFoot
from maemi_gui.browse.gallery_top import GalleryTop
from maemi_gui.browse.gallery_view import GalleryView
from maemi_gui.browse.model import PAGE, Filter, MicrographModel
from maemi_gui.browse.selection import Selection
from maemi_gui.browse.thumbnails import Thumbnails
from maemi_gui.context import Context
from maemi_gui.widgets.empty_state import EmptyState

COUNT_AFTER_MS = 250
"""Counts wait until the list itself is there."""
IN_CONTEXT_MENU = (
    "micrograph.compare",
    "micrograph.generate",
    "micrograph.pixel_size",
    "micrograph.class",
    "micrograph.open_folder",
    "micrograph.copy_path",
)


class Gallery(QWidget):
    """Lists micrographs and says which one is selected."""

    micrograph_selected = Signal(object)
    """The current `MicrographRow`, or None."""
    add_requested = Signal()
    """The button of the empty gallery."""
    compare_requested = Signal(list)
    """Ids of the selected micrographs, in the order of the gallery."""
    generate_requested = Signal(list)
    """Ids of the selected micrographs; none for all of the project."""
    opened = Signal()
    """Return on a micrograph: look at it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.thumbnails = Thumbnails(context, self)
        self.model = MicrographModel(context, self.thumbnails, self)
        self.view = GalleryView()
        self.view.setModel(self.model)
        self.selection = Selection(context, self, self.selected_ids, self.current)
        self._stack = QStackedWidget()
        self._empty = EmptyState("folder-add", "No micrographs yet", "Add a folder of them, or drop files here.")
        self._empty.add_button("Add a folder …", self.add_requested.emit)
        self._nothing = EmptyState("search", "Nothing found", "No micrograph matches the search.")
        self._nothing.add_button("Clear the search", self.clear_filter, primary=False)
        self.actions_by_id: dict[str, QAction] = {}
        self._told: MicrographRow | None = None
        self._select_first = False
        self._listed = Filter()
        self._counting = QTimer(self, singleShot=True, interval=COUNT_AFTER_MS)
        self._make_actions()
        panel, following = (self.actions_by_id[f"micrograph.{each}"] for each in ("filters", "next_unreviewed"))
        self.top = GalleryTop(context, [panel, following])
        self.search = self.top.field.line
        self.foot = GalleryFoot(context)
        self._build()
        self._connect()

    def _make_actions(self) -> None:
        slots = {
            "micrograph.compare": lambda: self.compare_requested.emit(self.selected_in_order()),
            "micrograph.generate": lambda: self.generate_requested.emit(self.selected_ids()),
            "micrograph.pixel_size": self.selection.ask_pixel_size,
            "micrograph.class": self.selection.ask_class,
            "micrograph.open_folder": self.selection.open_folder,
            "micrograph.copy_path": self.selection.copy_paths,
            "micrograph.generate_all": lambda: self.generate_requested.emit([]),
            "micrograph.previous": lambda: self.step(-1),
            "micrograph.next": lambda: self.step(1),
            "micrograph.next_unreviewed": self.go_to_next_unreviewed,
            "micrograph.search": self.focus_search,
            "micrograph.filters": lambda on: self.show_filters(on),
        }
        for action_id, slot in slots.items():
            self.actions_by_id[action_id] = make(action_id, self, slot)
        for action_id in IN_CONTEXT_MENU:
            self.view.addAction(self.actions_by_id[action_id])

    def _build(self) -> None:
        for page in (self.view, self._empty, self._nothing):
            self._stack.addWidget(page)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 8, 8, 6)
        rows.setSpacing(6)
        rows.addWidget(self.top)
        rows.addWidget(self._stack, 1)
        rows.addWidget(self.foot)
        self.setMinimumWidth(168)
        self.actions_by_id["micrograph.filters"].setChecked(not self.top.panel.isHidden())
        self.view.set_narrowest(self.foot.narrowest)
        self._enable(False)

    def _connect(self) -> None:
        self._counting.timeout.connect(self._ask_counts)
        self.top.changed.connect(self._apply_filter)
        self.top.field.left_down.connect(self.view.setFocus)
        self.top.field.entered.connect(self._counting.start)
        self.foot.narrowest_changed.connect(self.view.set_narrowest)
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self.view.selectionModel().selectionChanged.connect(lambda _on, _off: self._tell_count())
        self.view.verticalScrollBar().valueChanged.connect(lambda _value: self._scrolled())
        self.view.opened.connect(self.opened)
        self.model.layoutAboutToBeChanged.connect(self.view.remember_place)
        self.model.counted.connect(self._counted)
        self.model.refused.connect(self._refused)
        self.model.look_changed.connect(self.view.viewport().update)
        self.model.row_loaded.connect(self._page_loaded)
        self.context.project_changed.connect(self._project_changed)
        self.context.micrographs_changed.connect(self.refresh)
        self.context.pairs_changed.connect(self.refresh)
        if self.context.project is not None:
            self._project_changed()

    def refresh(self) -> None:
        """Counts, badges or pixel sizes may differ: ask the project again, keeping selection and place."""
        self.model.reload()

    def current(self) -> MicrographRow | None:
        """The selected micrograph that the other panels show."""
        return self.model.micrograph(self.view.currentIndex())

    def selected_in_order(self) -> list[int]:
        """The ids of all selected micrographs, in the order of the gallery."""
        places = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return [found for found in map(self.model.id_at, places) if found is not None]

    def selected_ids(self) -> list[int]:
        """The ids of all selected micrographs."""
        return sorted(self.selected_in_order())

    def select(self, micrograph_id: int, *, keep: bool = False) -> None:
        """Make that micrograph the current one, even where the filter hides it.

        `keep`: what is selected beside it stays selected.
        """
        project, place = self.context.project, self.model.place_of(micrograph_id)
        if place is not None:
            self._go_to(place, keep=keep)
        elif project is not None:

            def told(rows: list[MicrographRow]) -> None:
                if rows and project is self.context.project:
                    self._tell_unlisted(rows[0])

            self.context.background.run(
                verbs.get_micrographs, project, [micrograph_id], then=told, database=True, owner=self
            )

    def step(self, by: int) -> None:
        """Select the micrograph so many places further on."""
        last = self.model.rowCount() - 1
        if last >= 0:
            index = self.view.currentIndex()
            self._go_to(min(max(index.row() + by, 0), last) if index.isValid() else 0)

    def go_to_next_unreviewed(self) -> None:
        """Select the next listed micrograph with pending pairs, or say that there is none."""
        project, wanted = self.context.project, self.model.filter
        if project is None:
            return
        after = self.model.id_at(self.view.currentIndex().row())

        def found(micrograph_id: int | None) -> None:
            if project is not self.context.project:
                return
            if micrograph_id is None:
                of_these = "" if wanted.is_empty else " that matches the search"
                self.context.notice.emit(f"No micrograph{of_these} has pairs that wait for a decision.")
            else:
                self.select(micrograph_id)

        sorting = wanted.sorting
        self.context.background.run(
            verbs.next_unreviewed,
            project,
            after,
            wanted.search,
            sorting.key,
            sorting.descending,
            then=found,
            database=True,
            owner=self,
        )

    def focus_search(self) -> None:
        """Go to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_filters(self, on: bool) -> None:
        """Show or hide the filters with their counts."""
        self.top.show_panel(on)
        if on:
            self._counting.start()

    def clear_filter(self) -> None:
        """List all micrographs."""
        self.top.field.set_text("")

    def _project_changed(self) -> None:
        self._tell(None)
        self._enable(False)
        self._select_first = True
        self.top.begin()
        self._listed = self.top.wanted()
        self.model.set_filter(self._listed, reset=True)

    def _apply_filter(self) -> None:
        wanted = self.top.wanted()
        if wanted != self.model.filter:
            self.top.field.fail("")
            self.model.set_filter(wanted)

    def _refused(self, sentence: str) -> None:
        self.top.field.fail(sentence)

    def _counted(self, total: int) -> None:
        moved_on, self._listed = self.model.filter != self._listed, self.model.filter
        self.top.field.fail("")
        page = self.view if total else self._empty if self._listed.is_empty else self._nothing
        self._nothing.say("Nothing found", f"No micrograph matches “{self._listed.search}”.")
        self._stack.setCurrentWidget(page)
        self._tell_count()
        self._counting.start()
        place = self.model.place_of(self._told.id) if self._told else None
        if not total:
            self._tell(None)
        elif place is not None and (moved_on or not self.view.currentIndex().isValid()):
            self._go_to(place)
        elif self._select_first or (moved_on and place is None):
            self._go_to(0)
        else:
            self.view.restore_place()
            if self.view.currentIndex().isValid():
                # Out of sight or not: the panels show this one, so its row is read again.
                self.model.data(self.view.currentIndex())
            elif self._told is not None:
                self.select(self._told.id)
        self._scrolled()

    def _ask_counts(self) -> None:
        project, search, of_each_kind = self.context.project, self.model.filter.search, self.top.wants_counts()
        if project is None:
            return

        def counted(found: verbs.Counts) -> None:
            if project is self.context.project and search == self.model.filter.search:
                if of_each_kind:
                    self.top.show_counts(found.facets)
                self.foot.set_total(found.total)
                self._tell_count()

        # A search that is not understood has said so already.
        self.context.background.run(
            verbs.counts,
            project,
            search,
            of_each_kind,
            then=counted,
            failed=lambda _sentence: None,
            database=True,
            owner=self,
        )

    def _tell_count(self) -> None:
        selected = len(self.view.selectionModel().selectedIndexes())
        self.foot.tell(self.model.rowCount(), selected, filtered=not self._listed.is_empty)

    def _go_to(self, place: int, *, keep: bool = False) -> None:
        self._select_first = False
        index = self.model.index(place)
        flag = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, flag.NoUpdate if keep else flag.ClearAndSelect)
        self.view.scrollTo(index)
        self.model.data(index)

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._tell_if_here()

    def _page_loaded(self, first: int) -> None:
        if first <= self.view.currentIndex().row() < first + PAGE:
            self._tell_if_here()
        self._scrolled()

    def _tell_if_here(self) -> None:
        row = self.current()
        if row is not None:
            self._tell(row)
        else:
            self.model.data(self.view.currentIndex())

    def _tell_unlisted(self, row: MicrographRow) -> None:
        self.view.selectionModel().clear()
        self._tell(row)

    def _tell(self, row: MicrographRow | None) -> None:
        if row != self._told:
            self._told = row
            self._enable(row is not None)
            self.micrograph_selected.emit(row)

    def _enable(self, on: bool) -> None:
        # These are about all micrographs, also while a search finds none.
        project = self.context.project is not None
        always = {"micrograph.search": True, "micrograph.filters": True}
        always |= {"micrograph.generate_all": project, "micrograph.next_unreviewed": project}
        for action_id, action in self.actions_by_id.items():
            action.setEnabled(on or always.get(action_id, False))

    def _scrolled(self) -> None:
        """Rows and thumbnails a page before and behind what is in sight are wanted too; those farther off no more."""
        near = self.view.near_numbers()
        self.model.want(near)
        rows = self.model.rows_in(near)
        self.thumbnails.keep_only({row.id for row in rows})
        self.thumbnails.prepare(rows)
