"""Every key that does something, by room, and the page where they are changed."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from maemi_gui import actions
from maemi_gui.widgets.words import label

_ID = Qt.ItemDataRole.UserRole


class _OneKey(QKeySequenceEdit):
    """Takes the next key that is pressed; Esc leaves."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ShortcutsPage(QWidget):
    """A searchable list, made from the registry of actions; what is changed holds at once."""

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
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
        self.tree.currentItemChanged.connect(lambda _now, _before: self._able())
        self.tree.itemActivated.connect(lambda _item, _column: self.begin())
        self._rooms: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        for info in actions.registered():
            if info.room not in self._rooms:
                self._rooms[info.room] = (self._room(info.room.capitalize()), [])
            room, items = self._rooms[info.room]
            item = QTreeWidgetItem([info.plain_text, ""])
            item.setData(0, _ID, info.id)
            item.setToolTip(0, info.tip)
            room.addChild(item)
            items.append(item)
        self.tree.expandAll()
        self.change = QPushButton("Change…")
        self.change.setToolTip("Press another key for the chosen action")
        self.remove = QPushButton("No key")
        self.default = QPushButton("Reset")
        self.default.setToolTip("Give the chosen action the key that it came with")
        self.reset_all = QPushButton("Reset all")
        self.field = _OneKey()
        self.field.setMaximumSequenceLength(1)
        self.field.setAccessibleName("Press the new key")
        self.field.hide()
        self.problem = label("", "bad", wrap=True)
        self.problem.hide()
        self.change.clicked.connect(self.begin)
        self.remove.clicked.connect(lambda: self.give(""))
        self.default.clicked.connect(lambda: self.give(None))
        self.reset_all.clicked.connect(self._reset_all)
        self.field.editingFinished.connect(self._pressed)
        self.field.left.connect(self._end)
        buttons = QHBoxLayout()
        for widget in (self.change, self.field, self.remove, self.default):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        buttons.addWidget(self.reset_all)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.tree)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)
        self._tell()

    def choose(self, action_id: str) -> None:
        """Mark an action of the list."""
        for _, items in self._rooms.values():
            for item in items:
                if item.data(0, _ID) == action_id:
                    self.tree.setCurrentItem(item)

    def begin(self) -> None:
        """Wait for the key that the chosen action shall have."""
        if self._chosen():
            self.problem.hide()
            self.field.clear()
            self.field.show()
            self.change.hide()
            self.field.setFocus()

    def give(self, keys: str | None) -> None:
        """Give the chosen action these keys, none (empty), or its own again (None); says so where that cannot be."""
        action_id = self._chosen()
        if not action_id:
            return
        wanted = actions.info_of(action_id).shortcut if keys is None else keys
        problem = actions.problem_with(action_id, wanted)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if not problem:
            actions.remap(self._settings, {action_id: keys})
            self._tell()
        self._end()

    def _pressed(self) -> None:
        if not self.field.isHidden():
            keys = self.field.keySequence()
            if keys.isEmpty():
                self._end()
            else:
                self.give(keys.toString(QKeySequence.SequenceFormat.PortableText))

    def _end(self) -> None:
        self.field.hide()
        self.change.show()
        self.tree.setFocus()
        self._able()

    def _reset_all(self) -> None:
        actions.remap(self._settings, dict.fromkeys(actions.remapped()))
        self.problem.hide()
        self._tell()

    def _chosen(self) -> str:
        item = self.tree.currentItem()
        return str(item.data(0, _ID) or "") if item is not None else ""

    def _able(self) -> None:
        chosen, changed = self._chosen(), actions.remapped()
        self.change.setEnabled(bool(chosen))
        self.remove.setEnabled(bool(chosen) and bool(actions.info_of(chosen).keys))
        self.default.setEnabled(chosen in changed)
        self.reset_all.setEnabled(bool(changed))

    def _tell(self) -> None:
        changed = actions.remapped()
        native = QKeySequence.SequenceFormat.NativeText
        for _, items in self._rooms.values():
            for item in items:
                info = actions.info_of(str(item.data(0, _ID)))
                item.setText(1, " or ".join(key.toString(native) for key in info.key_sequences()))
                font = item.font(1)
                font.setBold(info.id in changed)
                item.setFont(1, font)
                item.setToolTip(1, "Changed by you" if info.id in changed else "")
        self._able()

    def _room(self, name: str) -> QTreeWidgetItem:
        room = QTreeWidgetItem([name, ""])
        font = room.font(0)
        font.setBold(True)
        room.setFont(0, font)
        room.setFlags(Qt.ItemFlag.ItemIsEnabled)
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
