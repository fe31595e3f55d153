"""The left of the window: all micrographs of the project, searched, filtered, selected."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from maemi.project.rows import MicrographRow
from maemi_gui import theme
from maemi_gui.actions import make
from maemi_gui.browse import actions as _actions  # noqa: F401 - registers the gallery's actions
from maemi_gui.browse.dialogs import ClassDialog, PixelSizeDialog
from maemi_gui.browse.gallery_view import GalleryView
from maemi_gui.browse.model import PAGE, ROW_ROLE, Filter, MicrographModel
from maemi_gui.browse.thumbnails import Thumbnails
from maemi_gui.context import Context
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.words import label

TYPING_PAUSE_MS = 200
STATES = (
    ("All micrographs", None),
    ("With pending pairs", "pending"),
    ("With approved pairs", "approved"),
    ("With rejected pairs", "rejected"),
    ("With skipped pairs", "skipped"),
    ("Without pairs", "none"),
    ("Unreadable files", "unreadable"),
)


class Gallery(QWidget):
    """Lists micrographs and says which one is selected."""

    micrograph_selected = Signal(object)
    """The current `MicrographRow`, or None."""
    add_requested = Signal()
    """The button of the empty gallery."""
    compare_requested = Signal(list)
    """The selected `MicrographRow`s, as far as they are loaded."""
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
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search micrographs")
        self.search.setAccessibleName("Search micrographs")
        self.search.setClearButtonEnabled(True)
        self._glass = QAction(self.search)
        theme.tint(self._glass, "search")
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.state = QComboBox()
        self.state.setAccessibleName("Filter by the state of pairs")
        for text, state in STATES:
            self.state.addItem(text, state)
        self._count = label("", "muted")
        self._stack = QStackedWidget()
        self._empty = EmptyState("folder-add", "No micrographs yet", "Add a folder of them, or drop files here.")
        self._empty.add_button("Add a folder …", self.add_requested.emit)
        self._nothing = EmptyState("search", "Nothing found", "No micrograph matches the search and the filter.")
        self._nothing.add_button("Show all", self.clear_filter, primary=False)
        self.actions_by_id: dict[str, QAction] = {}
        self._told: MicrographRow | None = None
        self._select_first = False
        self._build()
        self._connect()

    def _build(self) -> None:
        for page in (self.view, self._empty, self._nothing):
            self._stack.addWidget(page)
        top = QVBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.search)
        top.addWidget(self.state)
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 8, 8, 6)
        rows.setSpacing(6)
        rows.addLayout(top)
        rows.addWidget(self._stack, 1)
        rows.addLayout(foot)
        self.setMinimumWidth(168)
        slots = {
            "micrograph.compare": lambda: self.compare_requested.emit(self.selected_rows()),
            "micrograph.generate": lambda: self.generate_requested.emit(self.selected_ids()),
            "micrograph.pixel_size": self.ask_pixel_size,
            "micrograph.class": self.ask_class,
            "micrograph.open_folder": self.open_folder,
            "micrograph.copy_path": self.copy_paths,
            "micrograph.generate_all": lambda: self.generate_requested.emit([]),
            "micrograph.previous": lambda: self.step(-1),
            "micrograph.next": lambda: self.step(1),
            "micrograph.search": self.focus_search,
        }
        for action_id, slot in slots.items():
            self.actions_by_id[action_id] = make(action_id, self, slot)
        for action_id in list(slots)[:6]:
            self.view.addAction(self.actions_by_id[action_id])
        self._enable(False)

    def _connect(self) -> None:
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._apply_filter)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self.view.setFocus)
        self.state.currentIndexChanged.connect(lambda _index: self._apply_filter())
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self.view.verticalScrollBar().valueChanged.connect(lambda _value: self._forget_hidden())
        self.view.opened.connect(self.opened)
        self.model.counted.connect(self._counted)
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

    def selected_rows(self) -> list[MicrographRow]:
        """All selected micrographs in the order of the gallery, as far as they are loaded."""
        places = sorted(self.view.selectionModel().selectedIndexes(), key=lambda index: index.row())
        rows = (index.data(ROW_ROLE) for index in places)
        return [row for row in rows if isinstance(row, MicrographRow)]

    def selected_ids(self) -> list[int]:
        """All selected micrographs, as far as they are loaded."""
        return sorted(row.id for row in self.selected_rows())

    def select(self, micrograph_id: int, *, keep: bool = False) -> None:
        """Make that micrograph the current one, even where the filter hides it or its page is not loaded yet.

        `keep`: what is selected beside it stays selected.
        """
        project, place = self.context.project, self.model.place_of(micrograph_id)
        if place is not None:
            self._go_to(place, keep=keep)
        elif project is not None:

            def get() -> MicrographRow:
                from maemi.project.micrographs import get_micrograph

                return get_micrograph(project, micrograph_id)

            self.context.background.run(get, then=self._tell_unlisted, database=True, owner=self)

    def step(self, by: int) -> None:
        """Select the micrograph so many places further on."""
        last = self.model.rowCount() - 1
        if last >= 0:
            index = self.view.currentIndex()
            self._go_to(min(max(index.row() + by, 0), last) if index.isValid() else 0)

    def focus_search(self) -> None:
        """Go to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def clear_filter(self) -> None:
        """List all micrographs."""
        self.search.clear()
        self.state.setCurrentIndex(0)
        self._apply_filter()

    def ask_pixel_size(self) -> None:
        """A dialog, then the pixel size of all selected micrographs."""
        ids = self.selected_ids()
        dialog = PixelSizeDialog(len(ids), self)
        if ids and dialog.exec() == QDialog.DialogCode.Accepted and dialog.metres is not None:
            self._write("set_pixel_size", ids, dialog.metres, self.context.curator)

    def ask_class(self) -> None:
        """A dialog, then the class of all selected micrographs."""
        ids, row = self.selected_ids(), self.current()
        dialog = ClassDialog(len(ids), row.class_name if row else None, self)
        if ids and dialog.exec() == QDialog.DialogCode.Accepted:
            self._write("set_class", ids, dialog.class_name)

    def open_folder(self) -> None:
        """Show where the current file is, in the system's file browser."""
        row = self.current()
        if row is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(row.path.parent)))

    def copy_paths(self) -> None:
        """Put the paths of the selected files on the clipboard, one a line."""
        QGuiApplication.clipboard().setText("\n".join(str(row.path) for row in self.selected_rows()))

    def _write(self, verb: str, *args: object) -> None:
        project = self.context.project
        if project is None:
            return

        def write() -> None:
            from maemi.project import micrographs

            getattr(micrographs, verb)(project, *args)

        self.context.background.run(
            write, then=lambda _none: self.context.micrographs_changed.emit(), database=True, owner=self
        )

    def _project_changed(self) -> None:
        self._tell(None)
        self._enable(False)
        self._select_first = True
        self.search.clear()
        self.state.setCurrentIndex(0)
        self._pause.stop()
        self.model.set_filter(Filter())
        self.model.reload(reset=True)

    def _apply_filter(self) -> None:
        self._pause.stop()
        wanted = Filter(self.search.text().strip(), self.state.currentData())
        if wanted != self.model.filter:
            self._select_first = True
            self.model.set_filter(wanted)

    def _counted(self, total: int) -> None:
        unfiltered = self.model.filter.is_empty
        page = self.view if total else self._empty if unfiltered else self._nothing
        self._stack.setCurrentWidget(page)
        noun = "micrograph" if total == 1 else "micrographs"
        self._count.setText(f"{total:,} {noun}" + ("" if unfiltered else " found") if total else "")
        current = self.view.currentIndex()
        if not total:
            self._tell(None)
        elif self._select_first:
            self._go_to(0)
        elif current.isValid():
            # Out of sight or not: the panels show this one, so its row is read again.
            self.model.data(current)
        elif self._told is not None:
            self.select(self._told.id)

    def _go_to(self, place: int, *, keep: bool = False) -> None:
        self._select_first = False
        index = self.model.index(place)
        flag = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, flag.NoUpdate if keep else flag.ClearAndSelect)
        self.view.scrollTo(index)
        self.model.data(index)

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._tell(self.model.micrograph(current))

    def _page_loaded(self, first: int) -> None:
        place = self.view.currentIndex().row()
        moved_to = self.model.place_of(self._told.id) if self._told else None
        if moved_to is not None and moved_to != place:
            # Files that sort before it were added: the selection stays with the micrograph, not with the place.
            self._go_to(moved_to)
        elif first <= place < first + PAGE:
            self._tell(self.current())
        self._forget_hidden()

    def _tell_unlisted(self, row: MicrographRow) -> None:
        self.view.selectionModel().clear()
        self._tell(row)

    def _tell(self, row: MicrographRow | None) -> None:
        if row != self._told:
            self._told = row
            self._enable(row is not None)
            self.micrograph_selected.emit(row)

    def _enable(self, on: bool) -> None:
        # These two are about all micrographs, also while a search finds none.
        always = {"micrograph.search": True, "micrograph.generate_all": self.context.project is not None}
        for action_id, action in self.actions_by_id.items():
            action.setEnabled(on or always.get(action_id, False))

    def _forget_hidden(self) -> None:
        rows = (self.model.micrograph(self.model.index(number)) for number in self.view.visible_numbers())
        self.thumbnails.keep_only({row.id for row in rows if row is not None})
