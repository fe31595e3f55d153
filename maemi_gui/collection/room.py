"""The room's front door: its actions, its panel, its windows, and what they ask of the gallery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from maemi.project.rows import MicrographRow
from maemi_gui.actions import make
from maemi_gui.collection import actions as _actions  # noqa: F401 - registers the room's actions
from maemi_gui.collection.class_dialog import ClassDialog
from maemi_gui.collection.class_keys import ClassKeys
from maemi_gui.collection.labelling import Labeller
from maemi_gui.collection.library import Library
from maemi_gui.collection.panel import SimilarPanel
from maemi_gui.collection.pictures import Thumbnails
from maemi_gui.context import Context


class Selection(Protocol):
    """What this room needs of the gallery."""

    def selected_ids(self) -> list[int]: ...

    def current(self) -> MicrographRow | None: ...


class CollectionRoom(QObject):
    """Made once the window is on the screen; `panel` goes into the tabs."""

    micrograph_wanted = Signal(int)
    micrographs_wanted = Signal(list)
    panel_wanted = Signal()
    run_started = Signal(object)
    told = Signal(str)
    """A few words for the status bar."""

    def __init__(self, context: Context, selection: Selection, thumbnails: Thumbnails, window: QWidget) -> None:
        super().__init__(window)
        self.context = context
        self._selection, self._thumbnails, self._window = selection, thumbnails, window
        self.library = Library(context, self)
        self.labeller = Labeller(context, self)
        self.panel = SimilarPanel(context, self.library, thumbnails)
        self._open: dict[str, QDialog] = {}
        self.actions_by_id: dict[str, QAction] = {}
        slots: dict[str, Callable[..., object]] = {
            "collection.similar": self.panel_wanted.emit,
            "collection.map": self.show_map,
            "collection.duplicates": self.show_duplicates,
            "collection.suggest": self.show_suggestions,
            "collection.classes": self.show_classes,
            "collection.undo_label": self.labeller.undo,
            "collection.index": self.library.build,
        }
        for action_id, slot in slots.items():
            self.actions_by_id[action_id] = make(action_id, window, slot)
        for action_id, text in (
            ("collection.map", "Map"),
            ("collection.duplicates", "Duplicates"),
            ("collection.suggest", "Suggest classes"),
        ):
            self.panel.add_door(self.actions_by_id[action_id], text)
        self.panel.micrograph_wanted.connect(self.micrograph_wanted)
        self.library.run_started.connect(self.run_started)
        self.labeller.labelled.connect(self.told)
        self.labeller.undo_changed.connect(self.actions_by_id["collection.undo_label"].setEnabled)
        context.project_changed.connect(self._project_changed)
        self._project_changed()
        self.actions_by_id["collection.undo_label"].setEnabled(False)

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Another micrograph is selected; the panel hears it by itself."""
        shown = self._open.get("map")
        if shown is not None:
            shown.set_current(row.id if row else None)  # pyright: ignore[reportAttributeAccessIssue]

    def watch_keys(self, view: QWidget) -> None:
        """From now on digits typed into the gallery give classes."""
        ClassKeys(view, self.give_class)

    def give_class(self, digit: int) -> None:
        """The class of that number to the selected micrographs; 0 takes it away."""
        ids, project = self._selection.selected_ids(), self.context.project
        if not ids or project is None:
            return

        def names() -> tuple[str, ...]:
            from maemi.similar.class_list import class_names

            return class_names(project)

        def give(listed: tuple[str, ...]) -> None:
            if digit <= len(listed):
                self.labeller.label(dict.fromkeys(ids, listed[digit - 1] if digit else None))

        self.context.background.run(names, then=give, database=True, owner=self)

    def ask_class(self, ids: list[int]) -> None:
        """A dialog with the project's list, then the class of these micrographs."""
        project, current = self.context.project, self._selection.current()
        if not ids or project is None:
            return

        def entries() -> list[object]:
            from maemi.similar.class_list import class_entries

            return list(class_entries(project))

        def ask(found: list[object]) -> None:
            present = current.class_name if current and current.id in ids else None
            dialog = ClassDialog(len(ids), found, present, self._window)  # pyright: ignore[reportArgumentType]
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self.labeller.label(dict.fromkeys(ids, dialog.class_name))

        self.context.background.run(entries, then=ask, database=True, owner=self)

    def show_map(self) -> None:
        """The map, in a window of its own."""
        # pyqtgraph takes a third of a second to import.
        self.context.background.run(_import_map, then=lambda _none: self._show("map", self._make_map), owner=self)

    def show_duplicates(self) -> None:
        """Groups of near duplicates."""
        from maemi_gui.collection.duplicates_dialog import DuplicatesDialog

        self._show("duplicates", lambda: DuplicatesDialog(self.library, self._thumbnails, self._window))

    def show_suggestions(self) -> None:
        """Classes for micrographs without one."""
        from maemi_gui.collection.suggestions_dialog import SuggestionsDialog

        self._show("suggest", lambda: SuggestionsDialog(self.library, self._thumbnails, self.labeller, self._window))

    def show_classes(self) -> None:
        """The list of classes."""
        from maemi_gui.collection.classes_dialog import ClassesDialog

        self._show("classes", lambda: ClassesDialog(self.library, self._window))

    def _make_map(self) -> QDialog:
        from maemi_gui.collection.map_window import MapWindow

        made = MapWindow(self.library, self._thumbnails, self._window)
        made.class_wanted.connect(self.ask_class)
        current = self._selection.current()
        made.set_current(current.id if current else None)
        return made

    def _show(self, name: str, make_it: Callable[[], QDialog]) -> None:
        dialog = self._open.get(name)
        if dialog is None:
            dialog = self._open[name] = make_it()
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.destroyed.connect(lambda _gone: self._open.pop(name, None))
            for signal, told in (
                ("micrograph_wanted", self.micrograph_wanted),
                ("micrographs_wanted", self.micrographs_wanted),
            ):
                if hasattr(dialog, signal):
                    getattr(dialog, signal).connect(told)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _project_changed(self) -> None:
        for dialog in list(self._open.values()):
            dialog.close()
        for action_id, action in self.actions_by_id.items():
            if action_id != "collection.undo_label":
                action.setEnabled(self.context.project is not None)


def _import_map() -> None:
    from importlib import import_module

    import_module("maemi_gui.collection.map_window")
