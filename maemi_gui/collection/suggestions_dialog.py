"""Suggested classes: a table to accept one by one, or all above a confidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from maemi.project.rows import MicrographRow
from maemi_gui.collection.labelling import Labeller
from maemi_gui.collection.library import Library, rows_of
from maemi_gui.collection.pictures import Pictures, Thumbnails
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.similar.suggesting import Suggestion, SuggestReport

SIDE = QSize(96, 72)
MOST_ROWS = 400
"""Rows of one look; accepting some brings the next."""
COLUMNS = ("Micrograph", "Suggested class", "Confidence", "Looks like")


class SuggestionsDialog(QDialog):
    """Asks again whenever labels change: each accepted one may help the next."""

    micrograph_wanted = Signal(int)

    def __init__(
        self, library: Library, thumbnails: Thumbnails, labeller: Labeller, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Suggested classes")
        self.resize(860, 620)
        self._library, self._labeller = library, labeller
        self._pictures = Pictures(thumbnails, SIDE, self)
        self.report: SuggestReport | None = None
        self.least = QDoubleSpinBox()
        self.least.setRange(0.3, 0.99)
        self.least.setSingleStep(0.05)
        self.least.setValue(0.6)
        self.least.setAccessibleName("Least confidence")
        self.least.setKeyboardTracking(False)
        self.trust = label("", wrap=True)
        self.table = QTableWidget(0, len(COLUMNS))
        self.accept_selected = QPushButton("Accept selected")
        self.accept_all = QPushButton("Accept all shown")
        self.undo_button = QPushButton("Undo")
        self.undo_button.setEnabled(False)
        self.empty = EmptyState("tag")
        self._pages = QStackedWidget()
        self._lay_out()
        library.changed.connect(self._ask)
        labeller.undo_changed.connect(self.undo_button.setEnabled)
        self.least.valueChanged.connect(lambda _value: self._ask())
        self.accept_selected.clicked.connect(lambda _on: self._accept(self._selected()))
        self.accept_all.clicked.connect(lambda _on: self._accept(self.shown()))
        self.undo_button.clicked.connect(lambda _on: labeller.undo())
        self.table.itemSelectionChanged.connect(self._selection_changed)
        library.want()
        self._ask()

    def shown(self) -> Sequence[Suggestion]:
        """The suggestions of the table, in its order."""
        return self.report.suggestions[:MOST_ROWS] if self.report else ()

    def _lay_out(self) -> None:
        self.table.setHorizontalHeaderLabels(list(COLUMNS))
        self.table.setAccessibleName("Suggested classes")
        self.table.setIconSize(SIDE)
        self.table.verticalHeader().setDefaultSectionSize(SIDE.height() + 8)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        for column, mode in enumerate(("Stretch", "ResizeToContents", "ResizeToContents", "Stretch")):
            header.setSectionResizeMode(column, getattr(QHeaderView.ResizeMode, mode))
        top = QHBoxLayout()
        top.addWidget(self.trust, 1)
        top.addWidget(label("Least confidence", "muted"))
        top.addWidget(self.least)
        foot = QHBoxLayout()
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        self.accept_all.setProperty("kind", "primary")
        for button in (self.undo_button, self.accept_selected, self.accept_all):
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
        foot.addWidget(self.accept_selected)
        foot.addWidget(self.accept_all)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 12, 12, 12)
        rows.setSpacing(8)
        rows.addLayout(top)
        rows.addWidget(self._pages, 1)
        rows.addLayout(foot)

    def _ask(self) -> None:
        loaded, project = self._library.loaded, self._library.context.project
        if loaded is None or project is None:
            self._say("Reading the index…", "")
            return
        least = self.least.value()

        def work() -> tuple[SuggestReport, list[MicrographRow], list[MicrographRow]]:
            from maemi.similar.suggesting import suggest_classes

            report = suggest_classes(loaded.collection, least)
            some = report.suggestions[:MOST_ROWS]
            return report, rows_of(project, [each.id for each in some]), rows_of(project, [each.like for each in some])

        def show(found: tuple[SuggestReport, list[MicrographRow], list[MicrographRow]]) -> None:
            if loaded is self._library.loaded:
                self._show(*found)

        self._library.context.background.run(
            work, then=show, failed=lambda why: self._say("Nothing to suggest yet", why), database=True, owner=self
        )

    def _say(self, heading: str, sentence: str) -> None:
        self.report = None
        self.trust.clear()
        self.empty.say(heading, sentence)
        self._pages.setCurrentWidget(self.empty)
        self.accept_all.setEnabled(False)
        self.accept_selected.setEnabled(False)

    def _show(self, report: SuggestReport, rows: list[MicrographRow], like: list[MicrographRow]) -> None:
        from maemi.similar.class_list import display_name

        self.report = report
        self.trust.setText(_trust(report))
        self.accept_all.setEnabled(bool(rows))
        self.accept_all.setText(f"Accept all {len(rows):,} shown" if rows else "Accept all shown")
        if not rows:
            heading = "No suggestion at this confidence"
            self.empty.say(heading, f"{report.unsure:,} are less sure, {report.unlike:,} look like no example.")
            self._pages.setCurrentWidget(self.empty)
            return
        self._pages.setCurrentWidget(self.table)
        self._pictures.forget()
        self.table.clearContents()
        self.table.setRowCount(len(rows))
        for place, (each, row, example) in enumerate(zip(report.suggestions, rows, like, strict=False)):
            texts = (row.name, display_name(each.class_name), f"{each.confidence:.0%}", example.name)
            items = [QTableWidgetItem(text) for text in texts]
            items[2].setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, item in enumerate(items):
                self.table.setItem(place, column, item)
            self._pictures.put(row, items[0].setIcon)
            self._pictures.put(example, items[3].setIcon)
        self._selection_changed()

    def _selected(self) -> list[Suggestion]:
        shown = self.shown()
        return [shown[index.row()] for index in self.table.selectionModel().selectedRows()]

    def _selection_changed(self) -> None:
        chosen = self._selected()
        self.accept_selected.setEnabled(bool(chosen))
        if len(chosen) == 1:
            self.micrograph_wanted.emit(chosen[0].id)

    def _accept(self, chosen: Sequence[Suggestion]) -> None:
        self._labeller.label({each.id: each.class_name for each in chosen})


def _trust(report: SuggestReport) -> str:
    words = (
        f"From {sum(report.examples.values()):,} labelled micrographs of {len(report.examples)} classes. "
        f"Each left out in turn: {report.accuracy:.0%} right (the most frequent class alone: {report.by_chance:.0%}); "
        f"at this confidence {report.confident_right} of {report.confident}."
    )
    if report.too_few:
        words += f" Only one example: {', '.join(report.too_few)}."
    return words
