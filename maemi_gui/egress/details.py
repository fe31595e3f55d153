"""One request: all that is noted of it, and the micrograph that it was about."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from maemi.project.rows import MicrographRow
from maemi_gui.context import Context
from maemi_gui.egress import reading
from maemi_gui.egress.reading import Line
from maemi_gui.egress.table_model import when, where
from maemi_gui.widgets.fact_list import FactList

SIDE = 200


class Details(QWidget):
    """Empty until a line is chosen."""

    micrograph_wanted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._micrograph: int | None = None
        self.picture = QLabel("Choose a request in the table.")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setWordWrap(True)
        self.picture.setMinimumHeight(SIDE)
        self.facts = FactList("Request")
        self.facts.hide()
        self.show_button = QPushButton("Show the &micrograph")
        self.show_button.setAutoDefault(False)
        self.show_button.setEnabled(False)
        self.show_button.clicked.connect(self._want)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.picture)
        layout.addWidget(self.facts)
        layout.addWidget(self.show_button)

    def show_line(self, found: Line | None) -> None:
        """Show another request."""
        self._micrograph = found[0].micrograph_id if found else None
        self.show_button.setEnabled(self._micrograph is not None)
        self.picture.setPixmap(QPixmap())
        if found is None:
            self.facts.set_lines([])
            self.facts.hide()
            self.picture.setText("Choose a request in the table.")
            return
        row, name = found
        self.facts.show()
        self.picture.setText("Without a micrograph" if row.micrograph_id is None else "Reading the micrograph…")
        self.facts.set_lines(
            [
                ("When", when(row)),
                ("Who", row.who or "not noted"),
                ("To", where(row)),
                ("What for", row.purpose),
                ("Model", row.model or "not noted"),
                ("Sent", f"{row.bytes_sent:,} bytes"),
                ("Content", row.content or "not noted"),
                ("Micrograph", name or "–"),
            ]
        )
        project = self._context.project
        if row.micrograph_id is not None and project is not None:
            self._context.background.run(
                reading.micrograph,
                project,
                row.micrograph_id,
                then=self._know,
                failed=self.picture.setText,
                database=True,
                owner=self,
            )

    def _know(self, row: MicrographRow) -> None:
        if row.id == self._micrograph:
            made = self._context.decoder.thumbnail(row.path, SIDE)
            self._context.background.watch(
                made, then=lambda png: self._paint(row.id, png), failed=self.picture.setText, owner=self
            )

    def _paint(self, micrograph_id: int, png: bytes) -> None:
        if micrograph_id == self._micrograph:
            pixmap = QPixmap()
            pixmap.loadFromData(png)
            self.picture.setPixmap(pixmap)

    def _want(self) -> None:
        if self._micrograph is not None:
            self.micrograph_wanted.emit(self._micrograph)
