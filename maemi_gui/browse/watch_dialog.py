"""Which folders the project watches, and whether anybody is watching now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from maemi.project.rows import WatchedFolder
from maemi_gui.browse import gallery_verbs as verbs
from maemi_gui.browse import watching
from maemi_gui.context import Context
from maemi_gui.widgets.words import label, set_kind

if TYPE_CHECKING:
    from maemi.jobs.folder import RunFolder

LOOK_MS = 1000
PATH = int(Qt.ItemDataRole.UserRole)


class WatchDialog(QDialog):
    """Edits the list; the watching itself is a process that goes on when the window is closed."""

    run_started = Signal(object)
    """The `RunFolder` of a watcher that was started here."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._watcher: RunFolder | None = None
        self.setWindowTitle("Watched folders")
        self.resize(560, 380)
        self.list = QListWidget()
        self.list.setAccessibleName("Watched folders")
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.state = label("", "muted", wrap=True)
        self.state.setAccessibleName("State of the watching")
        self.trouble = label("", "bad", wrap=True)
        self.trouble.hide()
        self.add_button = self._button("Add a folder …", self.ask_folder)
        self.remove_button = self._button("Remove", self.remove)
        self.run_button = self._button("Start watching", self.turn)
        self.run_button.setProperty("kind", "primary")
        across = QHBoxLayout()
        across.addWidget(self.add_button)
        across.addWidget(self.remove_button)
        across.addStretch(1)
        across.addWidget(self.run_button)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.button(QDialogButtonBox.StandardButton.Close).setAccessibleName("Close")
        close.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 20, 20, 16)
        rows.setSpacing(10)
        rows.addWidget(label("Watched folders", "heading"))
        words = "New micrographs in these folders, and in folders inside them, are added to the project by themselves."
        rows.addWidget(label(words, "muted", wrap=True))
        rows.addWidget(self.list, 1)
        rows.addWidget(self.trouble)
        rows.addWidget(self.state)
        rows.addLayout(across)
        rows.addWidget(close)
        self.list.itemSelectionChanged.connect(self._enable)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._reload()
        self._look()
        self._enable()

    @staticmethod
    def _button(text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text.rstrip(" …"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: slot())  # pyright: ignore[reportCallIssue]
        return button

    def ask_folder(self) -> None:
        """A dialog, then watch that folder."""
        chosen = QFileDialog.getExistingDirectory(self, "Watch a folder")
        if chosen:
            self.add(Path(chosen))

    def add(self, folder: Path) -> None:
        """Watch a folder, and begin to where nobody does."""
        begin = self._watcher is None
        self._change(verbs.watch_folder, folder, begin)

    def remove(self) -> None:
        """Watch the selected folder no longer."""
        item = self.list.currentItem()
        if item is not None:
            self._change(verbs.unwatch_folder, Path(item.data(PATH)), False)

    def turn(self) -> None:
        """Start a watcher, or ask the one that runs to stop."""
        project = self._context.project
        if self._watcher is not None:
            self.run_button.setEnabled(False)
            self._context.background.run(self._watcher.request_stop, then=lambda _none: self._look(), owner=self)
        elif project is not None:
            self.run_button.setEnabled(False)
            self._context.background.run(watching.start, project, then=self._started, failed=self._complain, owner=self)

    def _change(self, verb: object, folder: Path, begin: bool) -> None:
        project = self._context.project
        self._complain("")
        if project is None:
            return

        def changed(_none: object) -> None:
            self._reload()
            if begin:
                self.turn()

        self._context.background.run(
            verb,  # pyright: ignore[reportArgumentType]
            project,
            folder,
            then=changed,
            failed=self._complain,
            database=True,
            owner=self,
        )

    def _reload(self) -> None:
        if self._context.project is not None:
            self._context.background.run(
                verbs.list_watched, self._context.project, then=self._show, database=True, owner=self
            )

    def _show(self, folders: list[WatchedFolder]) -> None:
        self.list.clear()
        for folder in folders:
            item = QListWidgetItem(f"{folder.path}\nwatched since {folder.since.astimezone():%d %B %Y, %H:%M}")
            item.setData(PATH, str(folder.path))
            item.setToolTip(str(folder.path))
            self.list.addItem(item)
        self._enable()

    def _started(self, run: RunFolder) -> None:
        self._watcher = run
        self.run_started.emit(run)
        self._look()

    def _look(self) -> None:
        runs = self._context.runs_dir
        if runs is not None:
            self._context.background.run(watching.look, runs, then=self._looked, owner=self)

    def _looked(self, found: watching.Watch) -> None:
        self._watcher = found.run if found.runs else None
        self.run_button.setText("Stop watching" if found.runs else "Start watching")
        self.run_button.setAccessibleName(self.run_button.text())
        if found.words != self.state.text():
            self.state.setText(found.words)
            set_kind(self.state, "good" if found.runs else "muted")
        self._enable()

    def _complain(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    def _enable(self) -> None:
        self.remove_button.setEnabled(bool(self.list.selectedItems()))
        self.run_button.setEnabled(self._watcher is not None or self.list.count() > 0)
