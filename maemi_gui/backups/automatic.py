"""Backups that nobody has to think of: soon after a project opened, every hour, and when it is closed."""

from __future__ import annotations

import logging
import subprocess
import sys

from PySide6.QtCore import QObject, QTimer

from maemi_gui.context import Context

SOON_MS = 20_000
"""After opening: the first looks at a project come first."""
HOUR_MS = 3_600_000
log = logging.getLogger("maemi.window")
_started: list[subprocess.Popen[bytes]] = []


class AutomaticBackups(QObject):
    """Each is a process of its own that outlives the window, and asks the project whether it is wanted at all."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._address: str | None = None
        self._written = False
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._hourly = QTimer(self, interval=HOUR_MS)
        self._soon.timeout.connect(self.back_up)
        self._hourly.timeout.connect(self.back_up)
        context.project_changed.connect(self._project_changed)
        for changed in (context.pairs_changed, context.micrographs_changed):
            changed.connect(self._note_writing)

    def back_up(self) -> None:
        """Begin one now."""
        if self._address is not None:
            self._written = False
            begin(self._address)

    def close(self) -> None:
        """The window closes: what was written since the last backup is backed up behind it."""
        self._soon.stop()
        self._hourly.stop()
        if self._written:
            self.back_up()
        self._address = None

    def _project_changed(self) -> None:
        self.close()
        project = self._context.project
        self._written = False
        if project is not None:
            self._address = project.address
            self._soon.start()
            self._hourly.start()

    def _note_writing(self) -> None:
        self._written = True


def begin(address: str) -> None:
    """Start the process, and look after those that have ended."""
    _started[:] = [each for each in _started if each.poll() is None]
    words = [sys.executable, "-m", "maemi", "backup", "now", address, "--automatic"]
    try:
        quiet = subprocess.DEVNULL
        _started.append(subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True))
    except OSError as error:
        log.error("An automatic backup did not start: %s", error)
