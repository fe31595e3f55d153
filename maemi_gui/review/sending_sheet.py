"""Before the first request to another machine: the very pictures, the words, the host, the cost. Send, or do not."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from maemi.errors import MaemiError
from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.review.generate_plan import Plan
from maemi_gui.widgets.amounts import bytes_in_words
from maemi_gui.widgets.fact_list import FactList
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.project import Project

SIDE = 124
_PATIENCE_S = 300


@dataclass(frozen=True, slots=True)
class Leaves:
    """What a dry run says would leave, and its pictures, small."""

    told: dict[str, Any]
    pictures: list[tuple[str, QImage]]
    """Size and name of each in words, and the picture itself."""


def read_leaves(plan: Plan) -> Leaves:
    """Run `maemi generate … --dry-run --previews`: nothing is sent. For a worker; raises MaemiError."""
    with tempfile.TemporaryDirectory(prefix="maemi-previews-") as folder:
        command = [sys.executable, "-m", "maemi", *plan.argv(), "--dry-run", "--previews", folder, "--json"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_PATIENCE_S, stdin=subprocess.DEVNULL, check=False
            )
            if done.returncode != 0:
                last = done.stderr.strip().splitlines()
                raise MaemiError(last[-1].removeprefix("maemi: ") if last else "The dry run failed without a word.")
            told = json.loads(done.stdout)["leaves"]
            pictures = [(_words(each), _small(Path(each["file"]))) for each in told["pictures"]]
        except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
            raise MaemiError("What would be sent cannot be shown: nothing is sent; try fewer micrographs.") from error
    return Leaves(told, pictures)


def is_asked(project: Project, host: str) -> bool:
    """Whether somebody must agree first; for the database worker."""
    from maemi.project.consent import is_needed

    return is_needed(project, host)


def remember(project: Project, host: str, who: str, info_bars: bool) -> None:
    """Nobody is asked again about this host in this project; for the database worker."""
    from maemi.project.consent import give

    give(project, host, who, info_bars)


class SendingSheet(QDialog):
    """Accepted means that this person agreed; `plan` then says so to the run."""

    def __init__(self, context: Context, plan: Plan, host: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("What will be sent")
        self.resize(940, 660)
        self._context, self._host = context, host
        self._task: Task | None = None
        self.plan = plan
        self.heading = label(f"These micrographs leave this machine for {host}", "title", wrap=True)
        self.many = label("Working out what would be sent…", "muted", wrap=True)
        self.pictures = QListWidget()
        self.facts = FactList("What goes along")
        self.warnings = label("", "warn", wrap=True)
        self.text = QPlainTextEdit()
        self.keep_bars = QCheckBox("Keep the vendors' &info bars in the pictures")
        self.always = QCheckBox(f"&Don’t ask again for {host} in this project")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.send_button = self.buttons.addButton("Send to this host", QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self.keep_bars.toggled.connect(self._bars)
        self.buttons.accepted.connect(self.agree)
        self.buttons.rejected.connect(self.reject)
        self._read()

    def agree(self) -> None:
        """This person agrees; for good where the box says so, and then only once that is written down."""
        project = self._context.project
        if project is None or not self.send_button.isEnabled():
            return
        self.plan = replace(self.plan, agreed=True)
        if not self.always.isChecked():
            self.accept()
            return
        self.send_button.setEnabled(False)
        self._context.background.run(
            remember,
            project,
            self._host,
            self._context.curator,
            self.plan.keep_info_bars,
            then=lambda _none: self.accept(),
            failed=self._fail,
            database=True,
            owner=self,
        )

    def _bars(self, keep: bool) -> None:
        self.plan = replace(self.plan, keep_info_bars=keep)
        self._read()

    def _read(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self.send_button.setEnabled(False)
        self.many.setText("Working out what would be sent…")
        self._task = self._context.background.run(
            read_leaves, self.plan, then=self._show, failed=self._fail, owner=self
        )

    def _fail(self, sentence: str) -> None:
        self.many.setText(sentence)

    def _show(self, leaves: Leaves) -> None:
        told = leaves.told
        self.pictures.clear()
        for words, image in leaves.pictures:
            item = QListWidgetItem(QIcon(QPixmap.fromImage(image)), words)
            item.setToolTip(words)
            self.pictures.addItem(item)
        shown = len(leaves.pictures)
        more = f"; the first {shown} are shown, as they would be sent" if told["requests"] > 1 else ""
        noun = "request" if told["requests"] == 1 else "requests"
        self.many.setText(f"{told['requests']:,} {noun}{more}.")
        cost = told["cost_usd"]
        self.facts.set_lines(
            [
                ("To", f"{told['host']}{'' if told['encrypted'] else ' (not encrypted)'}"),
                ("Model", told["model"]),
                ("Requests", f"{told['requests']:,}"),
                ("Tokens", f"up to {told['tokens']:,}"),
                ("Cost", "price not known" if cost is None else f"at most $ {cost:.2f}"),
                ("Pictures", f"at most {told['image_side']} px a side"),
                ("Info bars", "stay in the pictures" if told["info_bars"] else "cut off"),
                ("Not sent", "; ".join(told["stripped"])),
            ]
        )
        self.warnings.setText("\n".join(f"{each[:1].upper()}{each[1:]}" for each in told["warnings"]))
        self.warnings.setVisible(bool(told["warnings"]))
        self.text.setPlainText("\n\n".join(f"[{role}]\n{text}" for role, text in told["example"]))
        self.send_button.setEnabled(told["requests"] > 0)

    def _lay_out(self) -> None:
        self.pictures.setAccessibleName("Pictures as they would be sent")
        self.pictures.setViewMode(QListView.ViewMode.IconMode)
        self.pictures.setResizeMode(QListView.ResizeMode.Adjust)
        self.pictures.setMovement(QListView.Movement.Static)
        self.pictures.setIconSize(QSize(SIDE, SIDE))
        self.pictures.setGridSize(QSize(SIDE + 14, SIDE + 30))
        self.pictures.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.pictures.setWordWrap(True)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("The whole text about the first micrograph")
        self.text.setMinimumHeight(120)
        self.send_button.setProperty("kind", "primary")
        self.send_button.setAutoDefault(False)
        left = QVBoxLayout()
        left.addWidget(self.many)
        left.addWidget(self.pictures, 1)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.facts)
        right.addWidget(self.warnings)
        right.addWidget(label("The whole text about the first micrograph", "heading"))
        right.addWidget(self.text, 1)
        halves = QHBoxLayout()
        halves.setSpacing(14)
        halves.addLayout(left, 1)
        halves.addLayout(right, 1)
        rows = QVBoxLayout(self)
        rows.setSpacing(10)
        rows.addWidget(self.heading)
        rows.addLayout(halves, 1)
        rows.addWidget(self.keep_bars)
        rows.addWidget(self.always)
        rows.addWidget(self.buttons)


def _words(picture: dict[str, Any]) -> str:
    size = bytes_in_words(picture["size"])
    return f"{picture['columns']} × {picture['rows']} px, {size}"


def _small(file: Path) -> QImage:
    ways = (Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return QImage(str(file)).scaled(QSize(SIDE, SIDE), *ways)
