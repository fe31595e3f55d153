"""What base and fine-tune answered to the held-out questions, side by side: what the scores mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from maemi_gui.widgets.words import label

_COLUMNS = ("question", "expected", "before", "after")


class AnswersTable(QWidget):
    """One row a held-out pair: question, the approved answer, the base's and the fine-tune's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setAccessibleName("Answers before and after")
        self.table.setHorizontalHeaderLabels(["Question", "Approved answer", "Before", "After"])
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setWordWrap(True)
        self.foot = label("", "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        layout.addWidget(self.foot)
        self.show_result({})

    def show_result(self, result: dict[str, Any]) -> None:
        """Show the examples of a run's result (`metrics.examples`), none while it runs."""
        examples: Sequence[dict[str, Any]] = (result.get("metrics") or {}).get("examples") or []
        self.table.setRowCount(len(examples))
        for row, example in enumerate(examples):
            for column, name in enumerate(_COLUMNS):
                item = QTableWidgetItem(str(example.get(name) or "–"))
                item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                self.table.setItem(row, column, item)
        self.foot.setText(
            "On micrographs that training never saw." if examples else "Answers come when a fine-tune has finished."
        )
