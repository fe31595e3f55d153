"""The list of classes: add, rename, remove, order; the first nine have the keys 1 to 9."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from maemi_gui.collection.library import Library
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.similar.class_list import ClassEntry

_NAME = Qt.ItemDataRole.UserRole


class ClassesDialog(QDialog):
    """Every change is written at once; renaming follows on the micrographs, removing leaves their labels."""

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("List of classes")
        self.resize(480, 520)
        self._library = library
        self.list = QListWidget()
        self.list.setAccessibleName("Classes of this project")
        self.problem = label("", "bad", wrap=True)
        self.problem.hide()
        self.add_button = QPushButton("Add…")
        self.rename_button = QPushButton("Rename…")
        self.remove_button = QPushButton("Remove")
        self.up_button = QPushButton("Up")
        self.down_button = QPushButton("Down")
        self.default_button = QPushButton("The ten of NFFA")
        self._lay_out()
        library.changed.connect(self._fill)
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        self.add_button.clicked.connect(lambda _on: self.ask_new())
        self.rename_button.clicked.connect(lambda _on: self.ask_name())
        self.remove_button.clicked.connect(lambda _on: self.remove())
        self.up_button.clicked.connect(lambda _on: self.move_by(-1))
        self.down_button.clicked.connect(lambda _on: self.move_by(1))
        self.default_button.clicked.connect(lambda _on: self._store(None))
        library.want()
        self._fill()

    def names(self) -> list[str]:
        """The list, without labels that are outside of it."""
        return [entry.name for entry in self._entries() if entry.listed]

    def add(self, name: str) -> None:
        """One more class at the end."""
        self._store([*self.names(), name])

    def rename(self, old: str, new: str) -> None:
        """In the list and on every micrograph."""
        from maemi.project.classes import rename_class

        names = self.names()
        self._write(lambda project: rename_class(project, old, new, names))

    def remove(self) -> None:
        """From the list; micrographs keep the label."""
        current = self._current()
        self._store([name for name in self.names() if name != current])

    def move_by(self, by: int) -> None:
        """The current class so many places down."""
        names, current = self.names(), self._current()
        if current in names and 0 <= names.index(current) + by < len(names):
            place = names.index(current)
            names.insert(place + by, names.pop(place))
            self._store(names)

    def ask_new(self) -> None:
        """A name, then a class."""
        name, agreed = QInputDialog.getText(self, "Add a class", "Name of the class")
        if agreed and name.strip():
            self.add(name.strip())

    def ask_name(self) -> None:
        """Another name for the current class."""
        current = self._current()
        if current is not None:
            name, agreed = QInputDialog.getText(self, "Rename the class", "New name", text=current)
            if agreed and name.strip() and name.strip() != current:
                self.rename(current, name.strip())

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        for button in (self.add_button, self.rename_button, self.remove_button, self.up_button, self.down_button):
            side.addWidget(button)
        side.addStretch(1)
        side.addWidget(self.default_button)
        for button in self.findChildren(QPushButton) or [
            *(self.add_button, self.rename_button, self.remove_button),
            *(self.up_button, self.down_button, self.default_button),
        ]:
            button.setAccessibleName(button.text().rstrip("…"))
            button.setAutoDefault(False)
        columns = QHBoxLayout()
        columns.addWidget(self.list, 1)
        columns.addLayout(side)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 12)
        rows.setSpacing(8)
        words = "In the gallery, the keys 1 to 9 give the selected micrographs one of the first nine; 0 takes it away."
        rows.addWidget(label(words, "muted", wrap=True))
        rows.addLayout(columns, 1)
        rows.addWidget(self.problem)
        rows.addWidget(close)

    def _entries(self) -> list[ClassEntry]:
        loaded = self._library.loaded
        return loaded.entries if loaded else []

    def _current(self) -> str | None:
        item = self.list.currentItem()
        return str(item.data(_NAME)) if item is not None else None

    def _fill(self) -> None:
        before = self._current()
        self.list.clear()
        for place, entry in enumerate(self._entries()):
            key = f"{place + 1}   " if place < 9 and entry.listed else "     "
            words = f"{key}{entry.display}   ({entry.micrographs:,})"
            item = QListWidgetItem(words if entry.listed else f"{words}, not in the list")
            item.setData(_NAME, entry.name)
            self.list.addItem(item)
            if entry.name == before:
                self.list.setCurrentItem(item)
        self._enable()

    def _enable(self) -> None:
        names, current = self.names(), self._current()
        listed = current in names
        self.rename_button.setEnabled(current is not None)
        self.remove_button.setEnabled(listed and len(names) > 1)
        self.up_button.setEnabled(listed and names.index(str(current)) > 0)
        self.down_button.setEnabled(listed and names.index(str(current)) < len(names) - 1)

    def _store(self, names: list[str] | None) -> None:
        from maemi.project.classes import store_classes

        self._write(lambda project: store_classes(project, names))

    def _write(self, change: object) -> None:
        project: Project | None = self._library.context.project
        if project is None or not callable(change):
            return
        self.problem.hide()
        context = self._library.context
        context.background.run(
            change,
            project,
            then=lambda _none: context.micrographs_changed.emit(),
            failed=self._refused,
            database=True,
            owner=self,
        )

    def _refused(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
