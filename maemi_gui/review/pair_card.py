"""One pair, to be read or to be changed in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from maemi_gui.review.findings_view import FindingsView
from maemi_gui.review.history_view import HistoryView
from maemi_gui.review.marked_field import mark_in
from maemi_gui.review.replacing import Replacing
from maemi_gui.review.word_diff import diff_html
from maemi_gui.widgets.growing_text import GrowingText
from maemi_gui.widgets.marked_text import LINK, marked
from maemi_gui.widgets.tones import tone

if TYPE_CHECKING:
    from maemi.project.rows import Finding, PairRow

TASKS = {"vqa": "Question"}
"""What a curator calls a task, where its name in the project is no word."""


class PairCard(QScrollArea):
    """Heading, teacher, question, answer with its findings, and the pair's history."""

    saved = Signal(str, str)
    """Question and answer as the curator wrote them."""
    cancelled = Signal()
    written = Signal(str, str)
    """Question and answer while they are being written, or after a number was replaced."""
    replace_wanted = Signal()
    """The button below the findings was pressed."""
    history_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setProperty("kind", "plain")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pair: PairRow | None = None
        self.replacing = Replacing()
        self._lit = -1
        self._written: tuple[Finding, ...] | None = None
        """What is found in the text that is being written; None before it was checked."""
        self.heading = _text("Task and teacher")
        self.heading.setProperty("kind", "muted")
        self.question = _marked_text("Question")
        font = self.question.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.08)
        self.question.setFont(font)
        self.answer = _marked_text("Answer")
        self.findings = FindingsView()
        self.original = _text("What the edit changes of the teacher's words", selectable=True)
        self.question_edit = _field("Question", 2)
        self.answer_edit = _field("Answer", 5)
        for field in (self.question_edit, self.answer_edit):
            field.submitted.connect(self._save)
            field.cancelled.connect(self.cancelled)
            field.textChanged.connect(self._tell_written)
        for label in (self.question, self.answer):
            label.linkHovered.connect(self._hovered)
        self.findings.looked_at.connect(self._look_at)
        self.findings.replace.connect(self.replace_wanted)
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
        self.replacing.begin(pair.answer, pair.findings)
        self._lit = -1
        self.set_editing(False)
        self.repaint_text()
        self.history.reset(pair.original_question, pair.original_answer)
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
        if self.replacing.changed:
            words.append("measured value put in, not saved yet")
        if pair.state != "pending":
            words.append(pair.state + (f": {pair.reason}" if pair.reason else ""))
        self.heading.setText(" · ".join(words))
        self._mark()
        if not self.editing:
            self.findings.tell(self.shown_findings(), self.replacing.left)
        self._tell_difference()
        self.history.again()

    def _tell_difference(self) -> None:
        """What stands there, or is being written, against the teacher's words."""
        pair = self.pair
        if pair is None:
            return
        if self.editing:
            now = (self.question_edit.toPlainText(), self.answer_edit.toPlainText())
        else:
            now = (pair.question, self.replacing.draft.answer)
        before = (pair.original_question, pair.original_answer)
        changed = [diff_html(was, is_) for was, is_ in zip(before, now, strict=True) if was != is_]
        self.original.setVisible(bool(changed))
        quiet = tone("quiet").name()
        self.original.setText(
            f'<span style="color: {quiet}">Against the teacher\'s words:</span><br>' + "<br>".join(changed)
        )

    def shown_findings(self) -> tuple[Finding, ...]:
        """The findings of the text that is shown: as it is stored, with values put in, or as it is being written."""
        if self.editing and self._written is not None:
            return self._written
        return self.replacing.draft.findings

    def use_measured(self, every: bool = False) -> bool:
        """Put the next measured value in (or all of them); False where there is none to put in."""
        done = self.replacing.replace_all() if every else self.replacing.replace_next()
        if done:
            self._redraw_draft()
        return done

    def undo_measured(self) -> bool:
        """Take the last value that was put in back; False where there is none."""
        undone = self.replacing.undo()
        if undone:
            self._redraw_draft()
        return undone

    def tell_checked(self, pair_id: int, answer: str, findings: Sequence[Finding]) -> None:
        """A text that `written` told of was checked."""
        if self.pair is None or pair_id != self.pair.id:
            return
        if self.editing and answer == self.answer_edit.toPlainText():
            self._written = tuple(findings)
            self.findings.tell(self._written)
            mark_in(self.answer_edit, self._written)
        elif not self.editing and self.replacing.changed and self.replacing.checked(answer, findings):
            self.repaint_text()

    def _redraw_draft(self) -> None:
        self._lit = -1
        self.repaint_text()
        if self.pair is not None and self.replacing.changed:
            self.written.emit(self.pair.question, self.replacing.draft.answer)

    def _mark(self) -> None:
        if self.pair is None:
            return
        shown = self.shown_findings()
        of_question = [one if one.side == "question" else replace(one, start=None) for one in shown]
        of_answer = [one if one.side == "answer" else replace(one, start=None) for one in shown]
        self.question.setText(marked(self.pair.question, of_question, self._lit))
        self.answer.setText(marked(self.replacing.draft.answer, of_answer, self._lit))

    def _hovered(self, link: str) -> None:
        self._look_at(int(link.removeprefix(LINK)) if link.startswith(LINK) else -1)

    def _look_at(self, at: int) -> None:
        """Light a finding up, at its words and in the list."""
        if at != self._lit:
            self._lit = at
            self.findings.light(at)
            if self.editing:
                mark_in(self.answer_edit, self.shown_findings(), at)
            else:
                self._mark()

    def _tell_written(self) -> None:
        if self.editing:
            self._tell_difference()
            self.written.emit(self.question_edit.toPlainText(), self.answer_edit.toPlainText())

    def set_editing(self, on: bool) -> None:
        """Turn question and answer into text fields, or back."""
        for read, write in ((self.question, self.question_edit), (self.answer, self.answer_edit)):
            read.setVisible(not on)
            write.setVisible(on)
        pair = self.pair
        self._written = None
        if on and pair is not None:
            self.question_edit.setPlainText(pair.question)
            self.answer_edit.setPlainText(self.replacing.draft.answer)
            self.findings.tell(self.replacing.draft.findings)
            mark_in(self.answer_edit, self.replacing.draft.findings)
            self._tell_difference()
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


def _marked_text(name: str) -> QLabel:
    """A text whose marks can be hovered; they lead nowhere."""
    label = _text(name)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
    )
    label.setOpenExternalLinks(False)
    return label


def _field(name: str, least: int) -> GrowingText:
    field = GrowingText(least=least, most=14)
    field.setAccessibleName(f"{name}, being edited")
    return field
