"""One pair, to be read or to be changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from maemi_gui.review.history_view import HistoryView
from maemi_gui.widgets.growing_text import GrowingText
from maemi_gui.widgets.marked_text import finding_line, marked
from maemi_gui.widgets.tones import tone

if TYPE_CHECKING:
    from maemi.project.rows import PairRow

TASKS = {"vqa": "Question"}
"""What a curator calls a task, where its name in the project is no word."""


class PairCard(QScrollArea):
    """Heading, teacher, question, answer with its findings, and the pair's history."""

    saved = Signal(str, str)
    """Question and answer as the curator wrote them."""
    cancelled = Signal()
    history_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setProperty("kind", "plain")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pair: PairRow | None = None
        self.heading = _text("Task and teacher")
        self.heading.setProperty("kind", "muted")
        self.question = _text("Question", selectable=True)
        font = self.question.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.08)
        self.question.setFont(font)
        self.answer = _text("Answer", selectable=True)
        self.findings = _text("Findings", selectable=True)
        self.original = _text("What the teacher wrote", selectable=True)
        self.question_edit = _field("Question", 2)
        self.answer_edit = _field("Answer", 5)
        for field in (self.question_edit, self.answer_edit):
            field.submitted.connect(self._save)
            field.cancelled.connect(self.cancelled)
        self.history = HistoryView()
        self.history.wanted.connect(lambda: self.pair and self.history_wanted.emit(self.pair.id))
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(2, 4, 8, 4)
        layout.setSpacing(8)
        for widget in (
            self.heading,
            self.question,
            self.question_edit,
            self.answer,
            self.answer_edit,
            self.findings,
            self.original,
            self.history,
        ):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.setWidget(inside)
        self.set_editing(False)

    @property
    def editing(self) -> bool:
        """Whether question and answer are text fields now."""
        return not self.question_edit.isHidden()

    def show_pair(self, pair: PairRow) -> None:
        """Show another pair, or the same after a decision."""
        self.pair = pair
        self.set_editing(False)
        self.repaint_text()
        self.history.reset()
        self.verticalScrollBar().setValue(0)

    def repaint_text(self) -> None:
        """Write the pair again, after another pair or another theme came."""
        pair = self.pair
        if pair is None:
            return
        words = [
            TASKS.get(pair.task) or pair.task.replace("_", " ").capitalize() or "Pair",
            f"by {pair.teacher}" + _model(pair),
        ]
        if pair.synthetic:
            words.append("synthetic")
        if pair.state != "pending":
            words.append(pair.state + (f": {pair.reason}" if pair.reason else ""))
        self.heading.setText(" · ".join(words))
        self.question.setText(marked(pair.question, ()))
        self.answer.setText(marked(pair.answer, pair.findings))
        self.findings.setText("<br>".join(finding_line(finding) for finding in pair.findings))
        self.findings.setVisible(bool(pair.findings) and not self.editing)
        edited = (pair.question, pair.answer) != (pair.original_question, pair.original_answer)
        self.original.setVisible(edited and not self.editing)
        if edited:
            was = marked(f"{pair.original_question}\n{pair.original_answer}", ())
            self.original.setText(f'<span style="color: {tone("quiet").name()}">The teacher wrote:<br>{was}</span>')

    def set_editing(self, on: bool) -> None:
        """Turn question and answer into text fields, or back."""
        for read, write in ((self.question, self.question_edit), (self.answer, self.answer_edit)):
            read.setVisible(not on)
            write.setVisible(on)
        pair = self.pair
        self.findings.setVisible(not on and pair is not None and bool(pair.findings))
        if on:
            self.original.hide()
        if on and pair is not None:
            self.question_edit.setPlainText(pair.question)
            self.answer_edit.setPlainText(pair.answer)
            self.answer_edit.setFocus()
            self.answer_edit.moveCursor(QTextCursor.MoveOperation.End)

    def _save(self) -> None:
        self.saved.emit(self.question_edit.toPlainText().strip(), self.answer_edit.toPlainText().strip())

    def save(self) -> None:
        """What Ctrl+Enter does in a field, for the button."""
        self._save()


def _model(pair: PairRow) -> str:
    """A language model's name; the measured teacher's own version says nothing to a curator."""
    return f" ({pair.model})" if pair.teacher == "openai" and pair.model else ""


def _text(name: str, selectable: bool = False) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setAccessibleName(name)
    label.setMinimumWidth(40)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _field(name: str, least: int) -> GrowingText:
    field = GrowingText(least=least, most=14)
    field.setAccessibleName(f"{name}, being edited")
    return field
