"""Which class shall these micrographs have?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.similar.class_list import ClassEntry

NONE = "No class"


class ClassDialog(QDialog):
    """Asks for one of the project's list, or none."""

    def __init__(
        self, count: int, entries: Sequence[ClassEntry], present: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Set class")
        self.setMinimumWidth(360)
        self.choice = QComboBox()
        self.choice.setAccessibleName("Class")
        self.choice.addItem(NONE, None)
        for entry in entries:
            self.choice.addItem(entry.display, entry.name)
        if present:
            self.choice.setCurrentIndex(max(0, self.choice.findData(present)))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 20, 20, 16)
        rows.setSpacing(10)
        many = "the selected micrograph" if count == 1 else f"{count:,} selected micrographs"
        rows.addWidget(label(f"Class of {many}", "heading"))
        rows.addWidget(label("Collection, List of classes edits the list.", "muted"))
        rows.addWidget(self.choice)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Set class")
        for button in buttons.buttons():
            button.setAccessibleName(button.text().replace("&", ""))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows.addWidget(buttons)

    @property
    def class_name(self) -> str | None:
        """What was chosen; None takes the class away."""
        return self.choice.currentData()
