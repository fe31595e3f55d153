"""Scores on held-out micrographs, before and after the fine-tune, side by side, each with its signature."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from maemi_gui.tune.run_log import RunLog
from maemi_gui.widgets.tones import tone
from maemi_gui.widgets.words import label

_ORDER = ("BLEU-2", "BLEU-4", "ROUGE-1", "ROUGE-2", "ROUGE-L")


class ScoresTable(QWidget):
    """Rows are scores; columns are before, after and the difference. A score's signature is its tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName("Scores before and after")
        self.table.setHorizontalHeaderLabels(["Score", "Before", "After", "Change"])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.foot = label("", "muted", wrap=True, selectable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        layout.addWidget(self.foot)

    def show_log(self, log: RunLog) -> None:
        """Show a run's scores; what was not scored yet is a dash."""
        before, after = log.scores.get("before", {}), log.scores.get("after", {})
        known = {*before, *after}
        names = [name for name in _ORDER if name in known] + sorted(known - set(_ORDER))
        self.table.setRowCount(len(names))
        signatures: list[str] = []
        for row, name in enumerate(names):
            old, new = before.get(name), after.get(name)
            signature = (new or old or (0.0, ""))[1]
            if signature and signature not in signatures:
                signatures.append(signature)
            self._put(row, 0, name, signature)
            self._put(row, 1, _number(old), signature)
            self._put(row, 2, _number(new), signature)
            change = self._put(row, 3, "–", signature)
            if old is not None and new is not None:
                difference = new[0] - old[0]
                change.setText(f"{difference:+.3f}")
                change.setForeground(tone("good" if difference > 0 else "error" if difference < 0 else "quiet"))
        if names:
            self.foot.setText("On micrographs that training never saw. " + "; ".join(signatures))
        else:
            self.foot.setText("Scores come at the beginning and at the end of a fine-tune.")

    def _put(self, row: int, column: int, text: str, signature: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(signature)
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.table.setItem(row, column, item)
        return item


def _number(score: tuple[float, str] | None) -> str:
    return f"{score[0]:.3f}" if score is not None else "–"
