"""The lab's guidelines beside the pair: read, written in place, with every earlier version."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from maemi_gui.context import Context
from maemi_gui.review import verbs
from maemi_gui.widgets.growing_text import GrowingText
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.guidelines import GuidelineRow

_EMPTY = "The lab has not written any guidelines yet. Write down what makes a pair good, and what to reject."


class _Browser(QTextBrowser):
    def loadResource(self, type: int, name: QUrl | str) -> Any:  # noqa: A002 - Qt's name
        """Nothing is loaded, neither from the disk nor from a network: the text came from another machine."""
        return None


class GuidelinesPanel(QWidget):
    """The version that holds, or an earlier one; Edit turns it into a field of Markdown."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._versions: Sequence[GuidelineRow] = ()
        self.versions = QComboBox()
        self.versions.setAccessibleName("Versions of the guidelines")
        self.versions.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.versions.currentIndexChanged.connect(self._show)
        self.browser = _Browser()
        self.browser.setAccessibleName("Guidelines")
        self.browser.setOpenLinks(False)
        self.field = GrowingText(least=4, most=40)
        self.field.setAccessibleName("Guidelines, being edited, as Markdown")
        self.field.submitted.connect(self._save)
        self.field.cancelled.connect(self._back)
        self.problem = label("", "bad", wrap=True)
        self.problem.hide()
        self._faces = QStackedWidget()
        self._faces.addWidget(self.browser)
        self._faces.addWidget(self.field)
        self.edit_button = QPushButton("Edit")
        self.edit_button.clicked.connect(self.edit)
        self.save_button = QPushButton("Save")
        self.save_button.clicked.connect(self._save)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.clicked.connect(self._back)
        row = QHBoxLayout()
        row.addWidget(self.versions, 1)
        for button in (self.edit_button, self.save_button, self.cancel_button):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        layout.addWidget(self._faces, 1)
        context.project_changed.connect(self._project_changed)
        self._back()

    @property
    def editing(self) -> bool:
        """Whether the text is being written."""
        return self._faces.currentWidget() is self.field

    def refresh(self) -> None:
        """Read the versions again."""
        project = self._context.project
        if project is None:
            self._came(())
        elif not self.editing:
            self._context.background.run(verbs.guidelines, project, then=self._came, database=True, owner=self)

    def edit(self) -> None:
        """Write a new version, beginning with the one on show: an earlier one is brought back so."""
        if self._context.project is None:
            return
        at = self.versions.currentIndex()
        self.field.setPlainText(self._versions[at].text if 0 <= at < len(self._versions) else "")
        self._faces.setCurrentWidget(self.field)
        self._able()
        self.field.setFocus()

    def _save(self) -> None:
        project = self._context.project
        if project is None:
            return
        based_on = self._versions[0].id if self._versions else 0
        asked = (project, self.field.toPlainText(), self._context.curator, based_on)
        self._context.background.run(
            verbs.write_guidelines, *asked, then=self._saved, failed=partial(self._failed), database=True, owner=self
        )

    def _saved(self, versions: Sequence[GuidelineRow]) -> None:
        self._back()
        self._came(versions)

    def _failed(self, sentence: str) -> None:
        """What was written stays in the field; the newest version can be looked at above it."""
        self.problem.setText(sentence)
        self.problem.show()
        project = self._context.project
        if project is not None:
            self._context.background.run(verbs.guidelines, project, then=self._came, database=True, owner=self)

    def _back(self) -> None:
        self.problem.hide()
        self._faces.setCurrentWidget(self.browser)
        self._able()

    def _project_changed(self) -> None:
        self._back()
        self.refresh()

    def _came(self, versions: Sequence[GuidelineRow]) -> None:
        self._versions = versions
        self.versions.blockSignals(True)
        self.versions.clear()
        for row in versions:
            self.versions.addItem(f"{row.at.astimezone():%d %b %Y %H:%M} · {row.curator}")
        self.versions.blockSignals(False)
        self.versions.setEnabled(len(versions) > 0)
        self.versions.setPlaceholderText("" if versions else "No version yet")
        self._show()

    def _show(self) -> None:
        at = self.versions.currentIndex()
        if 0 <= at < len(self._versions):
            self.browser.setMarkdown(self._versions[at].text)
        else:
            self.browser.setPlainText(_EMPTY)
        self._able()

    def _able(self) -> None:
        editing = self.editing
        self.edit_button.setVisible(not editing)
        self.edit_button.setEnabled(self._context.project is not None)
        self.edit_button.setText("Edit" if self._versions else "Write")
        self.save_button.setVisible(editing)
        self.cancel_button.setVisible(editing)
