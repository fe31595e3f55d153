"""The backups of a project: what each holds against now, one more, one back, and how they are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from maemi_gui.context import Context
from maemi_gui.widgets.amounts import bytes_in_words
from maemi_gui.widgets.command import Command
from maemi_gui.widgets.words import ElidedLabel, label, set_kind

if TYPE_CHECKING:
    from maemi.project.backups.listing import Listed, Overview

READING = "Reading the backups…"
NONE = "There is no backup yet."
COLUMNS = ("When", "Why", "Pairs", "Decisions", "Until now", "Size")


class BackupsDialog(QDialog):
    """Also of a project that does not open any more: then restoring is all there is to do."""

    restored = Signal(str)
    """The project at this address was brought back, or stays what it was: open it again."""

    def __init__(self, context: Context, address: str, parent: QWidget | None = None, trouble: str = "") -> None:
        """`trouble`: the sentence that says why the project does not open."""
        super().__init__(parent)
        self._context = context
        self._address = address
        self._overview: Overview | None = None
        self._command: Command | None = None
        self._busy = False
        self.setWindowTitle("Backups")
        self.resize(780, 480)
        self.trouble = label(trouble, "bad", wrap=True, selectable=True)
        self.trouble.setVisible(bool(trouble))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Backups, newest first")
        self.tree.setHeaderLabels(COLUMNS)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAlternatingRowColors(True)
        header = self.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(COLUMNS.index("Until now"), QHeaderView.ResizeMode.Stretch)
        self.where = ElidedLabel("", "muted", Qt.TextElideMode.ElideMiddle)
        self.automatic = QCheckBox("Back up automatically: after opening, every hour, on closing")
        self.automatic.setToolTip("Older ones are thinned: by hour, day, week and month ('maemi backup set')")
        self.now_button = _button("Back up &now")
        self.restore_button = _button("&Restore…")
        self.place_button = _button("&Keep elsewhere…")
        self.place_button.setToolTip("Another folder for backups, for instance on another disk")
        self.own_button = _button("Keep in the &project")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("Work on a backup is under way")
        self.bar.hide()
        self.said = label(READING, "muted", wrap=True, selectable=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for each in (self.own_button, self.automatic):
            each.hide()  # until it is known how they are set
        self._lay_out()
        self.now_button.clicked.connect(self.back_up)
        self.restore_button.clicked.connect(self.restore)
        self.place_button.clicked.connect(self._ask_place)
        self.own_button.clicked.connect(lambda: self._set(folder=""))
        self.automatic.clicked.connect(lambda on: self._set(automatic=on))
        self.tree.itemSelectionChanged.connect(self._able)
        self.buttons.rejected.connect(self.reject)
        self._able()
        self.refresh()

    def refresh(self) -> None:
        """Read what there is."""
        self._context.background.run(_overview, self._address, then=self._show, failed=self._failed, owner=self)

    def back_up(self) -> None:
        """One more, by hand: it stays until a person deletes it."""
        self._work(["backup", "now", self._address], "Backing up…", self._backed_up)

    def restore(self) -> None:
        """Ask, close the project in this window, bring the selected one back, and have it opened again."""
        chosen = self.chosen
        if chosen is None or self._overview is None:
            return
        now = self._overview.now
        loses = ""
        if now is not None and chosen.counts is not None:
            gone = now.decisions - chosen.counts.decisions
            loses = f" {gone:,} decisions were made since." if gone > 0 else ""
        question = (
            f"Make the project what it was on {_moment(chosen)}?{loses}\n\n"
            "What it is now is backed up first, so that this can be undone in the same way."
        )
        if QMessageBox.question(self, "Restore a backup", question) != QMessageBox.StandardButton.Yes:
            return
        if self._context.project is not None and self._context.project.address == self._address:
            self._context.set_project(None)
        # In the database's worker: it comes after the project was closed there.
        words = ["backup", "restore", self._address, str(chosen.backup.path)]
        self._work(words, "Restoring…", self._restored, database=True)

    @property
    def chosen(self) -> Listed | None:
        """The selected backup."""
        items = self.tree.selectedItems()
        return items[0].data(0, Qt.ItemDataRole.UserRole) if items else None

    def reject(self) -> None:
        """Close; a restore that has begun is seen to its end."""
        if self._busy:
            return
        super().reject()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for button in (self.now_button, self.restore_button):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.place_button, self.own_button):
            row.addWidget(button)
        open_button = self.buttons.addButton("Open &folder", QDialogButtonBox.ButtonRole.ActionRole)
        open_button.setAutoDefault(False)
        open_button.clicked.connect(self._open_folder)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        for widget in (self.trouble, self.where, self.tree):
            layout.addWidget(widget, 1 if widget is self.tree else 0)
        layout.addLayout(row)
        for widget in (self.automatic, self.bar, self.said, self.buttons):
            layout.addWidget(widget)

    def _show(self, found: Overview) -> None:
        self._overview = found
        self.where.setText(f"In {found.place}")
        self.automatic.setChecked(found.policy.automatic)
        self.automatic.show()
        self.own_button.setVisible(bool(found.policy.folder))
        self.tree.clear()
        for listed in found.backups:
            item = QTreeWidgetItem(_cells(listed, found))
            item.setData(0, Qt.ItemDataRole.UserRole, listed)
            for column in (2, 3, 5):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.tree.addTopLevelItem(item)
        if (newest := self.tree.topLevelItem(0)) is not None:
            self.tree.setCurrentItem(newest)
        if self.said.text() in (READING, NONE):
            self._say("" if found.backups else NONE, "muted")
        self._able()

    def _work(self, words: list[str], says: str, then: Callable[[Any], None], database: bool = False) -> None:
        self._command = command = Command(words)
        self._busy = True
        self._say(says, "muted")
        self._able()
        self._context.background.run(command.run, then=then, failed=self._failed, database=database, owner=self)

    def _backed_up(self, said: dict[str, Any]) -> None:
        self._busy = False
        self._say(f"Backed up to {said.get('backup')}; it was reopened and checked.", "good")
        self.refresh()

    def _restored(self, said: dict[str, Any]) -> None:
        self._busy = False
        before = said.get("before")
        kept = f" What was there is kept in {before}." if before else ""
        self._say(f"Restored: {said.get('pairs', 0):,} pairs, {said.get('decisions', 0):,} decisions.{kept}", "good")
        self.trouble.hide()
        self.restored.emit(self._address)
        self.refresh()

    def _failed(self, sentence: str) -> None:
        self._busy = False
        self._say(sentence, "bad")
        self._able()
        if self._context.project is None and self.trouble.isHidden():
            self.restored.emit(self._address)  # it was closed for a restore that did not come about

    def _set(self, **changes: Any) -> None:
        self._context.background.run(
            _keep, self._address, changes, then=lambda _none: self.refresh(), failed=self._failed, owner=self
        )

    def _ask_place(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Keep backups in")
        if chosen:
            self._set(folder=chosen)

    def _able(self) -> None:
        self.bar.setVisible(self._busy)
        for control in (self.now_button, self.place_button, self.own_button, self.automatic):
            control.setEnabled(not self._busy and (control is not self.now_button or self.trouble.isHidden()))
        chosen = self.chosen
        self.restore_button.setEnabled(not self._busy and chosen is not None and chosen.counts is not None)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setEnabled(not self._busy)

    def _say(self, sentence: str, kind: str) -> None:
        self.said.setText(sentence)
        set_kind(self.said, kind)

    def _open_folder(self) -> None:
        if self._overview is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._overview.place)))


def _button(words: str) -> QPushButton:
    made = QPushButton(words)
    made.setAutoDefault(False)
    return made


def _moment(listed: Listed) -> str:
    return f"{listed.backup.at.astimezone():%d %b %Y, %H:%M}"


def _cells(listed: Listed, found: Overview) -> list[str]:
    counts, now = listed.counts, found.now
    size = bytes_in_words(listed.backup.size)
    if counts is None:
        return [_moment(listed), listed.backup.why, "–", "–", "cannot be read", size]
    later = "–"
    if now is not None:
        pairs, decisions = now.pairs - counts.pairs, now.decisions - counts.decisions
        later = f"{pairs:+,} pairs, {decisions:+,} decisions" if pairs or decisions else "the same"
    return [_moment(listed), listed.backup.why, f"{counts.pairs:,}", f"{counts.decisions:,}", later, size]


def _overview(address: str) -> Overview:
    from maemi.project.backups.listing import overview

    return overview(address)


def _keep(address: str, changes: dict[str, Any]) -> None:
    from maemi.project.address import understand
    from maemi.project.backups.policy import read_policy, write_policy

    folder = understand(address).folder
    write_policy(folder, replace(read_policy(folder), **changes))
