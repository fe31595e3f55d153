"""Searches that a person keeps by a name: choose, save, rename, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QToolButton, QWidget

from maemi_gui import theme
from maemi_gui.browse import gallery_verbs as verbs
from maemi_gui.browse.model import Filter
from maemi_gui.browse.sorting import Sorting
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.project.project import Project

LOADED_AFTER_MS = 600


class SavedFilters(QToolButton):
    """A button with the menu of the project's saved filters."""

    chosen = Signal(object)
    """The `Filter` that was chosen."""

    def __init__(self, context: Context, current: Callable[[], Filter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._current = current
        self._filters: dict[str, Filter] = {}
        theme.tint(self, "star")
        self.setAccessibleName("Saved filters")
        self.setToolTip("Saved filters")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu("Saved filters", self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        # Nobody opens the menu before there is a list: that is asked for first.
        self._soon = QTimer(self, singleShot=True, interval=LOADED_AFTER_MS)
        self._soon.timeout.connect(self.reload)
        context.project_changed.connect(self._project_changed)
        self._project_changed()

    def _project_changed(self) -> None:
        self._filters = {}
        self._soon.start()

    def reload(self) -> None:
        """Ask the project again."""
        project = self._context.project
        if project is not None:
            self._context.background.run(_filters, project, then=self._loaded, database=True, owner=self)

    def filters(self) -> dict[str, Filter]:
        """What is saved, by name."""
        return dict(self._filters)

    def save(self, name: str, replaces: str | None = None, wanted: Filter | None = None) -> None:
        """Keep a search under a name, in place of the one called `replaces`; the current one where none is given."""
        project, name = self._context.project, name.strip()
        if project is None or not name:
            return
        kept = self._current() if wanted is None else wanted

        def write() -> dict[str, Filter]:
            verbs.save_filter(project, name, kept.search, kept.sorting.key, kept.sorting.descending)
            if replaces and replaces != name:
                verbs.delete_filter(project, replaces)
            return _filters(project)

        self._context.background.run(write, then=self._loaded, database=True, owner=self)

    def delete(self, name: str) -> None:
        """Keep it no more."""
        project = self._context.project

        def write() -> dict[str, Filter]:
            assert project is not None
            verbs.delete_filter(project, name)
            return _filters(project)

        if project is not None:
            self._context.background.run(write, then=self._loaded, database=True, owner=self)

    def _loaded(self, filters: dict[str, Filter]) -> None:
        self._filters = filters

    def _fill(self) -> None:
        self._menu.clear()
        for name, wanted in self._filters.items():
            action = self._menu.addAction(name.replace("&", "&&"))
            action.setToolTip(wanted.search)
            action.triggered.connect(lambda _on=False, wanted=wanted: self.chosen.emit(wanted))
        if not self._filters:
            self._menu.addAction("No filter is saved yet").setEnabled(False)
        self._menu.addSeparator()
        self._menu.addAction("Save this search…", self._ask_save).setEnabled(not self._current().is_empty)
        self._submenu("Rename", self._ask_rename)
        self._submenu("Delete", self._ask_delete)

    def _submenu(self, title: str, slot: Callable[[str], object]) -> None:
        menu = self._menu.addMenu(title)
        menu.setEnabled(bool(self._filters))
        for name in self._filters:
            menu.addAction(name.replace("&", "&&")).triggered.connect(lambda _on=False, name=name: slot(name))

    def _ask_save(self) -> None:
        name, ok = QInputDialog.getText(self, "Save this search", f"Name for “{self._current().search}”")
        if ok and name.strip() and (name.strip() not in self._filters or self._sure_to_replace(name.strip())):
            self.save(name)

    def _ask_rename(self, name: str) -> None:
        new, ok = QInputDialog.getText(self, "Rename the filter", "New name", text=name)
        new = new.strip()
        if ok and new and new != name and (new not in self._filters or self._sure_to_replace(new)):
            self.save(new, replaces=name, wanted=self._filters[name])

    def _ask_delete(self, name: str) -> None:
        answer = QMessageBox.question(self, "Delete the filter", f"Delete the saved filter “{name}”?")
        if answer == QMessageBox.StandardButton.Yes:
            self.delete(name)

    def _sure_to_replace(self, name: str) -> bool:
        answer = QMessageBox.question(self, "Saved filters", f"There is a filter “{name}”. Replace it?")
        return answer == QMessageBox.StandardButton.Yes


def _filters(project: Project) -> dict[str, Filter]:
    return {each.name: Filter(each.search, Sorting(each.sort, each.descending)) for each in verbs.list_filters(project)}
