"""The middle of the window: the selected micrograph, or a comparison in its place."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from maemi.project.rows import MicrographRow
from maemi_gui.browse.canvas import Canvas
from maemi_gui.browse.compare_view import FEWEST, MOST, CompareView
from maemi_gui.browse.gallery import Gallery
from maemi_gui.context import Context


class Middle(QStackedWidget):
    """The selected micrograph is on screen either way: a comparison without it gives way to the single picture."""

    def __init__(self, context: Context, gallery: Gallery, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.canvas = canvas
        self.compare = CompareView(context)
        self._gallery = gallery
        self.addWidget(canvas)
        self.addWidget(self.compare)
        gallery.compare_requested.connect(self.begin)
        self.compare.chosen.connect(lambda micrograph_id: gallery.select(micrograph_id, keep=True))
        self.compare.closed.connect(self._end)
        self.compare.position_changed.connect(canvas.position_changed)

    def begin(self, micrographs: list[MicrographRow]) -> None:
        """Compare these, or say how many may be."""
        if not FEWEST <= len(micrographs) <= MOST:
            self.context.notice.emit(
                f"{len(micrographs)} micrographs are selected; select two, three or four in the gallery "
                "(Ctrl+click) to compare them."
            )
            return
        self.setCurrentWidget(self.compare)
        self.compare.compare(micrographs)

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Another micrograph is selected."""
        self.canvas.set_micrograph(row)
        if self.compare.panes and not self.compare.follow(row):
            self.compare.close_comparison()

    def _end(self) -> None:
        self.setCurrentWidget(self.canvas)
        self._gallery.view.setFocus()
