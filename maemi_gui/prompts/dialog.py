"""Prompts: the list at the left; text, preview, variables and history of the chosen one at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from maemi.generate.prompts.variables import variables_of
from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.prompts import reading
from maemi_gui.prompts.editor import PromptEditor
from maemi_gui.prompts.history_view import HistoryView
from maemi_gui.prompts.reading import Filled, Prompt
from maemi_gui.widgets.words import label

_SETTLES_MS = 350


class PromptsDialog(QDialog):
    """Saving appends a version; what is written is filled in for the micrograph while one writes."""

    changed = Signal()
    """A version was saved, or a copy made."""

    def __init__(self, context: Context, micrograph_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._micrograph_id = context, micrograph_id
        self._prompts: list[Prompt] = []
        self._current: Prompt | None = None
        self._wanted: str | None = None
        self._filling: Task | None = None
        self.setWindowTitle("Prompts")
        self.resize(1080, 680)
        self.list = QListWidget()
        self.list.setAccessibleName("Prompts of this project")
        self.about = label("", "muted", wrap=True)
        self.editor = PromptEditor()
        self.trouble = label("", "bad", wrap=True)
        self.summary = label("", "muted", wrap=True)
        self.preview = QPlainTextEdit(readOnly=True)
        self.preview.setAccessibleName("The request as it would be sent")
        self.variables = QPlainTextEdit(readOnly=True)
        self.variables.setAccessibleName("Variables and their meaning")
        self.history = HistoryView()
        self.note = QLineEdit()
        self.note.setAccessibleName("What was changed")
        self.note.setPlaceholderText("What was changed, and why")
        self.save_button = self._button("&Save as new version", self.save)
        self.save_button.setProperty("kind", "primary")
        self.reset_button = self._button("Back to the sh&ipped text", self.reset)
        self.copy_button = self._button("&Copy…", self.ask_copy)
        self.close_button = self._button("Close", self.reject)
        self.tabs = QTabWidget()
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._later.timeout.connect(self._fill)
        self.list.currentRowChanged.connect(self._chosen)
        self.editor.textChanged.connect(self._written)
        self.history.restore_wanted.connect(self._restore)
        self._load()

    @property
    def is_written(self) -> bool:
        """Whether there is text that was not saved."""
        return self._current is not None and self.editor.toPlainText().rstrip() != self._current.text.rstrip()

    def save(self) -> None:
        """The text becomes the version in force."""
        if self._current is not None:
            known, text, note = self._current, self.editor.toPlainText(), self.note.text()
            self._write(
                lambda project, who: reading.edit_prompt(project, known.name, text, who, note, known.hash), known.name
            )

    def reset(self) -> None:
        """The shipped text again, as one more version."""
        if self._current is not None:
            name = self._current.name
            self._write(lambda project, who: reading.reset_prompt(project, name, who), name)

    def copy(self, new_name: str) -> None:
        """A copy of the version in force, under a name of one's own."""
        if self._current is not None:
            name = self._current.name
            self._write(lambda project, who: reading.copy_prompt(project, name, new_name, who), new_name)

    def ask_copy(self) -> None:
        """A name, then a copy."""
        name, agreed = QInputDialog.getText(self, "Copy the prompt", "Name of the copy (a–z, 0–9, - and _)")
        if agreed and name.strip():
            self.copy(name.strip())

    def forget(self) -> None:
        """Throw away what was written and not saved."""
        self._current = None

    def reject(self) -> None:
        """Closing asks where something was written and not saved."""
        if self.is_written and not self._let_go():
            return
        super().reject()

    def _let_go(self) -> bool:
        answer = QMessageBox.question(
            self, "Prompts", "The text was changed and not saved. Throw the changes away?",
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
        )  # fmt: skip
        return answer == QMessageBox.StandardButton.Discard

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on: slot())
        return button

    def _lay_out(self) -> None:
        text = QWidget()
        rows = QVBoxLayout(text)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.addWidget(self.editor, 1)
        rows.addWidget(self.trouble)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(self.save_button)
        rows.addLayout(foot)
        shown = QWidget()
        rows = QVBoxLayout(shown)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.addWidget(self.summary)
        rows.addWidget(self.preview, 1)
        for widget, name in (
            (text, "Text"),
            (shown, "Preview"),
            (self.variables, "Variables"),
            (self.history, "History"),
        ):
            self.tabs.addTab(widget, name)
        self.tabs.setDocumentMode(True)
        right = QWidget()
        rows = QVBoxLayout(right)
        rows.setContentsMargins(8, 0, 0, 0)
        rows.addWidget(self.about)
        rows.addWidget(self.tabs, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setSizes([250, 830])
        split.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        for button in (self.copy_button, self.reset_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 12)
        rows.addWidget(split, 1)
        rows.addLayout(buttons)

    def _load(self, wanted: str | None = None) -> None:
        project = self._context.project
        if project is None:
            return
        self._wanted = wanted
        self._context.background.run(
            reading.list_prompts, project, then=self._loaded, failed=self._refused, database=True, owner=self
        )

    def _loaded(self, prompts: list[Prompt]) -> None:
        wanted = self._wanted or (self._current.name if self._current is not None else prompts[0].name)
        self._prompts = prompts
        self.list.blockSignals(True)
        self.list.clear()
        for one in prompts:
            item = QListWidgetItem(f"    {one.name}" if one.is_own else one.origin.title)
            item.setToolTip(one.origin.about)
            if one.is_changed:
                item.setText(f"{item.text()}  (changed)")
            self.list.addItem(item)
        self.list.blockSignals(False)
        place = next((place for place, one in enumerate(prompts) if one.name == wanted), 0)
        self._current = None  # what was written belongs to a text that was saved or left
        self.list.setCurrentRow(place)
        self._chosen(place)

    def _chosen(self, row: int) -> None:
        if not 0 <= row < len(self._prompts):
            return
        if self.is_written and self._prompts[row] is not self._current and not self._let_go():
            self.list.blockSignals(True)
            self.list.setCurrentRow(self._prompts.index(self._current) if self._current in self._prompts else 0)
            self.list.blockSignals(False)
            return
        self._current = prompt = self._prompts[row]
        self.about.setText(f"{prompt.title}. {prompt.origin.about}")
        self.editor.setPlainText(prompt.text)
        self.note.clear()
        meanings = variables_of(prompt.origin)
        self.variables.setPlainText("\n\n".join(f"{name}\n    {meaning}" for name, meaning in meanings.items()))
        self._written()
        self._run(reading.history, prompt.name, then=self.history.show_versions)

    def _written(self) -> None:
        self.save_button.setEnabled(False)
        self.reset_button.setEnabled(self._current is not None and self._current.is_changed)
        self._later.start()

    def _fill(self) -> None:
        if self._current is None:
            return
        if self._filling is not None:
            self._filling.cancel()  # it is of a text that is not there any more
        text = self.editor.toPlainText()
        self._filling = self._run(reading.fill, self._current.name, text, self._micrograph_id, then=self._filled)

    def _filled(self, filled: Filled) -> None:
        self.trouble.setText(filled.trouble)
        self.trouble.setVisible(bool(filled.trouble))
        self.editor.mark_line(filled.line)
        self.summary.setText(filled.summary)
        self.preview.setPlainText(filled.text)
        self.save_button.setEnabled(self.is_written and not filled.trouble)

    def _restore(self, hash_: str) -> None:
        if self._current is not None:
            name = self._current.name
            self._write(lambda project, who: reading.restore_prompt(project, name, hash_, who), name)

    def _write(self, change: Callable[[Any, str], object], name: str) -> None:
        who = self._context.curator
        self._run(lambda project: change(project, who), then=lambda _none: self._saved(name))

    def _saved(self, name: str) -> None:
        self._current = None
        self.changed.emit()
        self._load(name)

    def _refused(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.show()
        self.tabs.setCurrentIndex(0)

    def _run(self, work: Callable[..., Any], *args: Any, then: Callable[[Any], object]) -> Task | None:
        project = self._context.project
        if project is None:
            return None
        return self._context.background.run(
            work, project, *args, then=then, failed=self._refused, database=True, owner=self
        )
