"""What stands below the picture about the drawn shapes: their list, and the profile along a line."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from maemi_gui.actions import make
from maemi_gui.browse.drawing.drawing import Drawing
from maemi_gui.browse.drawing.profile_strip import ProfileStrip
from maemi_gui.browse.drawing.region_table import RegionTable
from maemi_gui.browse.image_view import ImageView
from maemi_gui.context import Context


class DrawnStrips(QWidget):
    """Both are hidden until they are asked for; the choice is remembered."""

    def __init__(self, context: Context, image: ImageView, drawing: Drawing, parent: QWidget) -> None:
        super().__init__(parent)
        self._image, self._drawing = image, drawing
        self.regions = RegionTable(context, drawing.annotations)
        self.profile = ProfileStrip(context)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.actions_by_id: dict[str, QAction] = {}
        for action_id, strip in (("canvas.regions", self.regions), ("canvas.profile", self.profile)):
            rows.addWidget(strip)
            strip.hide()
            action = make(action_id, parent, strip.setVisible)
            self.actions_by_id[action_id] = action
            action.setChecked(bool(context.settings.value(action_id.replace(".", "/"), False, type=bool)))
            action.toggled.connect(partial(context.settings.setValue, action_id.replace(".", "/")))
        self.regions.renamed.connect(drawing.rename)
        drawing.annotations.changed.connect(self._line_changed)
        image.line_changed.connect(lambda _words: self._line_changed())

    def image_changed(self) -> None:
        """Another image, or another pixel size."""
        levels = self._image.levels
        self.regions.show_pixels(levels.whole if levels is not None else None, self._drawing.pixel_size)
        self._line_changed()

    def _line_changed(self) -> None:
        selected, draft = self._drawing.annotations.selected, self._drawing.annotations.draft
        line = self._image.line
        if draft is not None and draft.kind == "line":
            line = (draft.points[0], draft.points[-1])
        elif selected is not None and selected.shape.kind == "line":
            line = (selected.shape.points[0], selected.shape.points[-1])
        levels = self._image.levels
        self.profile.show_line(line, levels.whole if levels is not None else None, self._drawing.pixel_size)
