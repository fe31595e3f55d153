"""Three criteria, five marks each: chosen by mouse, or one after the other by the keys 1 to 5."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from maemi.study.rows import CRITERIA, HIGHEST, LOWEST, MEANINGS, STEPS, Marks
from maemi_gui.widgets.words import label, set_kind


class MarksForm(QWidget):
    """The marks of one item."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at = 0
        self.groups: dict[str, QButtonGroup] = {}
        self._names: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for row, name in enumerate(CRITERIA):
            words = QVBoxLayout()
            words.setSpacing(0)
            self._names[name] = label(name.capitalize(), "heading")
            words.addWidget(self._names[name])
            words.addWidget(label(f"{MEANINGS[name][:1].upper()}{MEANINGS[name][1:]}.", "muted", wrap=True))
            grid.addLayout(words, row, 0)
            group = QButtonGroup(self)
            for mark in range(LOWEST, HIGHEST + 1):
                button = QPushButton(str(mark))
                button.setAutoDefault(False)
                button.setCheckable(True)
                button.setFixedWidth(40)
                button.setToolTip(f"{mark}: {STEPS[mark]}")
                button.setAccessibleName(f"{name} {mark}, {STEPS[mark]}")
                group.addButton(button, mark)
                grid.addWidget(button, row, mark)
            group.idClicked.connect(lambda _mark, row=row: self._chosen(row))
            self.groups[name] = group
        self.comment = QLineEdit()
        self.comment.setAccessibleName("Comment")
        self.comment.setPlaceholderText("Comment, if there is anything to say")
        self.comment.setMaxLength(2000)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)
        layout.addWidget(self.comment)
        self.show_marks(None)

    @property
    def complete(self) -> bool:
        """Whether every criterion has a mark."""
        return all(group.checkedId() >= LOWEST for group in self.groups.values())

    def marks(self) -> Marks:
        """What is chosen; only where it is complete."""
        return Marks(*(self.groups[name].checkedId() for name in CRITERIA), comment=self.comment.text())

    def show_marks(self, marks: Marks | None) -> None:
        """Show what was said of an item, or nothing yet."""
        for name, group in self.groups.items():
            group.setExclusive(False)
            for button in group.buttons():
                button.setChecked(marks is not None and group.id(button) == getattr(marks, name))
            group.setExclusive(True)
        self.comment.setText(marks.comment if marks else "")
        self._go(0)

    def press(self, mark: int) -> None:
        """Give the criterion that is next a mark."""
        group = self.groups[CRITERIA[self._at]]
        button = group.button(mark)
        if button is not None:
            button.setChecked(True)
            self._chosen(self._at)

    def _chosen(self, row: int) -> None:
        open_rows = [at for at, name in enumerate(CRITERIA) if self.groups[name].checkedId() < LOWEST]
        later = [at for at in open_rows if at > row]
        self._go((later or open_rows or [(row + 1) % len(CRITERIA)])[0])
        self.changed.emit()

    def _go(self, row: int) -> None:
        self._at = row
        for at, name in enumerate(CRITERIA):
            set_kind(self._names[name], "heading" if at == row else "")
