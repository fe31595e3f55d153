"""What the fine-tune will train on, and the memory and time that it will take, before it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QVBoxLayout, QWidget

from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.widgets.amounts import bytes_in_words, time_in_words
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.train.estimate import Estimate
    from maemi.train.preview import Preview
    from maemi.train.spec import TrainSpec

_SETTLES_MS = 250


def preview_of(project: Project, spec: TrainSpec) -> Preview:
    """In the database worker."""
    from maemi.train.preview import preview

    return preview(project, spec)


def estimate_of(spec: TrainSpec, pairs: Preview) -> Estimate:
    """In a worker: reads the base's files."""
    from maemi.train.estimate import estimate

    return estimate(spec, pairs)


class Expectations(QFrame):
    """Counts and figures; `problem` is the sentence that says why this cannot start, empty where it can."""

    known = Signal()
    """Preview and estimate are those of the last spec that was asked for."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("kind", "card")
        self.problem = "Nothing is known yet."
        self._spec: TrainSpec | None = None
        self._tasks: list[Task] = []
        self.lines = {name: label("–", wrap=True) for name in ("Trains on", "Held out", "Tasks", "Memory", "Time")}
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        for name, line in self.lines.items():
            line.setAccessibleName(name)
            form.addRow(label(name, "muted"), line)
        self.warning = label("", "warn", wrap=True)
        self.warning.hide()
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.warning)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLES_MS)
        self._later.timeout.connect(self._ask)

    def expect(self, spec: TrainSpec) -> None:
        """Work out what a spec means, once the person's hand is still."""
        self._spec = spec
        self._later.start()

    def refuse(self, sentence: str) -> None:
        """The settings themselves cannot be."""
        self._spec = None
        self._later.stop()
        self._fail(sentence)

    def _ask(self) -> None:
        project, spec = self._context.project, self._spec
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        if project is None or spec is None:
            self._fail("Open a project to fine-tune on its pairs.")
            return
        self._tasks.append(
            self._context.background.run(
                preview_of,
                project,
                spec,
                then=lambda pairs: self._previewed(spec, pairs),
                failed=self._fail,
                database=True,
                owner=self,
            )
        )

    def _previewed(self, spec: TrainSpec, pairs: Preview) -> None:
        self._say("Trains on", f"{_many(pairs.train_pairs, 'pair')} of {_many(pairs.train_micrographs, 'micrograph')}")
        self._say(
            "Held out", f"{_many(pairs.held_out_pairs, 'pair')} of {_many(pairs.held_out_micrographs, 'micrograph')}"
        )
        self._say("Tasks", ", ".join(f"{task} {count}" for task, count in pairs.tasks.items()) or "–")
        words: list[str] = []
        if pairs.synthetic_pairs:
            words.append(f"{_many(pairs.synthetic_pairs, 'pair')} of them about synthetic phantoms.")
        if pairs.missing_files:
            words.append(f"{_many(len(pairs.missing_files), 'file')} not found; what is about them is left out.")
        self.problem = pairs.problem or ""
        self._warn(self.problem or " ".join(words))
        self._tasks.append(
            self._context.background.run(
                estimate_of, spec, pairs, then=self._estimated, failed=self._not_estimated, owner=self
            )
        )

    def _estimated(self, estimate: Estimate) -> None:
        self._say("Memory", f"about {bytes_in_words(estimate.memory_bytes)}")
        source = "as measured here" if estimate.measured else "a first guess for this machine"
        self._say("Time", f"about {time_in_words(estimate.seconds)} for {estimate.steps:,} steps, {source}")
        self.known.emit()

    def _fail(self, sentence: str) -> None:
        for name in self.lines:
            self._say(name, "–")
        self.problem = sentence
        self._warn(sentence)
        self.known.emit()

    def _not_estimated(self, sentence: str) -> None:
        for name in ("Memory", "Time"):
            self._say(name, "–")
        # Too few pairs is what the person can mend first.
        self.problem = self.problem or sentence
        self._warn(self.problem)
        self.known.emit()

    def _warn(self, sentence: str) -> None:
        self.warning.setText(sentence)
        self.warning.setVisible(bool(sentence))

    def _say(self, name: str, words: str) -> None:
        line: QLabel = self.lines[name]
        line.setText(words)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
