"""Import pairs: what of a file was taken, what was known, and what was refused and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from maemi_gui.context import Context
from maemi_gui.widgets.command import Command
from maemi_gui.widgets.words import ElidedLabel, label, set_kind

FILTER = "Pairs (*.jsonl *.json *.parquet *.csv);;All files (*)"


class ImportDialog(QDialog):
    """Reads the file as soon as it is made; Cancel keeps what was taken so far, and importing again goes on there."""

    def __init__(self, context: Context, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._command: Command | None = None
        self.setWindowTitle("Import pairs")
        self.setMinimumWidth(520)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("The file is being read")
        self.said = label(f"Reading {file.name}…", "heading", wrap=True, selectable=True)
        self.note = label("", "muted", wrap=True)
        self.refused = QPlainTextEdit()
        self.refused.setReadOnly(True)
        self.refused.setAccessibleName("Lines that were refused")
        self.refused.setMinimumHeight(180)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(ElidedLabel(str(file), "muted"))
        for widget in (self.said, self.bar, self.note, self.refused):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.note.hide()
        self.refused.hide()
        self._start(file)

    def reject(self) -> None:
        """Cancel or close."""
        if self._command is not None:
            self._context.background.run(self._command.stop, then=lambda _none: _announce(self._context))
        super().reject()

    def _start(self, file: Path) -> None:
        project = self._context.project
        if project is None:
            self._failed("No project is open; open the one that shall have the pairs.")
            return
        self._command = Command(["import", project.address, str(file)])
        self._context.background.run(self._command.run, then=self._done, failed=self._failed, owner=self)

    def _done(self, report: dict[str, Any]) -> None:
        self._ended()
        problems = [str(each["reason"]) for each in report.get("problems", ())]
        added, known = int(report.get("added", 0)), int(report.get("known", 0))
        came = dict(report.get("project") or {})
        self.said.setText(f"{added:,} added, {known:,} known already, {len(problems):,} refused.")
        if problems:
            set_kind(self.said, "warn")
            self.note.setText("Refused, with the place in the file and why; nothing of these lines was taken:")
            self.refused.setPlainText("\n".join(problems))
            self.refused.show()
        elif came:
            told = (f"{count:,} {name.replace('_', ' ')}" for name, count in came.items() if count)
            self.note.setText(f"From the other project: {', '.join(told) or 'nothing else was new'}.")
        elif added:
            self.note.setText("Pairs whose file says how they were decided have that decision; the others are pending.")
        else:
            self.note.setText("The project has all of these pairs already; nothing was changed.")
        self.note.show()
        if added or came or report.get("images_added"):
            _announce(self._context)

    def _failed(self, sentence: str) -> None:
        self._ended()
        self.said.setText(sentence)
        set_kind(self.said, "bad")

    def _ended(self) -> None:
        self._command = None
        self.bar.hide()
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("Close")


def _announce(context: Context) -> None:
    context.micrographs_changed.emit()
    context.pairs_changed.emit()
