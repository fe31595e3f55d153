"""In which order micrographs are listed: a menu button, remembered for each project."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from maemi_gui import theme
from maemi_gui.browse.gallery_verbs import SORTS


@dataclass(frozen=True, slots=True)
class Sorting:
    """By what, and which end first."""

    key: str = "name"
    descending: bool = False


class SortButton(QToolButton):
    """Opens a menu of orders; tells which was chosen."""

    changed = Signal(object)
    """The `Sorting`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sorting = Sorting()
        theme.tint(self, "sort")
        self.setAccessibleName("Sort")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu("Sort", self)
        group = QActionGroup(menu)
        self._actions: dict[str, QAction] = {}
        for key, words in SORTS.items():
            action = QAction(words, menu, checkable=True)
            action.triggered.connect(lambda _on=False, key=key: self._choose(Sorting(key, self._sorting.descending)))
            group.addAction(action)
            menu.addAction(action)
            self._actions[key] = action
        menu.addSeparator()
        self._down = QAction("Descending", menu, checkable=True)
        self._down.triggered.connect(lambda on: self._choose(Sorting(self._sorting.key, on)))
        menu.addAction(self._down)
        self.setMenu(menu)
        self.show_sorting(self._sorting)

    @property
    def sorting(self) -> Sorting:
        """The order that is chosen."""
        return self._sorting

    def show_sorting(self, sorting: Sorting) -> None:
        """Mark an order as the chosen one; tells nobody."""
        self._sorting = sorting if sorting.key in self._actions else Sorting()
        self._actions[self._sorting.key].setChecked(True)
        self._down.setChecked(self._sorting.descending)
        way = "descending" if self._sorting.descending else "ascending"
        self.setToolTip(f"Sorted by {SORTS[self._sorting.key].lower()}, {way}")
        self.setAccessibleDescription(self.toolTip())

    def _choose(self, sorting: Sorting) -> None:
        self.show_sorting(sorting)
        self.changed.emit(self._sorting)
