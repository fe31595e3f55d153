"""Export pairs: which ones, for whom, into which file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from maemi_gui.context import Context
from maemi_gui.widgets.command import Command
from maemi_gui.widgets.words import label, set_kind

SUFFIXES = {
    "messages": ".jsonl",
    "llava": ".json",
    "sharegpt": ".json",
    "openai": ".jsonl",
    "parquet": ".parquet",
    "coco": ".json",
}
STATES = ("approved", "pending", "rejected", "skipped", "all")
NAMES = {"messages": "Messages", "llava": "LLaVA", "sharegpt": "ShareGPT", "openai": "OpenAI", "parquet": "Parquet"}


class ExportDialog(QDialog):
    """Stays open while the file is written, and says what came of it; Cancel leaves no half-written file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from maemi.project.transfer.exporting import FORMATS

        self._context = context
        self._explanations = FORMATS
        self._command: Command | None = None
        self._written: Path | None = None
        self._counts: dict[str, int] = {}
        self.setWindowTitle("Export pairs")
        self.setMinimumWidth(520)
        self.state = QComboBox()
        self.state.setAccessibleName("State of the pairs to export")
        for state in STATES:
            self.state.addItem(state.capitalize(), state)
        self.format = QComboBox()
        self.format.setAccessibleName("Format of the file")
        for name in FORMATS:
            self.format.addItem(NAMES.get(name, name.upper()), name)
        self.explanation = label("", "muted", wrap=True)
        self.file = QLineEdit()
        self.file.setAccessibleName("New file")
        self.choose_button = QPushButton("Ch&oose…")
        self.choose_button.setAccessibleName("Choose the new file")
        self.choose_button.setAutoDefault(False)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("The file is being written")
        self.said = label("", wrap=True, selectable=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setProperty("kind", "primary")
        self.export_button.setDefault(True)
        self.open_button = self.buttons.addButton("Open &folder", QDialogButtonBox.ButtonRole.ActionRole)
        self.open_button.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self._offer_name()
        self._changed()

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self.file, 1)
        where.addWidget(self.choose_button)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Pairs", self.state)
        form.addRow("F&ormat", self.format)
        form.addRow("", self.explanation)
        form.addRow("New file", where)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(self.bar)
        layout.addWidget(self.said)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.bar.hide()
        self.open_button.hide()

    def _connect(self) -> None:
        self.state.currentIndexChanged.connect(self._renamed)
        self.format.currentIndexChanged.connect(self._renamed)
        self.file.textChanged.connect(self._changed)
        self.choose_button.clicked.connect(self._choose)
        self.buttons.accepted.connect(self.start)
        self.buttons.rejected.connect(self.reject)
        self.open_button.clicked.connect(self._open_folder)
        project = self._context.project
        if project is not None:
            from maemi.project.pairs import count_pairs

            self._context.background.run(count_pairs, project, then=self._counted, database=True, owner=self)

    def start(self) -> None:
        """Write the file."""
        project = self._context.project
        if project is None or not self.export_button.isEnabled():
            return
        out = Path(self.file.text().strip()).expanduser()
        kind, state = str(self.format.currentData()), str(self.state.currentData())
        command = Command(["export", project.address, str(out), "--format", kind, "--state", state])
        self._command = command
        self._able()
        self._say("Writing…", "muted")
        self._context.background.run(
            command.run, then=lambda said: self._done(out, said), failed=self._failed, owner=self
        )

    def reject(self) -> None:
        """Cancel: what is being written vanishes."""
        if self._command is not None:
            self._context.background.run(self._command.stop)
        super().reject()

    def _counted(self, counts: dict[str, int]) -> None:
        self._counts = {**counts, "all": sum(counts.values())}
        for index, state in enumerate(STATES):
            self.state.setItemText(index, f"{state.capitalize()} ({self._counts.get(state, 0):,})")
        self._changed()

    def _offer_name(self) -> None:
        project = self._context.project
        if project is not None:
            self.file.setText(str(Path.home() / self._name(project.name)))

    def _name(self, project: str) -> str:
        return f"{project} {self.state.currentData()} {self.format.currentData()}{SUFFIXES[self.format.currentData()]}"

    def _renamed(self) -> None:
        """Another state or format: an offered name follows; one that was typed in only gets the right suffix."""
        project, now = self._context.project, Path(self.file.text())
        if project is None:
            return
        offered = {f"{project.name} {state} {kind}{SUFFIXES[kind]}" for state in STATES for kind in SUFFIXES}
        if now.name in offered:
            self.file.setText(str(now.with_name(self._name(project.name))))
        elif now.name and now.suffix in SUFFIXES.values():
            self.file.setText(str(now.with_suffix(SUFFIXES[self.format.currentData()])))
        self._changed()

    def _changed(self) -> None:
        words = self._explanations[self.format.currentData()]
        self.explanation.setText(f"{words[:1].upper()}{words[1:]}.")
        self._written = None
        self._say("", "muted")
        if self._counts and not self._counts.get(self.state.currentData()):
            self._say("There are no such pairs.", "warn")
        self._able()

    def _able(self) -> None:
        busy = self._command is not None
        self.bar.setVisible(busy)
        for control in (self.state, self.format, self.file, self.choose_button):
            control.setEnabled(not busy)
        some = not self._counts or bool(self._counts.get(self.state.currentData()))
        named = bool(self.file.text().strip())
        self.export_button.setEnabled(not busy and some and named and self._written is None)
        self.open_button.setVisible(self._written is not None)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText("Close" if self._written is not None else "Cancel")

    def _choose(self) -> None:
        kind = SUFFIXES[self.format.currentData()]
        # Nothing is ever overwritten: Qt's own question about it would promise what does not happen.
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Export pairs into a new file",
            self.file.text(),
            f"{self.format.currentText()} (*{kind});;All files (*)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self.file.setText(str(path if path.suffix else path.with_suffix(kind)))

    def _done(self, out: Path, said: dict[str, object]) -> None:
        self._command = None
        count = int(str(said.get("pairs", 0)))
        self._written = out
        self._able()
        self._say(f"{count:,} pair{'' if count == 1 else 's'} written to {out}.", "good")

    def _failed(self, sentence: str) -> None:
        self._command = None
        self._able()
        self._say(sentence, "bad")

    def _say(self, sentence: str, kind: str) -> None:
        self.said.setText(sentence)
        set_kind(self.said, kind)
        self.said.setVisible(bool(sentence))

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))
