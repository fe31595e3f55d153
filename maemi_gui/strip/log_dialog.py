"""What a background process printed, to read and to copy."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from maemi.jobs.folder import RunFolder
from maemi_gui.context import Context
from maemi_gui.strip.summary import complaints
from maemi_gui.widgets.words import label

LINES = 400
REFRESH_MS = 1000


class LogDialog(QDialog):
    """Follows log.txt while it is open."""

    def __init__(self, context: Context, folder: RunFolder, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = folder
        self.setWindowTitle(f"{title}: log")
        self.resize(760, 460)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Log of the run")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 12)
        rows.addWidget(label(str(folder.log_path), "muted", wrap=True, selectable=True))
        rows.addWidget(self.text, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():
            button.setAccessibleName("Close")
        rows.addWidget(buttons)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._read)
        self._timer.start()
        self._read()

    def _read(self) -> None:
        self._context.background.run(_lines, self._folder, then=self._show, owner=self)

    def _show(self, lines: list[str]) -> None:
        text = "\n".join(lines) or "The run has printed nothing."
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
            bar = self.text.verticalScrollBar()
            bar.setValue(bar.maximum())


def _lines(folder: RunFolder) -> list[str]:
    """What was refused or failed, then the log."""
    said = complaints(folder.state().result)
    return [*said, *([""] if said else []), *folder.log_tail(LINES)]
