"""Which frozen model lies under the adapter."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

_KINDS = (("Embedded model", "embedded"), ("A folder", "folder"), ("A name on the hub", "hub"))


class BaseChoice(QWidget):
    """The embedded model, a folder on this machine, or a hub name."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        self.kind.setAccessibleName("Base")
        for text, value in _KINDS:
            self.kind.addItem(text, value)
        self.name = QLineEdit()
        self.name.editingFinished.connect(self.changed)
        self.browse = QPushButton("Choose…")
        self.browse.setAccessibleName("Choose the folder of the base")
        self.browse.clicked.connect(self._choose)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 1)
        row.addWidget(self.browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.kind)
        layout.addWidget(self._row)
        self.setFocusProxy(self.kind)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self._show_row()

    def value(self) -> str:
        """As `maemi train --base` takes it; `embedded` while nothing else is named."""
        return "embedded" if self.kind.currentData() == "embedded" else self.name.text().strip() or "embedded"

    def _kind_changed(self) -> None:
        self.name.clear()
        self._show_row()
        self.changed.emit()

    def _show_row(self) -> None:
        kind = self.kind.currentData()
        self._row.setVisible(kind != "embedded")
        self.browse.setVisible(kind == "folder")
        self.name.setAccessibleName("Folder of the base" if kind == "folder" else "Name of the base on the hub")
        self.name.setPlaceholderText("/path/to/model" if kind == "folder" else "organisation/model, already downloaded")

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Folder of the base", self.name.text())
        if folder:
            self.name.setText(folder)
            self.changed.emit()
