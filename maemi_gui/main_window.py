"""The window: puts the rooms side by side and connects their signals."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from maemi import __version__
from maemi_gui import shell_actions as _shell_actions  # noqa: F401 - registers the window's actions
from maemi_gui import spending_wiring, theme, transfer_wiring
from maemi_gui.actions import load_keys, make
from maemi_gui.browse.files import Files
from maemi_gui.browse_page import BrowsePage
from maemi_gui.context import Context
from maemi_gui.egress.local_only_button import LocalOnlyButton
from maemi_gui.logfile import log_path
from maemi_gui.menus import fill_menus, fill_tool_bar
from maemi_gui.opening import Opening
from maemi_gui.recent import recent_projects
from maemi_gui.sample_project import SampleProject, is_sample
from maemi_gui.strip.strip import JobStrip
from maemi_gui.strip.tracker import RunTracker
from maemi_gui.welcome import WelcomePage
from maemi_gui.widgets.notice import Notice

SIZE = (1280, 800)
GROWING_MS = 1200
IDLE_MS = 2500
"""After this long nothing of the start is left to do, and what may be wanted later is imported."""


class MainWindow(QMainWindow):
    """The rooms side by side; most of what they need is loaded after the first look."""

    shown = Signal()
    """The window is on the screen for the first time."""
    ready = Signal()
    """The panels that load after that are in place."""
    _servers_changed = Signal()
    closed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        load_keys(context.settings)
        self.setWindowTitle("MAEMI")
        self.setAcceptDrops(True)
        self.resize(*SIZE)
        self.setMinimumSize(960, 600)
        self.notice = Notice()
        self.welcome = WelcomePage()
        self.browse = BrowsePage(context)
        self.tracker = RunTracker(context, self)
        self.strip = JobStrip(context, self.tracker)
        self.opening = Opening(context, self)
        self.sample = SampleProject(context, self.opening, self)
        self.files = Files(context, self)
        self.pages = QStackedWidget()
        self.actions_by_id: dict[str, QAction] = {}
        self._position = QLabel()
        self.backups = transfer_wiring.add_backups(self)
        self._closers: list[Callable[[], object]] = [self.files.close, self.browse.inspect.close_session]
        self._closers.append(self.backups.close)
        self._wanted_by_pair: int | None = None
        self._painted = False
        self.review: QWidget | None = None
        self.chat: QWidget | None = None
        self.tune: QWidget | None = None
        self.collection: QObject | None = None
        self.measurements: QObject | None = None
        # While a run adds micrographs or pairs, the gallery is read again this often, not at every event.
        self._growing = QTimer(self, singleShot=True, interval=GROWING_MS)
        self._growing.timeout.connect(self._data_changed)
        self._lay_out()
        self._make_actions()
        self._connect()
        self._restore()
        self._project_changed()

    def _lay_out(self) -> None:
        central = QWidget()
        rows = QVBoxLayout(central)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.notice)
        rows.addWidget(self.pages, 1)
        rows.addWidget(self.strip)
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.browse)
        self.setCentralWidget(central)
        self._position.setAccessibleName("Position under the cursor")
        self.statusBar().addPermanentWidget(self._position)
        self.statusBar().addPermanentWidget(LocalOnlyButton(self.context))
        self.statusBar().setSizeGripEnabled(False)

    def _make_actions(self) -> None:
        slots: dict[str, Callable[..., object]] = {
            "file.sample": self.sample.open,
            "file.open_project": self.opening.ask_project,
            "file.open_folder": self.opening.ask_folder,
            "file.add_folder": self.opening.ask_add_folder,
            "file.add_files": self.opening.ask_add_files,
            "file.watch": self.files.show_watched,
            "file.find_moved": self.files.ask_moved,
            "file.close_project": self.opening.close_project,
            "file.export": lambda: transfer_wiring.export_pairs(self),
            "file.import": lambda: transfer_wiring.import_pairs(self),
            "file.import_folder": lambda: transfer_wiring.import_folder(self),
            "file.backups": lambda: transfer_wiring.show_backups(self),
            "file.egress": self.show_egress,
            "file.spending": lambda: spending_wiring.show_spending(self),
            "file.study": self.show_studies,
            "file.settings": self.show_settings,
            "file.quit": self.close,
            "view.browse": lambda on: self.show_browse() if on else None,
            "view.tune": lambda on: self.show_tune() if on else None,
            "view.gallery": lambda: self._focus(self.browse.gallery.view),
            "view.canvas": lambda: self._focus(self.browse.canvas.image),
            "view.inspect": lambda: self.show_panel(self.browse.inspect),
            "view.review": lambda: self.show_panel(self.review),
            "view.chat": lambda: self.show_panel(self.chat),
            "help.shortcuts": lambda: self.show_settings("Keyboard"),
            "help.log": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path()))),
            "help.about": self._about,
        }
        for action_id, slot in slots.items():
            self.actions_by_id[action_id] = make(action_id, self, slot)
        pages = QActionGroup(self)
        for action_id in ("view.browse", "view.tune"):
            pages.addAction(self.actions_by_id[action_id])
        self.actions_by_id["view.browse"].setChecked(True)
        self.tool_bar = fill_tool_bar(self)
        fill_menus(self)

    def _connect(self) -> None:
        context, gallery = self.context, self.browse.gallery
        context.notice.connect(lambda sentence: self.notice.tell(sentence, "error"))
        context.project_changed.connect(self._project_changed)
        context.prices_wanted.connect(lambda: spending_wiring.show_spending(self, "Prices"))
        self.welcome.sample_requested.connect(self.sample.open)
        self.welcome.folder_requested.connect(self.opening.ask_folder)
        self.welcome.project_requested.connect(self.opening.ask_project)
        self.welcome.recent_requested.connect(self.opening.open_project)
        self.opening.busy_changed.connect(self._busy)
        for room in (self.opening, self.sample, self.files):
            room.run_started.connect(self.tracker.follow)
        self.tracker.changed.connect(self.sample.run_adopted)
        self.tracker.ended.connect(self.sample.run_ended)
        self.tracker.ended.connect(lambda _state, _folder: self._data_changed())
        self.tracker.changed.connect(self._run_progressed)
        self.strip.result_requested.connect(lambda _folder: self.show_tune())
        self.browse.canvas.position_changed.connect(self._position.setText)
        self.browse.middle.find_requested.connect(self.files.ask_moved)
        gallery.add_requested.connect(self.opening.ask_add_folder)
        gallery.generate_requested.connect(self.generate)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # What the first look does not need begins when the window is on the screen.
            QTimer.singleShot(0, self._after_first_look)

    def _after_first_look(self) -> None:
        self.shown.emit()
        # Imported in a worker and made one at a turn of the loop: together they would hold the window for 0.3 s.
        self.context.background.run(_import_panels, then=lambda _none: self._add_review(), owner=self)

    def _add_review(self) -> None:
        from maemi_gui.review.panel import ReviewPanel

        self.review = review = ReviewPanel(self.context)
        self.browse.add_panel(review, "Review", "review")
        review.micrograph_wanted.connect(self._pair_wants)
        self.browse.tabs.currentChanged.connect(lambda _index: self._show_micrograph_of_pair())
        review.run_started.connect(self.tracker.follow)
        review.table_wanted.connect(self.browse.show_table)
        QTimer.singleShot(0, self, self._add_chat)

    def _add_chat(self) -> None:
        from maemi_gui.chat.panel import ChatPanel

        self.chat = chat = ChatPanel(self.context)
        self.browse.add_panel(chat, "Chat", "chat")
        self._servers_changed.connect(chat.refresh)
        self.browse.canvas.drawing.question_wanted.connect(self._ask_about)
        chat.pair_added.connect(lambda _pair_id: self.context.pairs_changed.emit())
        self._closers.append(chat.close_session)
        QTimer.singleShot(0, self, lambda: self._add_tune(chat.refresh))

    def _ask_about(self, words: str, box: object) -> None:
        if self.chat is not None:
            self.show_panel(self.chat)
            self.chat.ask_about(words, box)  # pyright: ignore[reportAttributeAccessIssue]

    def _add_tune(self, models_changed: Callable[[], object]) -> None:
        from maemi_gui.tune.page import TunePage

        self.tune = tune = TunePage(self.context)
        self.pages.addWidget(tune)
        tune.run_started.connect(self.tracker.follow)
        tune.run_ended.connect(lambda _folder: models_changed())
        self.strip.result_requested.connect(lambda folder: tune.watch.follow(folder.path))
        self._closers.append(tune.trainer.cool)
        self._add_collection()
        fill_menus(self)
        QTimer.singleShot(IDLE_MS, tune, tune.live.warm_up)
        self.ready.emit()

    def _add_collection(self) -> None:
        from maemi_gui.collection_wiring import add_collection
        from maemi_gui.measurements_wiring import add_measurements
        from maemi_gui.prompts_wiring import Prompts

        self.collection = add_collection(self)
        self.measurements = add_measurements(self)
        Prompts(self)

    def _pair_wants(self, micrograph_id: int) -> None:
        self._wanted_by_pair = micrograph_id
        self._show_micrograph_of_pair()

    def _show_micrograph_of_pair(self) -> None:
        # A queue that nobody looks at must not take the selection away.
        if self._wanted_by_pair is not None and self.browse.tabs.currentWidget() is self.review:
            self.browse.gallery.select(self._wanted_by_pair)

    def show_browse(self) -> None:
        """The page of micrographs."""
        if self.context.project is not None:
            self.pages.setCurrentWidget(self.browse)
        self.actions_by_id["view.browse"].setChecked(True)

    def show_tune(self) -> None:
        """The page of fine-tunes."""
        if self.context.project is not None and self.tune is not None:
            self.pages.setCurrentWidget(self.tune)
            self.actions_by_id["view.tune"].setChecked(True)

    def show_panel(self, panel: QWidget | None) -> None:
        """One of the panels at the right."""
        if panel is not None:
            self.show_browse()
            self.browse.show_panel(panel)

    def show_settings(self, page: str = "General") -> None:
        """The settings."""
        from maemi_gui.settings.dialog import SettingsDialog

        dialog = SettingsDialog(self.context, self, page=page)
        dialog.servers_changed.connect(self._servers_changed)
        dialog.egress_wanted.connect(self.show_egress)
        dialog.exec()

    def show_egress(self) -> None:
        """Every request that was sent from this project, in a window of its own."""
        from maemi_gui.egress.window import EgressWindow

        if self.context.project is not None:
            shown = EgressWindow(self.context, self)
            shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            shown.micrograph_wanted.connect(self.browse.gallery.select)
            shown.show()

    def show_studies(self) -> None:
        """Expert studies of this project, in a window of their own."""
        from maemi_gui.study.window import StudyWindow

        if self.context.project is not None:
            shown = StudyWindow(self.context, self)
            shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            shown.show()

    def generate(self, ids: list[int]) -> None:
        """Let a teacher write pairs about these micrographs, or about all where none is named."""
        from maemi_gui.review.generate_dialog import GenerateDialog

        dialog = GenerateDialog(self.context, self, micrograph_ids=ids)
        dialog.run_started.connect(self.tracker.follow)
        dialog.exec()

    def _focus(self, widget: QWidget) -> None:
        self.show_browse()
        widget.setFocus()

    def _project_changed(self) -> None:
        project = self.context.project
        self.setWindowTitle(f"{project.name} – MAEMI" if project else "MAEMI")
        if project is not None:
            self.context.background.run(is_sample, project, then=self._know_sample, database=True, owner=self)
        needs_project = (
            *("file.add_folder", "file.add_files", "file.import", "file.export", "file.egress", "file.close_project"),
            *(
                "view.browse",
                "view.tune",
                "file.watch",
                "file.find_moved",
                "file.import_folder",
                "file.backups",
                "file.spending",
                "file.study",
            ),
        )
        for action_id in needs_project:
            self.actions_by_id[action_id].setEnabled(project is not None)
        self._wanted_by_pair = None
        self.notice.clear()
        self._position.clear()
        self.tool_bar.setVisible(project is not None)
        if project is None:
            self.welcome.set_recent(recent_projects(self.context.settings))
            self.pages.setCurrentWidget(self.welcome)
        elif self.pages.currentWidget() is self.welcome:
            self.show_browse()
            self.browse.gallery.view.setFocus()

    def _know_sample(self, sample: bool) -> None:
        if sample and self.context.project is not None:
            self.setWindowTitle(f"{self.context.project.name} (synthetic) – MAEMI")

    def _busy(self, words: str) -> None:
        self.welcome.set_busy(words)
        self.statusBar().showMessage(words)

    def _run_progressed(self, state: object, _folder: object) -> None:
        kind, over = getattr(state, "kind", ""), getattr(state, "is_over", False)
        if kind in ("add", "generate", "watch", "check") and not over and not self._growing.isActive():
            self._growing.start()

    def _data_changed(self) -> None:
        self.context.micrographs_changed.emit()
        self.context.pairs_changed.emit()

    def _about(self) -> None:
        words = (
            f"MAEMI {__version__}\n\nFrom electron micrographs to a small vision–language model, "
            "on the lab's own machine.\n\nLicence: Apache-2.0"
        )
        QMessageBox.about(self, "About MAEMI", words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        # After the drag is over: a dialog inside it would freeze the program that one dragged from.
        QTimer.singleShot(0, lambda: self.opening.drop(paths))

    def _restore(self) -> None:
        geometry = self.context.settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        theme.announcer()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.context.settings.setValue("window/geometry", self.saveGeometry())
        self.browse.save()
        self.tracker.close()
        for close in self._closers:
            close()
        event.accept()
        self.closed.emit()


def _import_panels() -> None:
    for module in ("review.panel", "chat.panel", "tune.page", "collection.room", "measurements.room"):
        import_module(f"maemi_gui.{module}")
