"""The buttons below the pair: decisions, or Save and Cancel while editing, or the reasons of a rejection."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from maemi_gui import actions
from maemi_gui.review import commands as commands  # registers the actions
from maemi_gui.review.reasons import ReasonPanel
from maemi_gui.widgets.key_button import KeyButton


class DecisionBar(QWidget):
    """Three faces: `decide`, `edit`, `reject`; only the one that is up takes height."""

    approve = Signal()
    reject = Signal()
    edit = Signal()
    skip = Signal()
    undo = Signal()
    save = Signal()
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {
            "approve": KeyButton("Approve", "A", "good"),
            "reject": KeyButton("Reject", "X", "error"),
            "edit": KeyButton("Edit", "E"),
            "skip": KeyButton("Skip", "Space"),
            "undo": KeyButton("Undo", "Backspace"),
        }
        for name, button in self.buttons.items():
            button.clicked.connect(getattr(self, name))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for at, name in enumerate(("approve", "reject")):
            grid.addWidget(self.buttons[name], 0, at * 3, 1, 3)
        for at, name in enumerate(("edit", "skip", "undo")):
            grid.addWidget(self.buttons[name], 1, at * 2, 1, 2)
        decide = QWidget()
        decide.setLayout(grid)
        self.save_button = KeyButton("Save and approve", "Ctrl+Return", "good")
        self.save_button.clicked.connect(self.save)
        self.cancel_button = KeyButton("Cancel", "Esc")
        self.cancel_button.clicked.connect(self.back)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.save_button, 1)
        row.addWidget(self.cancel_button)
        editing = QWidget()
        editing.setLayout(row)
        self.reasons = ReasonPanel()
        self.reasons.cancelled.connect(self.back)
        self._faces = {"decide": decide, "edit": editing, "reject": self.reasons}
        self._stack = QStackedLayout(self)
        for face in self._faces.values():
            face.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
            self._stack.addWidget(face)
        actions.announcer().changed.connect(self._print_keys)
        self._print_keys()
        self.show_face("decide")

    def _print_keys(self) -> None:
        for name, button in self.buttons.items():
            keys = actions.info_of(f"review.{name}").key_sequences()
            button.set_key(keys[0] if keys else QKeySequence())

    @property
    def face(self) -> str:
        """Which face is up."""
        return next(name for name, face in self._faces.items() if face is self._stack.currentWidget())

    def show_face(self, name: str) -> None:
        """Bring a face up."""
        for other in self._faces.values():
            vertical = QSizePolicy.Policy.Fixed if other is self._faces[name] else QSizePolicy.Policy.Ignored
            other.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self._stack.setCurrentWidget(self._faces[name])
        if name == "reject":
            self.reasons.begin()
        self.updateGeometry()

    def tell_edited(self, edited: bool) -> None:
        """Whether approving saves values that were put in."""
        button = self.buttons["approve"]
        button.setText("Approve edit" if edited else "Approve")
        button.setAccessibleName(f"{button.text()} ({button.printed_key()})")

    def set_able(self, decide: bool, undo: bool) -> None:
        """Whether there is a pair to decide about, and whether anything can be undone."""
        for name, button in self.buttons.items():
            button.setEnabled(undo if name == "undo" else decide)
