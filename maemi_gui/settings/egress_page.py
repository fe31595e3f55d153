"""What left this machine from the open project: when, to whom, what, how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from maemi_gui.context import Context
from maemi_gui.widgets.amounts import bytes_in_words
from maemi_gui.widgets.servers import is_local_only
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.project import Project

NEWEST = 1000
"""Lines of the list; the totals count all."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One line."""

    at: datetime
    host: str
    what: str
    size: int
    micrograph: str


def read_egress(project: Project) -> tuple[list[Sent], dict[str, int]]:
    """The newest lines and the bytes that each host was sent altogether; for the database worker."""
    from maemi.errors import InputError
    from maemi.project.egress import bytes_by_host, list_egress
    from maemi.project.micrographs import get_micrograph

    rows = list_egress(project, limit=NEWEST)
    names: dict[int | None, str] = {None: "–"}
    for micrograph_id in {row.micrograph_id for row in rows} - {None}:
        assert micrograph_id is not None
        try:
            names[micrograph_id] = get_micrograph(project, micrograph_id).name
        except InputError:
            names[micrograph_id] = "no longer in the project"
    lines = [Sent(row.at, row.host, row.purpose, row.bytes_sent, names[row.micrograph_id]) for row in rows]
    return lines, bytes_by_host(project)


class EgressPage(QWidget):
    """Reads the open project when it is shown."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.summary = label("", "heading", wrap=True, selectable=True)
        self.switch = label("", "muted", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("What left this machine")
        self.tree.setHeaderLabels(["When", "To", "What for", "Sent", "Micrograph"])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.switch)
        layout.addWidget(self.tree, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        self.tell_switch()
        project = self._context.project
        self.tree.setVisible(False)
        if project is None:
            self.summary.setText("No project is open; each project keeps its own list.")
            return
        self.summary.setText("Reading…")
        self._context.background.run(
            read_egress, project, then=self._show, failed=self.summary.setText, database=True, owner=self
        )

    def tell_switch(self) -> None:
        """Say whether anything may leave."""
        if is_local_only(self._context.settings):
            self.switch.setText("“Local only” is on: requests to other machines are refused.")
        else:
            self.switch.setText(
                "Only a chat model or a teacher on another machine is sent anything, and each request is listed before "
                "it goes. “Local only” in General forbids it."
            )

    def _show(self, found: tuple[list[Sent], dict[str, int]]) -> None:
        lines, totals = found
        self.tree.clear()
        self.tree.setVisible(bool(lines))
        if not totals:
            self.summary.setText("Nothing of this project has left this machine.")
            return
        said = ", ".join(f"{bytes_in_words(size)} to {host}" for host, size in totals.items())
        newest = f"; the newest {NEWEST:,} requests:" if len(lines) == NEWEST else "."
        self.summary.setText(f"Sent altogether: {said}{newest}")
        for line in lines:
            when = line.at.astimezone().strftime("%d %b %Y %H:%M:%S")
            item = QTreeWidgetItem([when, line.host, line.what, bytes_in_words(line.size), line.micrograph])
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(4, line.micrograph)
            self.tree.addTopLevelItem(item)
