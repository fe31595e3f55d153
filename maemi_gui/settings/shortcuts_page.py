"""Every key that does something, by room."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from maemi_gui import actions


class ShortcutsPage(QWidget):
    """A searchable list, made from the registry of actions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find an action or a key")
        self.search.setAccessibleName("Find an action or a key")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Keyboard shortcuts")
        self.tree.setHeaderLabels(["Action", "Keys"])
        self.tree.setRootIsDecorated(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self._rooms: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        for info in actions.registered():
            if not info.shortcut:
                continue
            if info.room not in self._rooms:
                self._rooms[info.room] = (self._room(info.room.capitalize()), [])
            room, items = self._rooms[info.room]
            native = QKeySequence.SequenceFormat.NativeText
            keys = " or ".join(key.toString(native) for key in info.key_sequences())
            item = QTreeWidgetItem([info.plain_text, keys])
            item.setToolTip(0, info.tip)
            room.addChild(item)
            items.append(item)
        self.tree.expandAll()
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.tree)

    def _room(self, name: str) -> QTreeWidgetItem:
        room = QTreeWidgetItem([name, ""])
        font = room.font(0)
        font.setBold(True)
        room.setFont(0, font)
        self.tree.addTopLevelItem(room)
        return room

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for room, items in self._rooms.values():
            hits = 0
            for item in items:
                hit = wanted in item.text(0).casefold() or wanted in item.text(1).casefold()
                item.setHidden(not hit)
                hits += hit
            room.setHidden(not hits)
