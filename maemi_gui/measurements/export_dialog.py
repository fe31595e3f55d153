"""Export results: a table of micrographs or objects, or the plot that is on the screen, into a new file."""

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

CHOICES = (
    ("Table of micrographs (CSV)", ".csv", ()),
    ("Table of micrographs (Parquet)", ".parquet", ()),
    ("Table of objects (CSV)", ".csv", ("--objects",)),
    ("Table of objects (Parquet)", ".parquet", ("--objects",)),
    ("Plot as it is shown (SVG)", ".svg", ()),
)
EXPLANATIONS = {
    ".csv": "For spreadsheets and scripts; units stand in the headings, each quantity has both ends of its interval.",
    ".parquet": "For pandas, R and Arrow: the same columns with their types, a fraction of the size.",
    ".svg": "Vectors at the width of a journal's column; letters stay letters.",
}


class ExportDialog(QDialog):
    """Stays open while the file is written, and says what came of it."""

    def __init__(
        self, context: Context, selection: list[str], plot: list[str], name: str, parent: QWidget | None = None
    ) -> None:
        """`selection` and `plot`: options of `maemi measurements` that say which results and which plot are shown."""
        super().__init__(parent)
        self._context, self._selection, self._plot = context, selection, plot
        self._command: Command | None = None
        self._written: Path | None = None
        self.setWindowTitle("Export measurements")
        self.setMinimumWidth(500)
        self.what = QComboBox()
        self.what.setAccessibleName("What to export")
        for text, suffix, options in CHOICES:
            if suffix != ".svg" or plot:
                self.what.addItem(text, (suffix, options))
        self.explanation = label("", "muted", wrap=True)
        self.file = QLineEdit(str(Path.home() / f"{name} measurements.csv"))
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
        self.what.currentIndexChanged.connect(self._renamed)
        self.file.textChanged.connect(self._changed)
        self.choose_button.clicked.connect(self._choose)
        self.buttons.accepted.connect(self.start)
        self.buttons.rejected.connect(self.reject)
        self.open_button.clicked.connect(self._open_folder)
        self._changed()

    def argv(self) -> list[str]:
        """The command that writes what is set."""
        project = self._context.project
        suffix, options = self._chosen
        drawn = self._plot if suffix == ".svg" else []
        place = str(Path(self.file.text().strip()).expanduser())
        address = project.address if project is not None else ""
        return ["measurements", address, *self._selection, *drawn, *options, "--out", place]

    def start(self) -> None:
        """Write the file."""
        if self._context.project is None or not self.export_button.isEnabled():
            return
        self._command = command = Command(self.argv())
        self._able()
        self._say("Writing…", "muted")
        self._context.background.run(command.run, then=self._done, failed=self._failed, owner=self)

    def reject(self) -> None:
        """Cancel: what is being written vanishes."""
        if self._command is not None:
            self._context.background.run(self._command.stop)
        super().reject()

    @property
    def _chosen(self) -> tuple[str, tuple[str, ...]]:
        return self.what.currentData()

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self.file, 1)
        where.addWidget(self.choose_button)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&What", self.what)
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

    def _renamed(self) -> None:
        """Another format: the name gets its suffix."""
        now = self.file.text().strip()
        if now:
            self.file.setText(str(Path(now).with_suffix(self._chosen[0])))
        self._changed()

    def _changed(self) -> None:
        self.explanation.setText(EXPLANATIONS[self._chosen[0]])
        self._written = None
        self._say("", "muted")
        self._able()

    def _able(self) -> None:
        busy = self._command is not None
        self.bar.setVisible(busy)
        for control in (self.what, self.file, self.choose_button):
            control.setEnabled(not busy)
        self.export_button.setEnabled(not busy and bool(self.file.text().strip()) and self._written is None)
        self.open_button.setVisible(self._written is not None)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText("Close" if self._written is not None else "Cancel")

    def _choose(self) -> None:
        suffix = self._chosen[0]
        # Nothing is ever overwritten: Qt's own question about it would promise what does not happen.
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Export into a new file",
            self.file.text(),
            f"*{suffix} (*{suffix});;All files (*)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self.file.setText(str(path if path.suffix else path.with_suffix(suffix)))

    def _done(self, said: dict[str, object]) -> None:
        self._command = None
        self._written = Path(str(said.get("out", "")))
        self._able()
        counted = next((f"{count:,} {what}" for what, count in said.items() if isinstance(count, int)), "Nothing")
        self._say(f"{counted} written to {self._written}.", "good")

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
