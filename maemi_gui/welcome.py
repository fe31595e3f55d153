"""The first page: three doors, and the projects that were open before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from maemi import resources
from maemi_gui import theme
from maemi_gui.widgets.words import ElidedLabel, label, line

WIDTH = 520


class Door(QPushButton):
    """A large button with a heading and a sentence."""

    def __init__(self, icon: str, heading: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "door")
        self.setAccessibleName(heading)
        self.setAccessibleDescription(sentence)
        theme.tint(self, icon)
        self.setIconSize(QSize(28, 28))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(60, 12, 16, 12)
        rows.setSpacing(2)
        rows.addStretch(1)
        for words in (label(heading, "heading"), label(sentence, "muted", wrap=True)):
            words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            rows.addWidget(words)
        rows.addStretch(1)
        # What wraps knows its height only for a width.
        self.setFixedHeight(max(68, rows.totalHeightForWidth(WIDTH)))


class WelcomePage(QWidget):
    """Shown while no project is open."""

    sample_requested = Signal()
    folder_requested = Signal()
    project_requested = Signal()
    recent_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget()
        column = QWidget()
        column.setFixedWidth(WIDTH)
        rows = QVBoxLayout(column)
        rows.setContentsMargins(0, 24, 0, 24)
        rows.setSpacing(10)
        emblem = QLabel()
        emblem.setPixmap(QIcon(str(resources.path("icons", "maemi.svg"))).pixmap(QSize(64, 64)))
        rows.addWidget(emblem)
        rows.addWidget(label("MAEMI", "display"))
        rows.addWidget(
            label(
                "From a folder of electron micrographs to a small model that answers questions about them, "
                "on this machine.",
                "muted",
                wrap=True,
            )
        )
        rows.addSpacing(12)
        self.sample = Door(
            "sample",
            "Open the sample project",
            "Sixty synthetic micrographs with known truth, pairs and decisions.",
        )
        self.folder = Door(
            "folder-add",
            "Open a folder of micrographs",
            "The files stay where they are and are never changed.",
        )
        self.project = Door("project", "Open a project", "Go on where you, or somebody else, stopped.")
        self.sample.clicked.connect(lambda _checked=False: self.sample_requested.emit())
        self.folder.clicked.connect(lambda _checked=False: self.folder_requested.emit())
        self.project.clicked.connect(lambda _checked=False: self.project_requested.emit())
        for door in (self.sample, self.folder, self.project):
            rows.addWidget(door)
        self._busy = label("", "muted", wrap=True)
        rows.addWidget(self._busy)
        self._recent_box = QWidget()
        self._recent = QVBoxLayout(self._recent_box)
        self._recent.setContentsMargins(0, 0, 0, 0)
        self._recent.setSpacing(2)
        rows.addWidget(self._recent_box)
        rows.addStretch(1)
        middle = QVBoxLayout(inner)
        middle.addStretch(1)
        middle.addWidget(column, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setProperty("kind", "plain")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def set_busy(self, words: str) -> None:
        """Say what is going on; the doors are shut meanwhile."""
        self._busy.setText(words)
        for door in (self.sample, self.folder, self.project):
            door.setEnabled(not words)

    def set_recent(self, addresses: Iterable[str]) -> None:
        """List the projects that were open before."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        addresses = list(addresses)
        if not addresses:
            return
        self._recent.addWidget(line())
        self._recent.addSpacing(6)
        self._recent.addWidget(label("Recent projects", "heading"))
        for address in addresses:
            self._recent.addWidget(self._recent_button(address))

    def _recent_button(self, address: str) -> QPushButton:
        name = Path(address).name if "://" not in address else address
        button = QPushButton()
        button.setFlat(True)
        button.setProperty("kind", "recent")
        button.setAccessibleName(f"Open {name}")
        button.setToolTip(address)
        rows = QVBoxLayout(button)
        rows.setContentsMargins(8, 4, 8, 4)
        rows.setSpacing(0)
        where = ElidedLabel(address, "muted", Qt.TextElideMode.ElideMiddle)
        for words in (label(name), where):
            words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            rows.addWidget(words)
        button.setMinimumHeight(rows.sizeHint().height())
        button.clicked.connect(lambda _checked=False: self.recent_requested.emit(address))
        return button
