"""Draw a new study: its name, how many pairs of each class and teacher, from which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from maemi_gui.context import Context
from maemi_gui.study import reading
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.study.rows import StudyRow

STATES = (("Approved pairs", "approved"), ("Pairs nobody judged yet", "pending"), ("All pairs", ""))


class NewStudyDialog(QDialog):
    """Stays open with a sentence where nothing can be drawn."""

    drawn = Signal(int)
    """The id of the new study."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("New expert study")
        self.setMinimumWidth(420)
        self.name = QLineEdit()
        self.name.setPlaceholderText("e.g. Reviewers' round 1")
        self.per_group = QSpinBox()
        self.per_group.setRange(1, 500)
        self.per_group.setValue(5)
        self.state = QComboBox()
        for words, state in STATES:
            self.state.addItem(words, state)
        self.seed = QSpinBox()
        self.seed.setRange(0, 999_999)
        self.seed.setToolTip("The same seed draws the same pairs of the same project")
        self.problem = label("", "bad", wrap=True)
        self.problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.draw_button = self.buttons.addButton("Draw", QDialogButtonBox.ButtonRole.AcceptRole)
        self.draw_button.setProperty("kind", "primary")
        self.draw_button.setDefault(True)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field in (
            ("&Name", self.name),
            ("&Pairs of each class and teacher", self.per_group),
            ("&From", self.state),
            ("&Seed", self.seed),
        ):
            form.addRow(words, field)
        layout = QVBoxLayout(self)
        layout.addWidget(
            label(
                "Pairs are drawn at random within each class and teacher, so that rare ones are judged, too.", wrap=True
            )
        )
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.name.textChanged.connect(self._able)
        self.buttons.accepted.connect(self.draw)
        self.buttons.rejected.connect(self.reject)
        self._able()

    def draw(self) -> None:
        """Draw in the background, then close."""
        project = self._context.project
        if project is None or not self.draw_button.isEnabled():
            return
        self.draw_button.setEnabled(False)
        self._context.background.run(
            reading.draw,
            project,
            self.name.text(),
            self._context.curator,
            self.per_group.value(),
            self.state.currentData(),
            self.seed.value(),
            then=self._done,
            failed=self._failed,
            database=True,
            owner=self,
        )

    def _able(self) -> None:
        self.draw_button.setEnabled(bool(self.name.text().strip()))

    def _done(self, study: StudyRow) -> None:
        self.drawn.emit(study.id)
        self.accept()

    def _failed(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self._able()
        self.adjustSize()
