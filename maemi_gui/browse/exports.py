"""Copy image and Export figure, of what the canvas shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from maemi.project.rows import MicrographRow
from maemi_gui.actions import make
from maemi_gui.browse.image_view import ImageView
from maemi_gui.browse.tone import Tone
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.micrograph.figure.options import FigureOptions
    from maemi_gui.browse.figure_command import FigureWish


@dataclass(frozen=True, slots=True)
class Seen:
    """What the canvas shows."""

    row: MicrographRow
    frame: int
    tone: Tone
    info_bar: bool
    """Whether the info bar is shown."""
    regions: bool
    """Whether anything is drawn on it."""


class Exports(QObject):
    """`seen` tells what is on the canvas, None where nothing is."""

    def __init__(self, context: Context, image: ImageView, seen: Callable[[], Seen | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._image, self._seen, self._window = context, image, seen, parent
        image.installEventFilter(self)
        self.actions_by_id: dict[str, QAction] = {
            "canvas.copy_image": make("canvas.copy_image", parent, self.copy),
            "canvas.figure": make("canvas.figure", parent, self.export),
        }

    def copy(self) -> None:
        """The scan in its own pixels, with the contrast, the bar and the regions that are on the screen."""
        from maemi.micrograph.figure.options import FigureOptions
        from maemi_gui.browse.figure_command import figure_image

        seen = self._seen()
        if seen is not None:
            wish = self._wish(seen, FigureOptions(dpi=96, font_pt=self._letters(seen), info_bar=seen.info_bar))
            self._context.background.run(figure_image, wish, then=_copied, owner=self)

    def export(self) -> None:
        """Ask how, then write it."""
        seen = self._seen()
        if seen is None or seen.row.info is None:
            return
        from maemi.micrograph.figure.options import FigureOptions
        from maemi_gui.browse.figure_dialog import FigureDialog

        size = None if seen.row.info.reciprocal else seen.row.pixel_size
        dialog = FigureDialog(
            self._context, self._wish(seen, FigureOptions()), seen.row.info, size, self._part(), self._window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy):
            if event.type() == QEvent.Type.KeyPress:
                self.copy()
                return True
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
        return False

    def _wish(self, seen: Seen, options: FigureOptions) -> FigureWish:
        from maemi_gui.browse.figure_command import FigureWish

        tone = (seen.tone.low, seen.tone.high, seen.tone.gamma)
        project = self._context.project
        options = replace(options, tone=tone, frame=seen.frame)
        return FigureWish(seen.row.path, project.address if project else None, options, seen.regions)

    def _letters(self, seen: Seen) -> float:
        """Points at 96 dpi: letters of a thirtieth of the scan's height, readable where it is shown whole."""
        rows = seen.row.info.shape[0] if seen.row.info else 720
        return min(max(rows / 30 * 72 / 96, 8.0), 144.0)

    def _part(self) -> tuple[int, int, int, int]:
        view = self._image.view
        left, top = view.to_image(0, 0)
        right, bottom = view.to_image(view.width, view.height)
        rows, columns = (max(0, floor(top)), min(view.rows, ceil(bottom))), (max(0, floor(left)), ceil(right))
        return rows[0], columns[0], rows[1], min(view.columns, columns[1])


def _copied(image: QImage) -> None:
    QGuiApplication.clipboard().setImage(image)
