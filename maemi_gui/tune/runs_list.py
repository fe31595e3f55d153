"""The fine-tunes of the project: state, what came out, and what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from maemi_gui.context import Context
from maemi_gui.tune.past_runs import PastRun, delete_run, fine_tunes
from maemi_gui.widgets.amounts import bytes_in_words
from maemi_gui.widgets.tones import Tone, tone

_TONES: dict[str, Tone] = {"running": "info", "finished": "good", "failed": "error", "interrupted": "warning"}


class RunsList(QWidget):
    """Choosing a run shows its curve."""

    chosen = Signal(object)
    """A `PastRun`."""
    resume = Signal(object)
    changed = Signal()
    """The list was read again."""
    failed = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.runs: list[PastRun] = []
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Fine-tunes of this project")
        self.tree.setHeaderLabels(["Fine-tune", "State", "Ranks", "Steps", "Validation", "BLEU-4", "Size"])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        self.tree.currentItemChanged.connect(lambda item, _before: self._chosen(item))
        self.resume_button = QPushButton("&Resume")
        self.resume_button.setToolTip("Go on from the last checkpoint")
        self.open_button = QPushButton("Open &adapter folder")
        self.delete_button = QPushButton("&Delete…")
        self.delete_button.setProperty("kind", "danger")
        self.delete_button.setAccessibleName("Delete the chosen fine-tune")
        self.resume_button.clicked.connect(lambda: self.current and self.resume.emit(self.current))
        self.open_button.clicked.connect(self._open)
        self.delete_button.clicked.connect(self._ask_delete)
        row = QHBoxLayout()
        for button in (self.resume_button, self.open_button, self.delete_button):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row)
        self._able()

    @property
    def current(self) -> PastRun | None:
        """The chosen run."""
        item = self.tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None

    def refresh(self) -> None:
        """Read the run folders again."""
        runs_dir = self._context.runs_dir
        if runs_dir is None:
            self._came([])
        else:
            self._context.background.run(fine_tunes, runs_dir, then=self._came, failed=self.failed.emit, owner=self)

    def _came(self, runs: Sequence[PastRun]) -> None:
        chosen = self.current.folder if self.current else None
        self.runs = list(runs)
        self.tree.blockSignals(True)
        self.tree.clear()
        for run in runs:
            item = QTreeWidgetItem(_cells(run))
            item.setData(0, Qt.ItemDataRole.UserRole, run)
            item.setForeground(1, tone(_TONES.get(run.state.state, "quiet")))
            item.setToolTip(0, f"{run.state.id}\n{run.state.message}".strip())
            self.tree.addTopLevelItem(item)
            if run.folder == chosen:
                self.tree.setCurrentItem(item)
        self.tree.blockSignals(False)
        self._able()
        self.changed.emit()

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        self._able()
        if item is not None:
            self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole))

    def _able(self) -> None:
        run = self.current
        self.resume_button.setEnabled(run is not None and run.can_resume)
        self.open_button.setEnabled(run is not None and run.adapter is not None)
        self.delete_button.setEnabled(run is not None and run.state.is_over)

    def _open(self) -> None:
        run = self.current
        if run is not None and run.adapter is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(run.adapter)))

    def _ask_delete(self) -> None:
        run = self.current
        if run is None:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Delete fine-tune")
        box.setText(f"Delete {run.state.id}?")
        box.setInformativeText(
            f"This frees {bytes_in_words(run.size_bytes)} and cannot be undone: adapter, checkpoints and curve go. "
            "Pairs and decisions stay."
        )
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.buttonClicked.connect(lambda button: self.delete(run) if button is delete else None)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def delete(self, run: PastRun) -> None:
        """Delete a run's folder."""
        self._context.background.run(
            delete_run, run, then=lambda _none: self.refresh(), failed=self.failed.emit, owner=self
        )


def _cells(run: PastRun) -> list[str]:
    state, result = run.state, run.state.result
    begun = state.started_at.astimezone().strftime("%d %b %Y %H:%M") if state.started_at else state.id
    ranks = run.spec.get("ranks")
    # After its steps a run still tells of progress: of questions that it answers.
    done, total = result.get("steps", state.done), result.get("total", state.total)
    steps = f"{done:,} of {total:,}" if done is not None and total else "–"
    return [
        begun,
        state.state,
        f"{ranks[0]}–{ranks[1]}" if isinstance(ranks, list | tuple) else "–",
        steps,
        _last_validation(result),
        _score_after(result, "BLEU-4"),
        bytes_in_words(run.size_bytes),
    ]


def _last_validation(result: dict[str, Any]) -> str:
    """`validation` is a list of (step, loss)."""
    points = result.get("validation")
    return f"{points[-1][1]:.3f}" if isinstance(points, list) and points else "–"


def _score_after(result: dict[str, Any], name: str) -> str:
    """`metrics` is {when: {score: {value, signature}}}."""
    after = (result.get("metrics") or {}).get("after") or {}
    score = after.get(name)
    return f"{score['value']:.3f}" if isinstance(score, dict) else "–"
