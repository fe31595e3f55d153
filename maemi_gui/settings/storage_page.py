"""What the window keeps on disk besides the project's own data, and how to let it go."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from maemi.errors import MaemiError
from maemi_gui.context import Context
from maemi_gui.settings.thumbnail_limit import ThumbnailLimit
from maemi_gui.widgets.amounts import bytes_in_words
from maemi_gui.widgets.words import label


def folder_size(folder: Path) -> tuple[int, int]:
    """Files below a folder and their bytes; files that vanish meanwhile do not count."""
    files = size = 0
    for file in folder.rglob("*"):
        try:
            if file.is_file():
                size += file.stat().st_size
                files += 1
        except OSError:
            continue
    return files, size


def clear_folder(folder: Path) -> None:
    """Empty a cache folder; MaemiError where the system refuses."""
    try:
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink(missing_ok=True)
    except FileNotFoundError:
        return
    except OSError as error:
        raise MaemiError(f"Not everything in {folder} was deleted ({error.strerror}); check who owns it") from error


class StoragePage(QWidget):
    """What the open project keeps and could make again: thumbnails, and smaller copies of giants."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbnails = KeptFolder(context, "thumbnails", "Thumbnails", "&Clear thumbnails")
        self.pyramids = KeptFolder(context, "pyramids", "Smaller copies of very large micrographs", "Clear &copies")
        layout = QVBoxLayout(self)
        layout.addWidget(self.thumbnails)
        self.limit = ThumbnailLimit(context)
        layout.addWidget(self.limit)
        layout.addWidget(self.pyramids)
        words = "They are made again when they are needed. The micrographs themselves are never changed."
        layout.addWidget(label(words, "muted", wrap=True))
        layout.addStretch(1)


class KeptFolder(QWidget):
    """One such folder of the open project: where, how much, and a button that clears it."""

    def __init__(self, context: Context, name: str, title: str, clear: str) -> None:
        super().__init__()
        self._context = context
        self._name = name
        self.where = label("", wrap=True, selectable=True)
        self.amount = label("", "muted", wrap=True)
        self.clear_button = QPushButton(clear)
        self.clear_button.clicked.connect(self.clear)
        row = QHBoxLayout()
        row.addWidget(self.clear_button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 12)
        layout.addWidget(label(title, "heading"))
        layout.addWidget(self.where)
        layout.addWidget(self.amount)
        layout.addLayout(row)
        self.refresh()

    @property
    def folder(self) -> Path | None:
        """Where it lies; None without a project."""
        project = self._context.project
        return project.folder / self._name if project is not None else None

    def refresh(self) -> None:
        """Measure the folder again."""
        folder = self.folder
        self.clear_button.setEnabled(folder is not None)
        if folder is None:
            self.where.setText("No project is open.")
            self.amount.clear()
            return
        self.where.setText(str(folder))
        self.amount.setText("Measuring…")
        self._context.background.run(folder_size, folder, then=self._measured, owner=self)

    def clear(self) -> None:
        """Delete what is in it."""
        if self.folder is not None:
            self.clear_button.setEnabled(False)
            self._context.background.run(
                clear_folder, self.folder, then=lambda _none: self.refresh(), failed=self._not_cleared, owner=self
            )

    def _measured(self, found: tuple[int, int]) -> None:
        files, size = found
        self.amount.setText(f"{files:,} file{'' if files == 1 else 's'}, {bytes_in_words(size)}")

    def _not_cleared(self, sentence: str) -> None:
        self.refresh()
        self.amount.setText(sentence)
