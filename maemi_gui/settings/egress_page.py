"""Which hosts this project's micrographs went to, which of them get more without asking, and the way to every line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from maemi_gui.context import Context
from maemi_gui.widgets.amounts import bytes_in_words
from maemi_gui.widgets.servers import is_local_only
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.consent import ConsentRow
    from maemi.project.project import Project


def read_egress(project: Project) -> tuple[dict[str, int], list[ConsentRow]]:
    """Bytes by host, the most first, and the agreements that hold; for the database worker."""
    from maemi.project.consent import list_standing
    from maemi.project.sent import totals

    by_host: dict[str, int] = {}
    for total in totals(project):
        by_host[total.host] = by_host.get(total.host, 0) + total.bytes_sent
    return dict(sorted(by_host.items(), key=lambda one: -one[1])), list_standing(project)


def take_back(project: Project, host: str, who: str) -> None:
    """Ask again before anything goes to the host; for the database worker."""
    from maemi.project.consent import revoke

    revoke(project, host, who)


class EgressPage(QWidget):
    """Reads the open project when it is shown."""

    all_wanted = Signal()
    """Every request shall be listed."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.summary = label("", "heading", wrap=True, selectable=True)
        self.switch = label("", "muted", wrap=True)
        self.show_button = QPushButton("&Show every request…")
        self.show_button.setAutoDefault(False)
        self.show_button.clicked.connect(lambda _on=False: self.all_wanted.emit())
        self.agreed = label("", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Hosts that get micrographs of this project without asking")
        self.tree.setHeaderLabels(["Host", "Agreed by", "When", "Info bars"])
        self.tree.setRootIsDecorated(False)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.tree.currentItemChanged.connect(lambda now, _before: self.revoke_button.setEnabled(now is not None))
        self.revoke_button = QPushButton("&Ask again before sending")
        self.revoke_button.setAutoDefault(False)
        self.revoke_button.clicked.connect(self.revoke)
        buttons = QHBoxLayout()
        buttons.addWidget(self.show_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.switch)
        layout.addLayout(buttons)
        layout.addWidget(self.agreed)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.revoke_button)
        layout.addStretch(0)
        self.refresh()

    def refresh(self) -> None:
        """Read the project again."""
        self.tell_switch()
        project = self._context.project
        for widget in (self.tree, self.revoke_button, self.agreed):
            widget.setVisible(False)
        self.show_button.setEnabled(project is not None)
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
                "Only a chat model or a teacher on a server is sent anything, and each request is listed before "
                "it goes. “Local only” in General forbids it."
            )

    def revoke(self) -> None:
        """Take back the agreement that is chosen."""
        project, item = self._context.project, self.tree.currentItem()
        if project is not None and item is not None:
            self._context.background.run(
                take_back,
                project,
                item.text(0),
                self._context.curator,
                then=lambda _none: self.refresh(),
                failed=self.summary.setText,
                database=True,
                owner=self,
            )

    def _show(self, found: tuple[dict[str, int], list[ConsentRow]]) -> None:
        totals, agreements = found
        if totals:
            said = ", ".join(f"{bytes_in_words(size)} to {host}" for host, size in totals.items())
            self.summary.setText(f"Sent altogether: {said}.")
        else:
            self.summary.setText("Nothing of this project was sent to any server.")
        self.agreed.setText(
            "These hosts get micrographs of this project without asking again:"
            if agreements
            else "Before micrographs go to another machine, you are asked each time."
        )
        self.agreed.setVisible(True)
        self.tree.clear()
        for row in agreements:
            when = row.at.astimezone().strftime("%d %b %Y %H:%M")
            self.tree.addTopLevelItem(QTreeWidgetItem([row.host, row.who, when, "too" if row.info_bars else "cut off"]))
        for widget in (self.tree, self.revoke_button):
            widget.setVisible(bool(agreements))
        self.revoke_button.setEnabled(False)
