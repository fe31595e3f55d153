"""All that happened to a pair: who, when, what, why; opened on demand."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from maemi_gui.review.word_diff import diff_html
from maemi_gui.widgets.disclosure import Disclosure
from maemi_gui.widgets.finding_words import KIND_WORDS
from maemi_gui.widgets.tones import tone

if TYPE_CHECKING:
    from maemi.project.pair_history import HistoryRow

_DID = {
    "written": "wrote it",
    "approve": "approved",
    "reject": "rejected",
    "edit": "edited and approved",
    "skip": "skipped",
}


class HistoryView(QWidget):
    """A line to open, and below it one line for each thing that happened, the newest first."""

    wanted = Signal()
    """It was opened: give it the history by `tell`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[HistoryRow] = ()
        self._original = ("", "")
        self.button = Disclosure("History")
        self.button.setAccessibleName("History of this pair")
        self.button.toggled.connect(self._toggled)
        self.lines = QLabel()
        self.lines.setWordWrap(True)
        self.lines.setTextFormat(Qt.TextFormat.RichText)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lines.setAccessibleName("What happened to this pair")
        self.lines.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.button)
        layout.addWidget(self.lines)

    def reset(self, question: str, answer: str) -> None:
        """Another pair is up, which the teacher wrote so: what was shown is no longer its history."""
        self._original = (question, answer)
        self._rows = ()
        self.lines.clear()
        if self.button.isChecked():
            self.wanted.emit()

    def tell(self, rows: Sequence[HistoryRow]) -> None:
        """Show what happened, given oldest first; an edit with what it changed of the teacher's words."""
        self._rows = rows
        shown: list[str] = []
        for row in reversed(rows):
            words = escape(line(row))
            if row.undone_by:
                words = f'<span style="color: {tone("quiet").name()}">{words}</span>'
            shown.append(words)
            if row.what == "edit":
                shown += self._changes(row)
        self.lines.setText("<br>".join(shown))

    def texts(self) -> list[str]:
        """What the lines say, without their changes of words."""
        return [line(row) for row in reversed(self._rows)]

    def again(self) -> None:
        """Write it in the colours of another theme."""
        self.tell(self._rows)

    def _changes(self, row: HistoryRow) -> list[str]:
        judged = (row.question, row.answer)
        pairs = zip(self._original, judged, strict=True)
        return [f"&nbsp;&nbsp;{diff_html(was, now)}" for was, now in pairs if now is not None]

    def _toggled(self, on: bool) -> None:
        self.lines.setVisible(on)
        if on:
            self.wanted.emit()


def line(row: HistoryRow) -> str:
    """`22 Nov 2026 14:03 · Ana · rejected: wrong number`."""
    if row.what == "checked":
        now, before = _kinds(row.after), _kinds(row.before)
        return f"{_when(row)} · a check found {now} (before: {before})"
    did = f"took back “{_DID.get(row.undoes or '', row.undoes)}”" if row.what == "undo" else _DID[row.what]
    reason = f": {row.reason}" if row.reason else ""
    many = f", with {row.together - 1:,} others" if row.together > 1 else ""
    undone = f" — taken back by {row.undone_by}" if row.undone_by else ""
    return f"{_when(row)} · {row.who} · {did}{reason}{many}{undone}"


def _kinds(kinds: Sequence[str]) -> str:
    return ", ".join(KIND_WORDS.get(kind, kind).lower() for kind in kinds) or "nothing"


def _when(row: HistoryRow) -> str:
    return row.at.astimezone().strftime("%d %b %Y %H:%M")
