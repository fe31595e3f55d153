"""Marks of findings in a text field, where no rich text is: coloured selections that the cursor does not touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from maemi_gui.widgets.marked_text import tone_of
from maemi_gui.widgets.tones import wash

if TYPE_CHECKING:
    from maemi.project.rows import Finding


def mark_in(field: QPlainTextEdit, findings: Sequence[Finding], lit: int = -1) -> None:
    """Mark the places of an answer's findings in the field; one about the whole text only while it is `lit`."""
    text = field.toPlainText()
    marks: list[QTextEdit.ExtraSelection] = []
    for at, finding in enumerate(findings):
        start, end = finding.start, finding.end
        if finding.side != "answer" or start is None or end is None or not 0 <= start < end <= len(text):
            continue
        if end - start == len(text) and at != lit:
            continue
        look = QTextCharFormat()
        look.setBackground(wash(tone_of(finding), 130 if at == lit else 60))
        # Qt counts UTF-16 units where Python counts characters.
        cursor = QTextCursor(field.document())
        cursor.setPosition(_units(text[:start]))
        cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor, mark.format = cursor, look  # type: ignore[attr-defined]
        marks.append(mark)
    field.setExtraSelections(marks)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
