"""Below the gallery: how many there are, and how large they are shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from maemi_gui.context import Context
from maemi_gui.widgets.words import ElidedLabel

SMALLEST, USUAL, LARGEST = 88, 124, 256


class GalleryFoot(QWidget):
    """The count line and the slider of the thumbnails."""

    narrowest_changed = Signal(int)
    """How narrow a cell may be, in pixels."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._total: int | None = None
        self._count = ElidedLabel("", "muted")
        self._count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.size_slider = QSlider(Qt.Orientation.Horizontal)
        self.size_slider.setRange(SMALLEST, LARGEST)
        self.size_slider.setSingleStep(8)
        self.size_slider.setPageStep(32)
        self.size_slider.setFixedWidth(72)
        self.size_slider.setAccessibleName("Size of the thumbnails")
        self.size_slider.setToolTip("Size of the thumbnails")
        self.size_slider.setValue(int(str(context.settings.value("gallery/narrowest", USUAL))))
        self.size_slider.valueChanged.connect(self._resized)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._count, 1)
        across.addWidget(self.size_slider)

    @property
    def narrowest(self) -> int:
        """How narrow a cell may be, in pixels."""
        return self.size_slider.value()

    def set_total(self, total: int | None) -> None:
        """How many micrographs the project has."""
        self._total = total

    def text(self) -> str:
        """The count line."""
        return self._count.whole_text()

    def tell(self, listed: int, selected: int, *, filtered: bool) -> None:
        """`1,204 of 21,000 · 3 selected`."""
        if filtered and self._total is not None:
            text = f"{listed:,} of {self._total:,}"
        else:
            text = f"{listed:,} {'micrograph' if listed == 1 else 'micrographs'}" if listed else ""
            text += " found" if filtered and listed else ""
        self._count.setText(f"{text} · {selected:,} selected" if selected > 1 else text)

    def _resized(self, value: int) -> None:
        self._context.settings.setValue("gallery/narrowest", value)
        self.narrowest_changed.emit(value)
