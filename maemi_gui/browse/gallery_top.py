"""Above the gallery: search, filters with counts, saved filters, order, and the way to the next unreviewed one."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from maemi_gui.browse.filter_panel import FilterPanel
from maemi_gui.browse.model import Filter
from maemi_gui.browse.saved_filters import SavedFilters
from maemi_gui.browse.search_field import SearchField
from maemi_gui.browse.sorting import SortButton, Sorting
from maemi_gui.context import Context


class GalleryTop(QWidget):
    """Says which micrographs are wanted, in which order."""

    changed = Signal()
    """Read `wanted` again."""

    def __init__(self, context: Context, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.field = SearchField()
        self.panel = FilterPanel()
        self.sort = SortButton()
        self.saved = SavedFilters(context, self.wanted)
        across = QHBoxLayout()
        across.setSpacing(2)
        for action in actions:
            across.addWidget(_button(action))
        across.addStretch(1)
        across.addWidget(self.saved)
        across.addWidget(self.sort)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.field)
        rows.addLayout(across)
        rows.addWidget(self.panel)
        self.show_panel(bool(context.settings.value("gallery/filters", False, type=bool)))
        self.field.changed.connect(self.panel.show_text)
        self.field.changed.connect(lambda _text: self.changed.emit())
        self.panel.text_wanted.connect(self.field.set_text)
        self.saved.chosen.connect(self._take)
        self.sort.changed.connect(self._sorted)

    def wanted(self) -> Filter:
        """What is wanted now."""
        return Filter(self.field.text(), self.sort.sorting)

    def show_panel(self, on: bool) -> None:
        """Show or hide the filters with their counts."""
        self.panel.setVisible(on)
        self._context.settings.setValue("gallery/filters", on)

    def wants_counts(self) -> bool:
        """Whether anything is on show that needs them: the filters, or the completions of the search."""
        return self.panel.isVisible() or self.field.line.hasFocus()

    def begin(self) -> None:
        """Another project: everything, in the order in which it was looked at last."""
        self.field.put("")
        self.panel.show_text("")
        self.panel.show_counts({})
        key, _, way = str(self._context.settings.value(self._place(), "name") or "name").partition(" ")
        self.sort.show_sorting(Sorting(key, way == "descending"))

    def show_counts(self, facets: dict[str, dict[str, int]]) -> None:
        """How many micrographs there are of each kind among those that are listed."""
        self.panel.show_counts(facets)
        self.field.offer(facets)

    def _take(self, wanted: Filter) -> None:
        self.sort.show_sorting(wanted.sorting)
        self.field.set_text(wanted.search)

    def _sorted(self, sorting: Sorting) -> None:
        way = " descending" if sorting.descending else ""
        self._context.settings.setValue(self._place(), sorting.key + way)
        self.changed.emit()

    def _place(self) -> str:
        """Where the order of this project is kept; an address may hold what a key of the settings may not."""
        address = self._context.project.address if self._context.project else ""
        return f"gallery/sort_{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
