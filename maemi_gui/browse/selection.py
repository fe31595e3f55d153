"""What is done with the selected micrographs: pixel size, class, where their files are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from maemi.project.rows import MicrographRow
from maemi_gui.browse import gallery_verbs as verbs
from maemi_gui.browse.dialogs import ClassDialog, PixelSizeDialog
from maemi_gui.context import Context


class Selection:
    """Asks with dialogs over `window`, then writes to the project."""

    def __init__(
        self,
        context: Context,
        window: QWidget,
        ids: Callable[[], list[int]],
        current: Callable[[], MicrographRow | None],
    ) -> None:
        self._context = context
        self._window = window
        self._ids = ids
        self._current = current

    def ask_pixel_size(self) -> None:
        """A dialog, then the pixel size of all selected micrographs."""
        ids = self._ids()
        dialog = PixelSizeDialog(len(ids), self._window)
        if ids and dialog.exec() == QDialog.DialogCode.Accepted and dialog.metres is not None:
            self.set_pixel_size(ids, dialog.metres)

    def ask_class(self) -> None:
        """A dialog, then the class of all selected micrographs."""
        ids, row = self._ids(), self._current()
        dialog = ClassDialog(len(ids), row.class_name if row else None, self._window)
        if ids and dialog.exec() == QDialog.DialogCode.Accepted:
            self.set_class(ids, dialog.class_name)

    def set_pixel_size(self, ids: list[int], metres: float) -> None:
        """Type in a pixel size for all of them."""
        self._write(verbs.set_pixel_size, ids, metres, self._context.curator)

    def set_class(self, ids: list[int], class_name: str | None) -> None:
        """Say which class they belong to; None takes it away."""
        self._write(verbs.set_class, ids, class_name)

    def open_folder(self) -> None:
        """Show where the current file is, in the system's file browser."""
        row = self._current()
        if row is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(row.path.parent)))

    def copy_paths(self) -> None:
        """Put the paths of the selected files on the clipboard, one a line."""
        project, ids = self._context.project, self._ids()
        if project is None:
            return
        self._context.background.run(
            verbs.get_micrographs,
            project,
            ids,
            then=lambda rows: QGuiApplication.clipboard().setText("\n".join(str(row.path) for row in rows)),
            database=True,
            owner=self._window,
        )

    def _write(self, verb: Callable[..., object], *args: object) -> None:
        project = self._context.project
        if project is not None:
            self._context.background.run(
                verb,
                project,
                *args,
                then=lambda _none: self._context.micrographs_changed.emit(),
                database=True,
                owner=self._window,
            )
