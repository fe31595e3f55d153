"""The field in which a prompt is written; the line of a mistake is marked."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFontDatabase, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from maemi_gui import theme


class PromptEditor(QPlainTextEdit):
    """Plain text in a fixed width; Tab leaves the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)
        self.setAccessibleName("Text of the prompt")

    def mark_line(self, line: int | None) -> None:
        """Mark a line, counted from 1; None marks none."""
        block = self.document().findBlockByNumber(line - 1) if line is not None else None
        if block is None or not block.isValid():
            self.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        colour = QColor(theme.colours().bad)
        colour.setAlpha(60)
        mark.format.setBackground(colour)  # pyright: ignore[reportAttributeAccessIssue]
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # pyright: ignore[reportAttributeAccessIssue]
        cursor = self.textCursor()
        cursor.setPosition(block.position())
        mark.cursor = cursor  # pyright: ignore[reportAttributeAccessIssue]
        self.setExtraSelections([mark])
