"""One run on show: its curve, how far it is, its scores, and the button that stops it."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from maemi_gui.context import Context
from maemi_gui.tune.past_runs import has_checkpoint
from maemi_gui.tune.watch import RunWatch
from maemi_gui.widgets.amounts import bytes_in_words, time_in_words
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.words import ElidedLabel, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from maemi.jobs.state import RunState
    from maemi_gui.tune.curve import Curve

PLOT = "pyqtgraph"
STAGES = {
    "asked": "Asked to stop: it finishes its step and saves the adapter…",
    "terminated": "It did not stop by itself: the process is told to end…",
    "killed": "It did not end: the process is killed; the last checkpoint stays.",
}


def stop_run(folder: Path, told: Callable[[str], None]) -> RunState:
    """Stop a run in stages; for a worker. `told` hears each stage in that thread."""
    from maemi.jobs.folder import RunFolder
    from maemi.jobs.stop import stop

    return stop(RunFolder(folder), told=told)


class LiveRun(QWidget):
    """Follows a run's folder; shows a run that is over in the same way."""

    failed = Signal(str)
    _stage = Signal(str)

    def __init__(self, context: Context, watch: RunWatch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.watch = watch
        self.curve: Curve | None = None
        self.title = ElidedLabel("", "heading")
        self.figures = label("", "muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the fine-tune")
        self.stop_button = QPushButton("&Stop")
        self.stop_button.setAccessibleName("Stop the fine-tune")
        self.stop_button.setToolTip("Stop after this step; what it learned so far stays usable")
        self.stop_button.clicked.connect(self.stop)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.stop_button)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(top)
        self._layout.addWidget(self.bar)
        self._layout.addWidget(self.figures)
        self.empty = EmptyState(
            "tune",
            "No fine-tune yet",
            "Approve pairs in Review, then press Fine-tune: loss, validation and the rank of each step appear here.",
        )
        self._layout.addWidget(self.empty, 1)
        watch.changed.connect(self._show)
        self._stage.connect(self._tell_stage)
        self._stopping = False
        self._show()

    def warm_up(self) -> None:
        """Import the plot's library in a worker: on the Qt thread it would hold the window for a third of a second."""
        self._context.background.run(import_module, PLOT, owner=self)

    def prepare(self) -> None:
        """Make the plot as soon as its library is there; the page calls it after it has shown."""
        if self.curve is None:
            self._context.background.run(import_module, PLOT, then=lambda _module: self._plot(), owner=self)

    def _plot(self) -> None:
        if self.curve is None:
            from maemi_gui.tune.curve import Curve

            self.curve = Curve()
            self.curve.setMinimumHeight(240)
            self._layout.addWidget(self.curve, 1)
            self._show()

    def stop(self) -> None:
        """Stop the run on show."""
        folder = self.watch.folder
        if folder is None or not self.watch.running or self._stopping:
            return
        self._stopping = True
        self.stop_button.setEnabled(False)
        self._context.background.run(
            partial(stop_run, folder, self._stage.emit), then=self._stopped, failed=self._not_stopped, owner=self
        )

    def _tell_stage(self, stage: str) -> None:
        self.figures.setText(STAGES.get(stage, stage))

    def _stopped(self, _state: RunState) -> None:
        self._stopping = False
        self._show()

    def _not_stopped(self, sentence: str) -> None:
        self._stopping = False
        self.failed.emit(sentence)
        self._show()

    def _show(self) -> None:
        log, state = self.watch.log, self.watch.state
        self.stop_button.setVisible(self.watch.running)
        self.stop_button.setEnabled(self.watch.running and not self._stopping)
        if self.watch.folder is None or state is None:
            self.title.setText("")
            self.figures.clear()
        else:
            self.title.setText(f"{state.id} · {state.state}")
        self.bar.setVisible(self.watch.running)
        if log.total and log.steps:
            self.bar.setRange(0, log.total)
            self.bar.setValue(log.steps[-1])
        else:
            self.bar.setRange(0, 0 if self.watch.running else 1)
        if not self._stopping:
            self.figures.setText(self._words())
        self.empty.setVisible(self.watch.folder is None)
        if self.curve is not None:
            self.curve.setVisible(self.watch.folder is not None)
            self.curve.show_log(log)

    def _words(self) -> str:
        log, state = self.watch.log, self.watch.state
        if state is None:
            return ""
        if state.is_over:
            if state.state == "interrupted" and self.watch.folder and not has_checkpoint(self.watch.folder):
                return "Interrupted before its first checkpoint; start another."
            # A run that ended well still carries what it did last.
            return _ENDINGS.get(state.state) or log.sentence or state.message or "Failed."
        parts: list[str] = []
        if log.steps:
            parts.append(f"Step {log.steps[-1]:,}" + (f" of {log.total:,}" if log.total else ""))
            parts.append(f"loss {log.smooth[-1]:.3f} at rank {log.ranks[-1]}")
            if log.remaining_s is not None:
                parts.append(f"{time_in_words(log.remaining_s)} left")
            if log.memory_mb is not None:
                parts.append(bytes_in_words(log.memory_mb * 1024**2))
            if log.tokens_per_s is not None:
                parts.append(f"{log.tokens_per_s:,.0f} tokens/s")
        # A step carries no words of its own; between steps the run says what it does.
        if log.message:
            parts.append(log.message)
        return " · ".join(parts) or "Starting…"


_ENDINGS = {
    "finished": "Finished; the adapter is among the models of the chat.",
    "stopped": "Stopped; the adapter of the steps done is among the models of the chat.",
    "interrupted": "Interrupted; Resume goes on from the last checkpoint.",
}
