"""The files behind the micrographs: looked for when a project opens, found again where they moved, watched for."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from maemi_gui.browse import file_verbs as verbs
from maemi_gui.context import Context

log = logging.getLogger("maemi.window")
CHECK_AFTER_MS = 2500
"""The first screen and the panels come first."""


class Files(QObject):
    """What the File menu offers for them."""

    run_started = Signal(object)
    """The `RunFolder` of a background run that was started here."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._stop = threading.Event()
        self._soon = QTimer(self, singleShot=True, interval=CHECK_AFTER_MS)
        self._soon.timeout.connect(self.check)
        context.project_changed.connect(self._project_changed)

    def check(self) -> None:
        """See in the background which files are there; the gallery is read again where that has changed."""
        project = self._context.project
        if project is None:
            return

        self._stop.set()
        self._stop = threading.Event()

        def checked(changed: bool) -> None:
            if changed and project is self._context.project:
                self._context.micrographs_changed.emit()

        # Nobody asked for it, so nobody is told where it fails: the log has it.
        self._context.background.run(
            verbs.check, project.address, self._stop, then=checked, failed=log.warning, owner=self
        )

    def close(self) -> None:
        """Look no further."""
        self._soon.stop()
        self._stop.set()

    def ask_moved(self) -> None:
        """A dialog, then look in that folder for files that are missing."""
        chosen = QFileDialog.getExistingDirectory(self._window, "Look for moved files in")
        if chosen:
            self.find_moved(Path(chosen))

    def find_moved(self, folder: Path) -> None:
        """Look for missing files by their content, in a background run."""
        project = self._context.project
        if project is not None:
            self._context.background.run(verbs.find_moved, project, folder, then=self.run_started.emit, owner=self)

    def show_watched(self) -> None:
        """Which folders are watched."""
        from maemi_gui.browse.watch_dialog import WatchDialog

        if self._context.project is None:
            return
        dialog = WatchDialog(self._context, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.run_started.connect(self.run_started)
        dialog.open()

    def _project_changed(self) -> None:
        self.close()
        if self._context.project is not None:
            self._soon.start()
