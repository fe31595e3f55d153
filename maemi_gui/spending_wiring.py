"""What joins the window of spending to the main window, and to whoever asks for prices from another dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from maemi_gui.main_window import MainWindow


def show_spending(window: MainWindow, page: str = "Spent") -> None:
    """Over whatever dialog is open."""
    from maemi_gui.spending.window import SpendingWindow

    if window.context.project is not None:
        shown = SpendingWindow(window.context, QApplication.activeModalWidget() or window)
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.micrograph_wanted.connect(window.browse.gallery.select)
        shown.show_page(page)
        shown.show()
