"""Measure many micrographs: which kind, with which settings, and what has a result already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from maemi.measure.settings import AUTOMATIC, Settings
from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.measurements import plan as planning
from maemi_gui.measurements.plan import KINDS, Plan
from maemi_gui.widgets.words import label, line

Pinned = Callable[[str], Settings]
"""Kind → the settings that stand in Inspect for it."""


class MeasureDialog(QDialog):
    """Says what a run would do, then starts it."""

    run_started = Signal(object)
    """The folder (Path) of the run."""

    def __init__(
        self,
        context: Context,
        ids: list[int],
        search: str | None = None,
        pinned: Pinned = lambda _kind: AUTOMATIC,
        parent: QWidget | None = None,
    ) -> None:
        """`search`: what lists these ids, where they are all that it lists; None for a selection."""
        super().__init__(parent)
        self._context, self._ids, self._search, self._pinned = context, ids, search, pinned
        self._task: Task | None = None
        self.setWindowTitle("Measure micrographs")
        self.setMinimumWidth(440)
        self.kind = QComboBox()
        self.kind.setAccessibleName("What to measure")
        for text, kind in KINDS:
            self.kind.addItem(text, kind)
        self.automatic = QRadioButton("Chosen from each &picture")
        self.as_in_inspect = QRadioButton("As they stand in &Inspect")
        self.automatic.setChecked(True)
        self.only_new = QCheckBox("&Only those without such a result")
        self.only_new.setChecked(True)
        self.settings_words = label("", "muted", wrap=True)
        self.said = label("", "heading", wrap=True)
        self.problem = label("", "bad", wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start_button = self.buttons.addButton("Measure", QDialogButtonBox.ButtonRole.AcceptRole)
        self.start_button.setProperty("kind", "primary")
        self.start_button.setDefault(True)
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._changed)
        self.automatic.toggled.connect(self._changed)
        self.only_new.toggled.connect(self._changed)
        self.buttons.accepted.connect(self.start)
        self.buttons.rejected.connect(self.reject)
        self._changed()

    def plan(self) -> Plan:
        """What is set."""
        project = self._context.project
        return Plan(
            project.address if project is not None else "",
            self._kind,
            self._search or "",
            tuple(self._ids) if self._search is None else (),
            again=not self.only_new.isChecked(),
            settings=self.settings,
        )

    @property
    def settings(self) -> Settings:
        """Those of the measurement."""
        return self._pinned(self._kind) if self.as_in_inspect.isChecked() else AUTOMATIC

    def start(self) -> None:
        """Start the run, then close."""
        runs_dir, plan = self._context.runs_dir, self.plan()
        if runs_dir is None or not self.start_button.isEnabled():
            return
        self.start_button.setEnabled(False)
        self._context.background.run(
            planning.start, plan, runs_dir, then=self._started, failed=self._refused, owner=self
        )

    @property
    def _kind(self) -> str:
        return str(self.kind.currentData())

    def _lay_out(self) -> None:
        what = "selected" if self._search is None else "listed"
        noun = "micrograph" if len(self._ids) == 1 else "micrographs"
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Kind", self.kind)
        choices = QVBoxLayout()
        choices.setSpacing(2)
        choices.addWidget(self.automatic)
        choices.addWidget(self.as_in_inspect)
        choices.addWidget(self.settings_words)
        form.addRow("Settings", choices)
        form.addRow("", self.only_new)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(
            label(f"{len(self._ids):,} {what} {noun}, in the background; results are kept as they come.", wrap=True)
        )
        layout.addLayout(form)
        layout.addWidget(line())
        layout.addWidget(self.said)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _changed(self) -> None:
        pinned = self._pinned(self._kind)
        self.as_in_inspect.setEnabled(pinned != AUTOMATIC)
        if pinned == AUTOMATIC and self.as_in_inspect.isChecked():
            self.automatic.setChecked(True)
            return
        self.settings_words.setText(_in_words(pinned) if pinned != AUTOMATIC else "Nothing is changed there.")
        self.problem.clear()
        if self._task is not None:
            self._task.cancel()  # what it counts is not what is set now
        project = self._context.project
        if project is None or not self._ids:
            self._tell("There is nothing to measure.", 0)
        elif planning.too_long(self.plan()):
            self._tell("", 0)
            self._refused("The selection is too scattered to be handed over: list these micrographs by a search.")
        elif not self.only_new.isChecked():
            self._tell(f"{len(self._ids):,} will be measured.", len(self._ids))
        else:
            self._tell("Counting results…", 0)
            self._task = self._context.background.run(
                planning.count_known,
                project,
                self._ids,
                self._kind,
                self.settings,
                then=self._counted,
                failed=self._refused,
                database=True,
                owner=self,
            )

    def _counted(self, known: int) -> None:
        left = len(self._ids) - known
        words = f"{left:,} to measure; {known:,} have such a result." if known else f"{left:,} to measure."
        self._tell(words if left else "All of them have such a result.", left)

    def _tell(self, sentence: str, count: int) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        self.start_button.setEnabled(count > 0)
        self.problem.setVisible(bool(self.problem.text()))
        self.adjustSize()

    def _refused(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self._tell("", 0)

    def _started(self, folder: Path) -> None:
        self.run_started.emit(folder)
        self.accept()


def _in_words(settings: Settings) -> str:
    said = [f"{name.removesuffix('_px').replace('_', ' ')} {value}" for name, value in settings.to_json().items()]
    return f"Inspect has: {', '.join(said)}."
