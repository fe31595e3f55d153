"""Two small questions about selected micrographs: their pixel size and their class."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from maemi_gui.widgets.length_edit import LengthEdit
from maemi_gui.widgets.words import label


def _number(count: int) -> str:
    return "the selected micrograph" if count == 1 else f"{count:,} selected micrographs"


class PixelSizeDialog(QDialog):
    """Asks for metres per pixel."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Set pixel size")
        self.setMinimumWidth(360)
        self.edit = LengthEdit("Pixel size, with its unit")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 20, 20, 16)
        rows.setSpacing(10)
        rows.addWidget(label(f"Pixel size of {_number(count)}", "heading"))
        rows.addWidget(label("It stands before what the file says, and is marked as typed in.", "muted", wrap=True))
        rows.addWidget(self.edit)
        rows.addStretch(1)
        self._buttons = _buttons(self, "Set pixel size")
        rows.addWidget(self._buttons)
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(False)
        self.edit.changed.connect(lambda: ok.setEnabled(self.edit.metres is not None))

    @property
    def metres(self) -> float | None:
        """What was typed in."""
        return self.edit.metres


class ClassDialog(QDialog):
    """Asks for a class: one of the ten, another word, or none."""

    NONE = "No class"

    def __init__(self, count: int, present: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from maemi.phantom.classes import CLASSES, DISPLAY_NAMES

        self.setWindowTitle("Set class")
        self.setMinimumWidth(360)
        self.choice = QComboBox()
        self.choice.setEditable(True)
        self.choice.setAccessibleName("Class")
        self.choice.addItem(self.NONE, None)
        for name in CLASSES:
            self.choice.addItem(DISPLAY_NAMES[name], name)
        if present:
            known = self.choice.findData(present)
            self.choice.setCurrentIndex(known) if known >= 0 else self.choice.setCurrentText(present)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 20, 20, 16)
        rows.setSpacing(10)
        rows.addWidget(label(f"Class of {_number(count)}", "heading"))
        rows.addWidget(label("One of the list, or a word of your own.", "muted"))
        rows.addWidget(self.choice)
        rows.addStretch(1)
        rows.addWidget(_buttons(self, "Set class"))

    @property
    def class_name(self) -> str | None:
        """What was chosen; None takes the class away."""
        text = self.choice.currentText().strip()
        index = self.choice.findText(text)
        if index >= 0:
            return self.choice.itemData(index)
        return text or None


def _buttons(dialog: QDialog, accept: str) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    ok = box.button(QDialogButtonBox.StandardButton.Ok)
    ok.setText(accept)
    for button in box.buttons():
        button.setAccessibleName(button.text().replace("&", ""))
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box
