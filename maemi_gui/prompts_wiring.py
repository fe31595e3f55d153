"""What joins the prompts to the window: the action, and whoever asks for them from another dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from maemi_gui.actions import make
from maemi_gui.prompts import actions as _actions  # noqa: F401 - registers the action

if TYPE_CHECKING:
    from maemi_gui.main_window import MainWindow


class Prompts(QObject):
    """Opens the dialog for the micrograph that is on screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.action = make("prompts.show", window, self.show)
        window.context.prompts_wanted.connect(self.show)
        window.context.project_changed.connect(self._able)
        self._able()

    def show(self) -> None:
        """Over whatever dialog is open."""
        from maemi_gui.prompts.dialog import PromptsDialog

        context = self._window.context
        if context.project is None:
            return
        row = self._window.browse.gallery.current()
        parent = QApplication.activeModalWidget() or self._window
        dialog = PromptsDialog(context, row.id if row is not None else None, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(context.prompts_changed)
        dialog.open()

    def _able(self) -> None:
        self.action.setEnabled(self._window.context.project is not None)
