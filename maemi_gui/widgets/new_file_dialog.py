"""A dialog that has a command write a new file, stays open meanwhile, and says what came of it."""

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


class NewFileDialog(QDialog):
    """Cancel leaves no half-written file. What is written, and how it is told, is the heir's: the first methods."""

    def __init__(self, context: Context, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._command: Command | None = None
        self._written: Path | None = None
        self._choices: tuple[QComboBox | QLineEdit, ...] = ()
        self.setWindowTitle(title)
        self.explanation = label("", "muted", wrap=True)
        self.file_label = label("New file")
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

    def argv(self) -> list[str]:
        """The command that writes what is set."""
        return []

    def suffix(self) -> tuple[str, str]:
        """Of the file that would be written, and what such files are called."""
        return "", ""

    def explained(self) -> str:
        """A sentence about what would be written."""
        return ""

    def hindrance(self) -> str:
        """Why nothing can be written now, as a sentence; empty where it can."""
        return ""

    def outcome(self, out: Path, said: dict[str, object]) -> tuple[Path, str]:
        """Where it was written, and a sentence, from what the command said; `out` is where it was to go."""
        return out, f"Written to {out}."

    @property
    def out(self) -> Path:
        """Where the file goes."""
        return Path(self.file.text().strip()).expanduser()

    def lay_out(self, *rows: tuple[str, QComboBox | QLineEdit]) -> None:
        """The form of these choices with their labels, and all that belongs to the file; then all is connected."""
        self._choices = tuple(choice for _, choice in rows)
        where = QHBoxLayout()
        where.addWidget(self.file, 1)
        where.addWidget(self.choose_button)
        self.form_layout = form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, choice in rows:
            form.addRow(text, choice)
            if isinstance(choice, QComboBox):
                choice.currentIndexChanged.connect(self.renamed)
            else:
                choice.textChanged.connect(self.changed)
        form.addRow("", self.explanation)
        form.addRow(self.file_label, where)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(self.bar)
        layout.addWidget(self.said)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.bar.hide()
        self.open_button.hide()
        self.file.textChanged.connect(self.changed)
        self.choose_button.clicked.connect(self._choose)
        self.buttons.accepted.connect(self.start)
        self.buttons.rejected.connect(self.reject)
        self.open_button.clicked.connect(self._open_folder)

    def start(self) -> None:
        """Write the file."""
        if self._context.project is None or not self.export_button.isEnabled():
            return
        out = self.out
        self._command = command = Command(self.argv())
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

    def renamed(self) -> None:
        """Another choice: the name gets its suffix."""
        if now := self.file.text().strip():
            self.file.setText(str(Path(now).with_suffix(self.suffix()[0])))
        self.changed()

    def changed(self) -> None:
        """Another choice or another name: what was written before is no longer what is told of."""
        self.explanation.setText(self.explained())
        self._written = None
        self._say(self.hindrance(), "warn" if self.hindrance() else "muted")
        self._able()

    def _able(self) -> None:
        busy = self._command is not None
        self.bar.setVisible(busy)
        for control in (*self._choices, self.file, self.choose_button):
            control.setEnabled(not busy)
        named = bool(self.file.text().strip())
        self.export_button.setEnabled(not busy and named and not self.hindrance() and self._written is None)
        self.open_button.setVisible(self._written is not None)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText("Close" if self._written is not None else "Cancel")

    def _choose(self) -> None:
        suffix, words = self.suffix()
        # Nothing is ever overwritten: Qt's own question about it would promise what does not happen.
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            f"{self.windowTitle()} into a new file",
            self.file.text(),
            f"{words} (*{suffix});;All files (*)" if suffix else "",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self.file.setText(str(path if path.suffix or not suffix else path.with_suffix(suffix)))

    def _done(self, out: Path, said: dict[str, object]) -> None:
        self._command = None
        self._written, sentence = self.outcome(out, said)
        self._able()
        self._say(sentence, "good")

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
