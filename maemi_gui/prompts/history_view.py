"""The versions of a prompt: what each changed against the text in force, and the way back to it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from maemi_gui.prompts.reading import PromptText


class HistoryView(QWidget):
    """The newest first."""

    restore_wanted = Signal(str)
    """The hash of the version."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions: list[PromptText] = []
        self.list = QListWidget()
        self.list.setAccessibleName("Versions of the prompt")
        self.diff = QPlainTextEdit()
        self.diff.setReadOnly(True)
        self.diff.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.diff.setAccessibleName("What the version in force has otherwise")
        self.restore = QPushButton("&Bring this version back")
        self.restore.setAutoDefault(False)
        self.restore.setEnabled(False)
        split = QSplitter()
        split.addWidget(self.list)
        split.addWidget(self.diff)
        split.setSizes([260, 460])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.addWidget(split, 1)
        rows.addWidget(self.restore)
        self.list.currentRowChanged.connect(self._chosen)
        self.restore.clicked.connect(self._want)

    def show_versions(self, versions: Sequence[PromptText]) -> None:
        """The newest first, which is in force."""
        self._versions = list(versions)
        self.list.clear()
        for one in self._versions:
            when = f"{one.at.astimezone():%Y-%m-%d %H:%M}" if one.curator else "shipped"
            words = " · ".join(part for part in (when, one.curator, one.note) if part)
            self.list.addItem(words)
        self.list.setCurrentRow(0 if self._versions else -1)

    def _chosen(self, row: int) -> None:
        self.restore.setEnabled(row > 0)
        if not 0 <= row < len(self._versions):
            self.diff.clear()
        elif row == 0:
            self.diff.setPlainText(self._versions[0].text)
        else:
            then, now = self._versions[row], self._versions[0]
            lines = unified_diff(
                then.text.splitlines(), now.text.splitlines(), f"version {then.hash[:8]}", "in force", lineterm=""
            )
            self.diff.setPlainText("\n".join(lines) or "The same text.")

    def _want(self) -> None:
        row = self.list.currentRow()
        if 0 < row < len(self._versions):
            self.restore_wanted.emit(self._versions[row].hash)
