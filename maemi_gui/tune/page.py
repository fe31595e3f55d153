"""Tune: what a fine-tune shall do on the left, what it does on the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QSplitter, QTabWidget, QVBoxLayout, QWidget

from maemi.errors import InputError
from maemi_gui import actions
from maemi_gui.context import Context
from maemi_gui.tune import commands as commands  # registers the actions
from maemi_gui.tune.answers_table import AnswersTable
from maemi_gui.tune.expectations import Expectations
from maemi_gui.tune.form import TuneForm
from maemi_gui.tune.live import LiveRun
from maemi_gui.tune.past_runs import PastRun
from maemi_gui.tune.runs_list import RunsList
from maemi_gui.tune.scores_table import ScoresTable
from maemi_gui.tune.trainer import INSTALL, Trainer, can_train
from maemi_gui.tune.watch import RunWatch
from maemi_gui.widgets.notice import Notice
from maemi_gui.widgets.words import label


class TunePage(QWidget):
    """While it is on screen the trainer's process waits, warm, for the button."""

    run_started = Signal(object)
    """The folder (Path) of a run that was started here."""
    run_ended = Signal(object)
    """The folder of the run on show, once it is over: the models to choose from are others now."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.form = TuneForm()
        self.expectations = Expectations(context)
        self.trainer = Trainer(context, self)
        self.watch = RunWatch(context, self)
        self.live = LiveRun(context, self.watch)
        self.scores = ScoresTable()
        self.answers = AnswersTable()
        self.runs = RunsList(context)
        self.notice = Notice()
        self.start_button = QPushButton("Fine-tune")
        self.start_button.setProperty("kind", "primary")
        self.start_button.setMinimumHeight(44)
        self.start_button.setToolTip("Start on the approved pairs (Ctrl+Enter)")
        self._installed: bool | None = None
        self._starting = False
        self._adopted = False
        self._result: dict[str, Any] = {}
        self._lay_out()
        self._connect()
        self._able()

    def set_micrograph(self, _row: object) -> None:
        """A fine-tune is about all approved pairs; the selected micrograph changes nothing."""

    def refresh(self) -> None:
        """Pairs were decided, or runs came or went."""
        self._expect()
        self.runs.refresh()

    def start(self) -> None:
        """The big button."""
        project = self._context.project
        if project is None or not self.start_button.isEnabled():
            return
        self.notice.clear()
        self._starting = True
        self._able()
        self.trainer.start(self.form.spec(project.address).to_json())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        # After the first paint: the plot takes a moment, and the page shall be there before it.
        QTimer.singleShot(50, self, self.live.prepare)
        if self._installed is None:
            self._context.background.run(can_train, then=self._know_installed, owner=self)
        elif self._installed:
            self.trainer.keep_warm()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.trainer.cool()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(12)
        column.addWidget(label("Fine-tune", "title"))
        column.addWidget(
            label("Teaches a small adapter on the pairs that were approved in Review.", "muted", wrap=True)
        )
        column.addWidget(self.form)
        column.addWidget(self.expectations)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setProperty("kind", "plain")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        left = QWidget()
        left_rows = QVBoxLayout(left)
        left_rows.addWidget(scroll, 1)
        left_rows.addWidget(self.notice)
        left_rows.addWidget(self.start_button)
        left.setMinimumWidth(340)
        left.setMaximumWidth(440)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Runs and scores")
        self.tabs.addTab(self.runs, "Fine-tunes")
        self.tabs.addTab(self.scores, "Scores before and after")
        self.tabs.addTab(self.answers, "Answers before and after")
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(self.live)
        right.addWidget(self.tabs)
        right.setStretchFactor(0, 3)
        right.setStretchFactor(1, 2)
        right.setSizes([430, 300])
        framed = QWidget()
        rows = QVBoxLayout(framed)
        rows.addWidget(right)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(left)
        across.addWidget(framed)
        across.setStretchFactor(1, 1)
        across.setSizes([380, 900])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(across)

    def _connect(self) -> None:
        self.form.changed.connect(self._expect)
        self.expectations.known.connect(self._able)
        self.start_button.clicked.connect(self.start)
        self.addAction(actions.make("tune.start", self, self.start))
        self.addAction(actions.make("tune.stop", self, self.live.stop))
        self.trainer.started.connect(self._started)
        self.trainer.failed.connect(self._failed)
        self.live.failed.connect(self._failed)
        self.runs.failed.connect(self._failed)
        self.runs.chosen.connect(self._chosen)
        self.runs.resume.connect(self._resume)
        self.runs.changed.connect(self._adopt)
        self.watch.changed.connect(self._watched)
        self.watch.over.connect(self._over)
        self._context.project_changed.connect(self._project_changed)

    def _project_changed(self) -> None:
        self.trainer.cool()
        self.watch.follow(None)
        self._adopted = False
        if self.isVisible():
            self.refresh()
            if self._installed:
                self.trainer.keep_warm()

    def _know_installed(self, installed: bool) -> None:
        self._installed = installed
        if installed and self.isVisible():
            self.trainer.keep_warm()
        if not installed:
            self.notice.tell(f"Fine-tuning needs torch, which is not installed. Run: {INSTALL}", "warning")
        self._able()

    def _expect(self) -> None:
        project = self._context.project
        if project is None:
            self.expectations.refuse("Open a project to fine-tune on its pairs.")
            return
        try:
            self.expectations.expect(self.form.spec(project.address))
        except InputError as error:
            self.expectations.refuse(str(error))

    def _able(self) -> None:
        running = self.watch.running or self._starting
        problem = self.expectations.problem
        self.start_button.setEnabled(bool(self._installed) and not running and not problem)
        self.start_button.setText("Starting…" if self._starting else "Running…" if running else "Fine-tune")
        self.start_button.setAccessibleDescription(problem)

    def _started(self, folder: Path) -> None:
        self._starting = False
        self._adopted = True
        self.watch.follow(folder)
        self.tabs.setCurrentWidget(self.scores)
        self.runs.refresh()
        self.run_started.emit(folder)

    def _failed(self, sentence: str) -> None:
        self._starting = False
        self.notice.tell(sentence, "error")
        self._able()

    def _chosen(self, run: PastRun) -> None:
        if run.folder != self.watch.folder:
            self.watch.follow(run.folder)

    def _resume(self, run: PastRun) -> None:
        if not self.watch.running:
            self._starting = True
            self._able()
            self.trainer.resume(run.state.id, run.spec)

    def _adopt(self) -> None:
        """Show the run that still works, from before the window was closed; else the newest one."""
        runs = self.runs.runs
        if not self._adopted and runs:
            self._adopted = True
            running = [run for run in runs if not run.state.is_over]
            self.watch.follow((running or runs)[0].folder)
        elif self.watch.folder is not None and not any(run.folder == self.watch.folder for run in runs):
            self.watch.follow(None)  # it was deleted

    def _watched(self) -> None:
        self.scores.show_log(self.watch.log)
        result = self.watch.state.result if self.watch.state is not None else {}
        if result != self._result:
            self._result = result
            self.answers.show_result(result)
        self._able()

    def _over(self) -> None:
        self.runs.refresh()
        self.run_ended.emit(self.watch.folder)
        if self.isVisible() and self._installed:
            self.trainer.keep_warm()
