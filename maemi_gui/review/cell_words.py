"""What a table of pairs says of each: its columns, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from maemi_gui.widgets.finding_words import KIND_WORDS
from maemi_gui.widgets.tones import Tone, tone

if TYPE_CHECKING:
    from maemi.project.pair_filter import PairSort
    from maemi.project.rows import PairRow

STATE_TONES: dict[str, Tone] = {"pending": "quiet", "approved": "good", "rejected": "error", "skipped": "warning"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the order that a click on it asks for, its first width and its words."""

    title: str
    sort: PairSort
    width: int
    words: Callable[[PairRow], str]


def _state(row: PairRow) -> str:
    return f"{row.state}: {row.reason}" if row.reason else row.state


def _findings(row: PairRow) -> str:
    return ", ".join(dict.fromkeys(KIND_WORDS.get(one.kind, one.kind) for one in row.findings))


def _when(row: PairRow) -> str:
    return row.decided_at.astimezone().strftime("%d %b %Y %H:%M") if row.decided_at else ""


COLUMNS: tuple[Column, ...] = (
    Column("Question", "question", 260, lambda row: row.question),
    Column("Answer", "answer", 300, lambda row: row.answer),
    Column("State", "state", 130, _state),
    Column("Findings", "doubt", 150, _findings),
    Column("Class", "class", 110, lambda row: (row.class_name or "").replace("_", " ")),
    Column("Task", "task", 120, lambda row: row.task.replace("_", " ")),
    Column("Teacher", "teacher", 90, lambda row: row.teacher),
    Column("Model", "model", 110, lambda row: row.model),
    Column("Curator", "curator", 90, lambda row: row.curator or ""),
    Column("Decided", "decided", 130, _when),
)


def cell(row: PairRow, column: int) -> str:
    """One line; a long text is cut by the view."""
    return COLUMNS[column].words(row).replace("\n", " ")


def tool_tip(row: PairRow, column: int) -> str:
    """All of it, as plain text; for the question also which micrograph it is about."""
    if column == 0:
        return f"{row.micrograph_path.name} · {row.state}\n{row.question}"
    return COLUMNS[column].words(row)


def dot(state: str) -> QIcon:
    """A dot in the colour of a state, the same on a selected line."""
    pixmap = QPixmap(10, 10)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(tone(STATE_TONES.get(state, "quiet")))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(1, 1, 8, 8)
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
        icon.addPixmap(pixmap, mode)
    return icon
