"""The micrograph of an item, as large as there is room."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from maemi_gui.context import Context


class Picture(QLabel):
    """The scan without its info bar, as teachers and models get it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pixmap = QPixmap()
        self._wanted: Path | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMinimumSize(360, 300)
        self.setAccessibleName("Micrograph")

    def show_file(self, path: Path | None) -> None:
        """Show another file, or nothing; what cannot be read is said."""
        if path == self._wanted and not self._pixmap.isNull():
            return
        self._wanted, self._pixmap = path, QPixmap()
        self.setText("Reading the micrograph…" if path is not None else "")
        if path is not None:
            self._context.background.watch(
                self._context.decoder.picture(path),
                then=lambda png: self._came(path, png),
                failed=lambda sentence: self._failed(path, sentence),
                owner=self,
            )

    def sizeHint(self) -> QSize:
        return QSize(520, 520)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _came(self, path: Path, png: bytes) -> None:
        if path == self._wanted:
            self._pixmap.loadFromData(png)
            self._fit()

    def _failed(self, path: Path, sentence: str) -> None:
        if path == self._wanted:
            self.setText(sentence)

    def _fit(self) -> None:
        if not self._pixmap.isNull():
            kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.setPixmap(self._pixmap.scaled(self.size(), kept, smooth))
