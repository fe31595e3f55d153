"""Generate pairs: which teacher, about which micrographs, at what cost, and what leaves the machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.review import generate_plan
from maemi_gui.review.generate_plan import Forecast, Plan
from maemi_gui.review.money_lines import MoneyLines
from maemi_gui.review.sending_sheet import SendingSheet, is_asked
from maemi_gui.review.teacher_form import TeacherForm
from maemi_gui.widgets.servers import is_local_only
from maemi_gui.widgets.words import label, line

_SETTLES_MS = 400
_FRAME = 60
"""What the screen must keep for the frame of the window."""
_LEAST = 120
_ALL = Qt.AlignmentFlag(0)


class GenerateDialog(QDialog):
    """Start is possible once a dry run has said what would be done."""

    run_started = Signal(object)
    """The folder (Path) of the run."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, micrograph_ids: Sequence[int] | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._ids = tuple(micrograph_ids or ())
        self._task: Task | None = None
        self.forecast: Forecast | None = None
        self.setWindowTitle("Generate pairs")
        self.setMinimumWidth(560)
        self.measured = QRadioButton("&Measured: from image analysis and the file, on this machine, free")
        self.openai = QRadioButton("A &language model on an OpenAI-compatible server")
        self.measured.setChecked(True)
        self.limit = QSpinBox()
        self.limit.setAccessibleName("Most micrographs to ask about")
        self.limit.setRange(0, 1_000_000)
        self.limit.setSpecialValueText("all")
        self.limit.setKeyboardTracking(False)
        self.teacher = TeacherForm(context)
        self._below = QScrollArea()
        self._below.setFrameShape(QFrame.Shape.NoFrame)
        self._below.setWidgetResizable(True)
        self._below.setProperty("kind", "plain")
        self._below.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._below.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._below.setWidget(self.teacher)
        self.teacher.installEventFilter(self)
        self.leaves = label("", wrap=True)
        self.show_button = QPushButton("Show what will be &sent…")
        self.show_button.setAutoDefault(False)
        self.show_button.clicked.connect(self._look)
        self.sheet: SendingSheet | None = None
        self.cost = label("", "heading", wrap=True)
        self.money = MoneyLines(context)
        self.money.hide()
        self.problem = label("", "bad", wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start_button = self.buttons.addButton("Generate", QDialogButtonBox.ButtonRole.AcceptRole)
        self.start_button.setDefault(True)
        self.start_button.setProperty("kind", "primary")
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLES_MS)
        self._later.timeout.connect(self._ask)
        self.measured.toggled.connect(self._changed)
        self.limit.valueChanged.connect(self._changed)
        self.teacher.changed.connect(self._changed)
        self.money.fitted.connect(self._fit)
        context.money_changed.connect(self._foresee_again)
        self.buttons.accepted.connect(self.start)
        self.buttons.rejected.connect(self.reject)
        self._changed()

    def plan(self) -> Plan:
        """What is set."""
        project = self._context.project
        address = project.address if project is not None else ""
        server = self.teacher.as_server()
        if self.measured.isChecked():
            return Plan(address, limit=self.limit.value(), micrograph_ids=self._ids)
        return Plan(
            address,
            teacher="openai",
            limit=self.limit.value(),
            micrograph_ids=self._ids,
            model=server.model,
            base_url=server.base_url,
            budget_usd=self.teacher.budget.value(),
            concurrency=self.teacher.concurrency.value(),
            image_side=self.teacher.image_side.value(),
            asking=self.teacher.asking.argv(),
            local_only=is_local_only(self._context.settings),
        )

    def start(self) -> None:
        """Start the run, then close."""
        runs_dir = self._context.runs_dir
        if runs_dir is None or not self.start_button.isEnabled():
            return
        self.start_button.setEnabled(False)
        plan, project, server = self.plan(), self._context.project, self.teacher.as_server()
        if plan.teacher != "openai" or server.on_this_machine or project is None:
            self._run(plan)
            return
        then = partial(self._know_agreement, plan, server.host)
        self._context.background.run(
            is_asked, project, server.host, then=then, failed=self._refused, database=True, owner=self
        )

    def _know_agreement(self, plan: Plan, host: str, asked: bool) -> None:
        if asked:
            self._show_sheet(plan, host)
        else:
            self._run(plan)

    def _show_sheet(self, plan: Plan, host: str) -> None:
        """What would leave; the run starts where this person agrees."""
        sheet = SendingSheet(self._context, plan, host, self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.accepted.connect(lambda: self._run(sheet.plan))
        sheet.rejected.connect(lambda: self.start_button.setEnabled(True))
        sheet.open()
        self.sheet = sheet

    def _run(self, plan: Plan) -> None:
        runs_dir, read_key, who = self._context.runs_dir, self.teacher.key_reader(), self._context.curator
        if runs_dir is None:
            return

        def work() -> Path:
            return generate_plan.start(plan, runs_dir, read_key() if plan.teacher == "openai" else None, who)

        self._context.background.run(work, then=self._started, failed=self._refused, owner=self)

    def _look(self) -> None:
        """The sheet, also where it is not asked any more: to look, or to keep info bars this time."""
        self._show_sheet(self.plan(), self.teacher.as_server().host)

    def _lay_out(self) -> None:
        many = f"the {len(self._ids)} chosen ones" if self._ids else "all of the project"
        form = QFormLayout()
        form.addRow("Most micrographs", self.limit)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(label(f"A teacher writes questions and answers about micrographs: {many}.", wrap=True))
        for widget in (self.measured, self.openai, self._below):
            layout.addWidget(widget)
        layout.addLayout(form)
        layout.addWidget(line())
        for widget in (self.leaves, self.show_button, self.cost, self.problem, self.money):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if widget is self.show_button else _ALL)
        layout.addWidget(self.buttons)

    def _changed(self) -> None:
        remote = self.openai.isChecked()
        self._below.setVisible(remote)
        self.money.setVisible(remote)
        self.forecast = None
        if self._task is not None:
            self._task.cancel()  # what it foresees is not what is set now
        self.start_button.setEnabled(False)
        self.problem.clear()
        self.leaves.setText(self._what_leaves())
        server = self.teacher.as_server()
        self.show_button.setVisible(remote and bool(server.host) and not server.on_this_machine)
        self.show_button.setEnabled(False)
        if remote:
            self.money.look(server.model, server.base_url)
        if remote and not (server.base_url and server.model):
            self._later.stop()
            self.cost.setText("Name the server's address and the model that shall write the pairs.")
        else:
            self.cost.setText("Working out what is to do…")
            self._later.start()
        self._fit()

    def _foresee_again(self) -> None:
        if self.isVisible():  # a dialog that was closed may still be there
            self._changed()

    def _what_leaves(self) -> str:
        server = self.teacher.as_server()
        if self.measured.isChecked():
            return "Nothing leaves this machine."
        if not server.base_url:
            return ""
        if server.on_this_machine:
            return f"Pictures and questions go to {server.host} on this machine; nothing leaves it."
        return (
            f"What leaves this machine: each micrograph as a PNG of at most {self.teacher.image_side.value()} px, "
            f"with its facts and the questions, goes to {server.host}."
        )

    def _ask(self) -> None:
        plan, server = self.plan(), self.teacher.as_server()
        if plan.teacher == "openai" and not server.on_this_machine and is_local_only(self._context.settings):
            self._refused("“Local only” is on: turn it off in Settings, or let the measured teacher write the pairs.")
            return
        self._task = self._context.background.run(
            generate_plan.forecast, plan, then=self._foreseen, failed=self._refused, owner=self
        )

    def _foreseen(self, forecast: Forecast) -> None:
        self.forecast = forecast
        words = [f"{_many(forecast.requests, 'request')} about {_many(forecast.micrographs, 'micrograph')}"]
        if self.openai.isChecked():
            words.append(f"up to {forecast.tokens:,} tokens")
            words.append(f"at most $ {forecast.cost_usd:.2f}" if forecast.cost_usd is not None else "price not known")
            if self.teacher.budget.value():
                words.append(f"never beyond $ {self.teacher.budget.value():.2f} in this project")
        else:
            words.append("no cost")
        self.cost.setText(", ".join(words) + ".")
        self.start_button.setEnabled(forecast.requests > 0)
        self.show_button.setEnabled(forecast.requests > 0)
        if not forecast.requests:
            self.problem.setText("Everything was asked before; add micrographs, or choose another teacher or model.")
        self._fit()

    def _refused(self, sentence: str) -> None:
        self.cost.clear()
        self.problem.setText(sentence)
        self.start_button.setEnabled(False)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The form unfolded, or the project's tasks came: the dialog follows."""
        if watched is self.teacher and event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """A line without words takes no room, and the dialog follows."""
        for words in (self.leaves, self.cost, self.problem):
            words.setVisible(bool(words.text()))
        self.money.quieten(bool(self.problem.text()))
        layout = self.layout()
        if layout is None:
            return
        # The teacher's form takes what it needs; where the screen has less, it is the form that scrolls.
        needed = self.teacher.sizeHint().height()
        self._below.setFixedHeight(needed)
        layout.activate()
        height, most = layout.totalHeightForWidth(self.width()), self.screen().availableGeometry().height() - _FRAME
        if height > most and self._below.isVisibleTo(self):
            self._below.setFixedHeight(max(_LEAST, needed - (height - most)))
            layout.activate()
            height = layout.totalHeightForWidth(self.width())
        self.resize(self.width(), height)

    def _started(self, folder: Path) -> None:
        self.run_started.emit(folder)
        self.accept()


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
