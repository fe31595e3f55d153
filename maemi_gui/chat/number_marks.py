"""An answer's numbers marked where they stand, with the measured value beside those that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from maemi_gui.widgets.marked_text import tone_of
from maemi_gui.widgets.tones import tone, wash

if TYPE_CHECKING:
    from maemi.project.rows import Finding


def mark_numbers(document: QTextDocument, text: str, findings: Sequence[Finding]) -> None:
    """Mark the findings of `text` in the document that shows it as Markdown.

    A place is found again by its words: the document has lost the marks of Markdown, the words it has kept. What was
    measured is written behind a number that differs; one that agrees is marked only, and says so when it is hovered.
    """
    shown = document.toPlainText()
    places: list[tuple[int, int, Finding]] = []
    for finding in findings:
        if finding.start is None or finding.end is None or finding.end - finding.start >= len(text):
            continue
        words = text[finding.start : finding.end]
        at = _nth(shown, words, text[: finding.start].count(words))
        if at >= 0:
            places.append((_units(shown[:at]), _units(shown[: at + len(words)]), finding))
    for start, end, finding in sorted(places, key=lambda place: place[0], reverse=True):
        _mark(document, start, end, finding)


def beside(finding: Finding) -> str:
    """What stands behind a number that differs: `measured: 52 nm (51–54)`, or what the file says."""
    source = "file" if finding.quantity in _OF_THE_FILE else "measured"
    return f"{source}: {finding.measured}"


_OF_THE_FILE = ("voltage", "magnification", "working_distance", "pixel_size", "field")


def _mark(document: QTextDocument, start: int, end: int, finding: Finding) -> None:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    look = QTextCharFormat()
    look.setBackground(wash(tone_of(finding), 60))
    look.setToolTip(f"{finding.message} ({beside(finding)})" if finding.kind == "agrees" else finding.message)
    cursor.mergeCharFormat(look)
    if finding.measured is None or not finding.is_warning:
        return
    cursor.setPosition(end)
    plain = QTextCharFormat()
    plain.setForeground(tone("good"))
    plain.setFontItalic(True)
    cursor.insertText(f" [{beside(finding)}]", plain)


def _nth(text: str, words: str, number: int) -> int:
    """Where the words stand for the `number`-th time (from 0), or for the last time; -1 where they do not."""
    found = at = text.find(words)
    for _ in range(number):
        at = text.find(words, at + 1)
        if at < 0:
            break
        found = at
    return found


def _units(text: str) -> int:
    """Qt counts UTF-16 units where Python counts characters."""
    return len(text.encode("utf-16-le")) // 2
