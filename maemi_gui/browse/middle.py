"""The middle of the window: the selected micrograph, a comparison in its place, or words where its file is gone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from maemi.project.rows import MicrographRow
from maemi_gui.browse import gallery_verbs as verbs
from maemi_gui.browse.canvas import Canvas
from maemi_gui.browse.compare_view import FEWEST, MOST, CompareView
from maemi_gui.browse.gallery import Gallery
from maemi_gui.context import Context
from maemi_gui.widgets.empty_state import EmptyState


class Middle(QStackedWidget):
    """The selected micrograph is on screen either way: a comparison without it gives way to the single picture."""

    find_requested = Signal()
    """Look for moved files."""

    def __init__(self, context: Context, gallery: Gallery, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.canvas = canvas
        self.compare = CompareView(context)
        self.missing = EmptyState("missing")
        self.missing.add_button("Find moved files…", self.find_requested.emit)
        self._gallery = gallery
        self._row: MicrographRow | None = None
        for page in (canvas, self.compare, self.missing):
            self.addWidget(page)
        gallery.compare_requested.connect(self.begin)
        self.compare.chosen.connect(lambda micrograph_id: gallery.select(micrograph_id, keep=True))
        self.compare.closed.connect(self._end)
        self.compare.position_changed.connect(canvas.position_changed)

    def begin(self, ids: list[int]) -> None:
        """Compare these, or say how many may be."""
        project = self.context.project
        if project is None:
            return
        if not FEWEST <= len(ids) <= MOST:
            selected = "One micrograph is" if len(ids) == 1 else f"{len(ids):,} micrographs are"
            self.context.notice.emit(
                f"{selected} selected; select two, three or four in the gallery (Ctrl+click) to compare them."
            )
            return

        def then(micrographs: list[MicrographRow]) -> None:
            if project is self.context.project and len(micrographs) >= FEWEST:
                self.setCurrentWidget(self.compare)
                self.compare.compare(micrographs)

        self.context.background.run(verbs.get_micrographs, project, ids, then=then, database=True, owner=self)

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Another micrograph is selected."""
        self._row = row
        # What is gone cannot be opened: nothing is tried, and nothing else is left on the canvas.
        self.canvas.set_micrograph(None if row and row.missing else row)
        if self.compare.panes and self.compare.follow(row):
            return
        if self.compare.panes:
            self.compare.close_comparison()
        self._show_single()

    def _end(self) -> None:
        self._show_single()
        self._gallery.view.setFocus()

    def _show_single(self) -> None:
        if self._row is not None and self._row.missing:
            self.missing.say("The file is missing", f"{self._row.path} is not there any more. It may have been moved.")
            self.setCurrentWidget(self.missing)
        else:
            self.setCurrentWidget(self.canvas)
