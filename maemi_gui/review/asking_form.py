"""How a language model is asked: tasks, and what a request is made of; the words of it on a command line."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from maemi.generate.prompts.library import Prompt, list_prompts
from maemi_gui.context import Context
from maemi_gui.widgets.disclosure import Disclosure
from maemi_gui.widgets.words import label

DEFAULT = "questions"


class AskingForm(QWidget):
    """Starts as the command does without arguments."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.tasks: dict[str, QCheckBox] = {}
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(2)
        self.prompts_button = QPushButton("P&rompts…")
        self.prompts_button.setAutoDefault(False)
        self.prompts_button.setToolTip("Look at what the model is told, and edit it")
        self.prompts_button.clicked.connect(lambda _on: context.prompts_wanted.emit())
        self.more = Disclosure("How it is asked")
        self.system = QComboBox()
        self.system.addItem("System prompt", "system")
        self.temperature = QDoubleSpinBox()
        self.temperature.setRange(0, 2)
        self.temperature.setSingleStep(0.1)
        self.temperature.setValue(0.2)
        self.detail = QComboBox()
        for words, value in (("As the server likes", "auto"), ("Low", "low"), ("High", "high")):
            self.detail.addItem(words, value)
        self.max_tokens = _whole(0, 100_000, 0, "by the questions")
        self.max_tokens.setSingleStep(500)
        self.examples = _whole(0, 20, 0, "none")
        self.example_pictures = _check("with small pictures", True)
        self.metadata = _check("of the file", True)
        self.measured = _check("measured", True)
        self.give_class = _check("Tell it the class (questions never do)", True)
        self.reasoning = _check("Ask for its thoughts, kept apart from the answers", True)
        self.details = QWidget()
        self.details.hide()
        self._lay_out()
        self.more.toggled.connect(self.details.setVisible)
        for field in (self.temperature, self.max_tokens, self.examples):
            field.setKeyboardTracking(False)
            field.valueChanged.connect(self._changed)
        for choice in (self.system, self.detail):
            choice.currentIndexChanged.connect(self._changed)
        for box in (self.example_pictures, self.metadata, self.measured, self.give_class, self.reasoning):
            box.toggled.connect(self._changed)
        context.prompts_changed.connect(self.load)
        self._fill([])
        self.load()

    def argv(self) -> tuple[str, ...]:
        """What differs from the command's own choice."""
        words: list[str] = []
        for name, box in self.tasks.items():
            words += ["--task", name] if box.isChecked() else []
        facts = [word for word, box in (("metadata", self.metadata), ("measured", self.measured)) if box.isChecked()]
        for is_set, said in (
            (self.system.currentData() != "system", ["--system", str(self.system.currentData())]),
            (self.temperature.value() != 0.2, ["--temperature", f"{self.temperature.value():g}"]),
            (self.detail.currentData() != "auto", ["--detail", str(self.detail.currentData())]),
            (self.max_tokens.value() > 0, ["--max-tokens", str(self.max_tokens.value())]),
            (self.examples.value() > 0, ["--examples", str(self.examples.value())]),
            (not self.example_pictures.isChecked(), ["--no-example-pictures"]),
            (len(facts) < 2, ["--facts", ",".join(facts) or "none"]),
            (not self.give_class.isChecked(), ["--no-give-class"]),
            (not self.reasoning.isChecked(), ["--no-reasoning"]),
        ):
            words += said if is_set else []
        return tuple(words)

    def load(self) -> None:
        """The tasks and system prompts of the project, copies of the lab's included."""
        project = self._context.project
        if project is not None:
            self._context.background.run(list_prompts, project, then=self._fill, database=True, owner=self)

    def _fill(self, prompts: list[Prompt]) -> None:
        on = {name for name, box in self.tasks.items() if box.isChecked()} or {DEFAULT}
        tasks = [one for one in prompts if not one.origin.is_system]
        for box in self.tasks.values():
            self._grid.removeWidget(box)
            box.deleteLater()
        self.tasks = {}
        for place, (name, title, about) in enumerate(
            [(one.name, one.name if one.is_own else one.origin.title, one.origin.about) for one in tasks]
            or [(DEFAULT, "Questions", "")]
        ):
            box = _check(title, name in on)
            box.setToolTip(about)
            box.toggled.connect(self._changed)
            self.tasks[name] = box
            self._grid.addWidget(box, place // 2, place % 2)
        system = self.system.currentData()
        self.system.blockSignals(True)
        self.system.clear()
        for one in prompts:
            if one.origin.is_system:
                self.system.addItem(one.name if one.is_own else one.origin.title, one.name)
        if not self.system.count():
            self.system.addItem("System prompt", "system")
        self.system.setCurrentIndex(max(0, self.system.findData(system)))
        self.system.blockSignals(False)
        self.changed.emit()

    def _changed(self) -> None:
        if not any(box.isChecked() for box in self.tasks.values()):
            self.tasks[DEFAULT].setChecked(True)  # which comes here once more
            return
        self.example_pictures.setEnabled(self.examples.value() > 0)
        self.changed.emit()

    def _lay_out(self) -> None:
        form = QFormLayout(self.details)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(4)
        named = (
            (self.system, "System prompt"),
            (self.temperature, "Temperature"),
            (self.detail, "How closely it looks at a picture"),
            (self.max_tokens, "Most tokens of a reply"),
            (self.examples, "Approved examples that go before"),
        )
        for field, name in named:
            field.setAccessibleName(name)
        for text, fields in (
            ("System prompt", (self.system,)),
            ("Temperature", (self.temperature, label("Detail"), self.detail)),
            ("Reply, at most", (self.max_tokens,)),
            ("Examples", (self.examples, self.example_pictures)),
            ("Facts", (self.metadata, self.measured)),
            ("", (self.give_class,)),
            ("", (self.reasoning,)),
        ):
            row = QHBoxLayout()
            for field in fields:
                row.addWidget(field)
            form.addRow(text, row)
        self.max_tokens.setSuffix(" tokens")
        self.example_pictures.setEnabled(False)
        head = QHBoxLayout()
        head.addWidget(self.more)
        head.addStretch(1)
        head.addWidget(self.prompts_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._grid)
        rows.addLayout(head)
        rows.addWidget(self.details)


def _check(text: str, on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setAccessibleName(text)
    box.setChecked(on)
    return box


def _whole(least: int, most: int, value: int, special: str) -> QSpinBox:
    field = QSpinBox()
    field.setRange(least, most)
    field.setValue(value)
    field.setSpecialValueText(special)
    return field
