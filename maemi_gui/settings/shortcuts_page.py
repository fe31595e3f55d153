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
        self._rooms: dict[str, QTreeWidgetItem] = {}
        for info in actions.registered():
            if not info.shortcut:
                continue
            room = self._rooms.get(info.room)
            if room is None:
                room = self._rooms[info.room] = QTreeWidgetItem([info.room.capitalize(), ""])
                font = room.font(0)
                font.setBold(True)
                room.setFont(0, font)
                self.tree.addTopLevelItem(room)
            native = QKeySequence.SequenceFormat.NativeText
            keys = " or ".join(key.toString(native) for key in info.key_sequences())
            item = QTreeWidgetItem([info.plain_text, keys])
            item.setToolTip(0, info.tip)
            room.addChild(item)
        self.tree.expandAll()
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.tree)

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for room in self._rooms.values():
            hits = 0
            for place in range(room.childCount()):
                item = room.child(place)
                hit = wanted in item.text(0).casefold() or wanted in item.text(1).casefold()
                item.setHidden(not hit)
                hits += hit
            room.setHidden(not hits)
