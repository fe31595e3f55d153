"""What joins export, import and backups to the window: the rooms do not know each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from maemi_gui.backups.automatic import AutomaticBackups

if TYPE_CHECKING:
    from maemi_gui.main_window import MainWindow


def add_backups(window: MainWindow) -> AutomaticBackups:
    """Automatic backups, and the offer to bring a project back that does not open."""
    window.opening.broken.connect(lambda address, sentence: show_backups(window, address, sentence))
    return AutomaticBackups(window.context, window)


def show_backups(window: MainWindow, address: str = "", trouble: str = "") -> None:
    """The backups of the open project, or of one that does not open."""
    from maemi_gui.backups.dialog import BackupsDialog

    project = window.context.project
    if not address and project is None:
        return
    dialog = BackupsDialog(window.context, address or (project.address if project else ""), window, trouble)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.restored.connect(window.opening.open_project)
    dialog.open()


def export_pairs(window: MainWindow) -> None:
    """Ask which pairs shall go where; what review shows is one of the choices."""
    from maemi_gui.transfer.export_dialog import ExportDialog

    queue = getattr(window.review, "queue", None)
    dialog = ExportDialog(window.context, window, getattr(queue, "filter", None))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def import_pairs(window: MainWindow) -> None:
    """Ask for a file of pairs, then take them and tell what became of each."""
    from maemi_gui.transfer.import_dialog import FILTER

    file, _ = QFileDialog.getOpenFileName(window, "Import pairs", "", FILTER)
    _import(window, file)


def import_folder(window: MainWindow) -> None:
    """Ask for another project, or the folder of an export, and take it in."""
    _import(window, QFileDialog.getExistingDirectory(window, "Import a project or dataset"))


def _import(window: MainWindow, chosen: str) -> None:
    from maemi_gui.transfer.import_dialog import ImportDialog

    if chosen:
        dialog = ImportDialog(window.context, Path(chosen), window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
