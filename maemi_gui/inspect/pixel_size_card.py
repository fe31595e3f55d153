"""The pixel size of the selected micrograph: what it is, where it came from, and a field to type one in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from maemi.micrograph.record import PixelSizeSource
from maemi.project.rows import MicrographRow
from maemi_gui.inspect.facts import pixel_size_origin, pixel_size_text
from maemi_gui.widgets.length_edit import LengthEdit
from maemi_gui.widgets.words import label, set_kind


class PixelSizeCard(QFrame):
    """Shows and edits; the panel writes."""

    typed = Signal(object)
    """Metres, or None to go back to what the file says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._value = label("", "title")
        self._origin = label("", "muted", wrap=True)
        self.edit = LengthEdit("Type in a pixel size")
        self.set_button = QPushButton("Set")
        self.set_button.setAccessibleName("Set the pixel size")
        self.set_button.setToolTip("Use this pixel size instead of what the file says")
        self.back_button = QPushButton("Use what the file says")
        self.back_button.setAccessibleName("Use the pixel size that the file says")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 10, 12, 12)
        rows.setSpacing(6)
        rows.addWidget(label("Pixel size", "heading"))
        rows.addWidget(self._value)
        rows.addWidget(self._origin)
        across = QHBoxLayout()
        across.setSpacing(6)
        across.addWidget(self.edit, 1)
        across.addWidget(self.set_button, 0)
        rows.addLayout(across)
        rows.addWidget(self.back_button)
        self.edit.changed.connect(self._able)
        self.edit.accepted.connect(self._give)
        self.set_button.clicked.connect(lambda _checked=False: self._give())
        self.back_button.clicked.connect(lambda _checked=False: self.typed.emit(None))
        self._able()

    def show_row(self, row: MicrographRow) -> None:
        """Another micrograph, or another pixel size of the same."""
        size = row.pixel_size
        reciprocal = bool(row.info and row.info.reciprocal)
        if reciprocal:
            self._value.setText("None")
            self._origin.setText("A diffraction pattern or FFT has no length per pixel.")
        elif size is None:
            self._value.setText("Unknown")
            waiting = bool(row.info and row.info.scale_bar)
            also = " A scale bar was read, but not surely: see below." if waiting else ""
            self._origin.setText(f"The file does not say it.{also}")
        else:
            self._value.setText(pixel_size_text(size))
            origin = pixel_size_origin(size)
            self._origin.setText(origin[0].upper() + origin[1:])
        set_kind(self._origin, "warn" if size is None and not reciprocal else "muted")
        self.edit.setVisible(not reciprocal)
        self.set_button.setVisible(not reciprocal)
        self.back_button.setVisible(size is not None and size.source == PixelSizeSource.TYPED_IN)
        self.edit.clear()

    def _able(self) -> None:
        self.set_button.setEnabled(self.edit.metres is not None)

    def _give(self) -> None:
        if self.edit.metres is not None:
            self.typed.emit(self.edit.metres)
