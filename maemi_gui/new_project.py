"""Where shall the project of a folder of micrographs lie? A clear choice, before anything is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from maemi_gui.widgets.words import ElidedLabel, label


def beside(folder: Path) -> Path:
    """A free place beside the folder, e.g. `session-3 (MAEMI)`."""
    return _free(folder.parent / f"{folder.name} (MAEMI)")


def inside(folder: Path) -> Path:
    """A free place inside the folder."""
    return _free(folder / "maemi-project")


def _free(place: Path) -> Path:
    number, free = 2, place
    while _is_there(free):
        free = place.with_name(f"{place.name} {number}")
        number += 1
    return free


def _is_there(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:  # no permission to look: making the project there will say so in a sentence
        return False


class NewProjectDialog(QDialog):
    """`address` is the chosen folder of the new project."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New project")
        self.setMinimumWidth(560)
        self._places = {0: beside(folder), 1: inside(folder)}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 16)
        rows.setSpacing(8)
        rows.addWidget(label(f"A project for “{folder.name}”", "title"))
        explain = (
            "The micrographs stay where they are and are never changed. "
            "Pairs, decisions and fine-tunes are kept in a folder of their own:"
        )
        rows.addWidget(label(explain, "muted", wrap=True))
        self.choices = QButtonGroup(self)
        for number, text in enumerate(("&Beside it", "&Inside it", "&Elsewhere")):
            radio = QRadioButton(text)
            radio.setAccessibleName(text.replace("&", ""))
            self.choices.addButton(radio, number)
            rows.addWidget(radio)
            if number in self._places:
                place = ElidedLabel(str(self._places[number]), "muted", Qt.TextElideMode.ElideMiddle)
                place.setContentsMargins(24, 0, 0, 0)
                rows.addWidget(place)
        self.elsewhere = QLineEdit()
        self.elsewhere.setAccessibleName("Folder of the new project")
        self.elsewhere.setPlaceholderText("Folder that shall become the project")
        browse = QPushButton("Choose …")
        browse.setAccessibleName("Choose the folder of the new project")
        browse.clicked.connect(lambda _checked=False: self._choose())
        across = QHBoxLayout()
        across.setContentsMargins(24, 0, 0, 0)
        across.addWidget(self.elsewhere, 1)
        across.addWidget(browse)
        rows.addLayout(across)
        rows.addStretch(1)
        rows.addSpacing(8)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = box.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Make the project")
        for button in box.buttons():
            button.setAccessibleName(button.text().replace("&", ""))
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        rows.addWidget(box)
        self.choices.button(0).setChecked(True)
        self.choices.idToggled.connect(lambda _id, _on: self._able())
        self.elsewhere.textEdited.connect(lambda _text: self.choices.button(2).setChecked(True))
        self.elsewhere.textChanged.connect(lambda _text: self._able())

    @property
    def address(self) -> Path:
        """Where the project shall lie."""
        number = self.choices.checkedId()
        return self._places[number] if number in self._places else Path(self.elsewhere.text().strip()).expanduser()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder of the new project")
        if chosen:
            self.elsewhere.setText(chosen)
            self.choices.button(2).setChecked(True)

    def _able(self) -> None:
        elsewhere = self.choices.checkedId() == 2
        self._ok.setEnabled(not elsewhere or bool(self.elsewhere.text().strip()))
