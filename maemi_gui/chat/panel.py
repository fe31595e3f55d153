"""Chat: questions about the selected micrograph to a local model or a server."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from maemi_gui import actions, theme
from maemi_gui.chat import commands as commands  # registers the actions
from maemi_gui.chat import verbs
from maemi_gui.chat.choices import find_choices
from maemi_gui.chat.facts_line import FactsLine
from maemi_gui.chat.message_view import MessageView
from maemi_gui.chat.model_bar import ModelBar
from maemi_gui.chat.prompt import suggested_questions
from maemi_gui.chat.session import ChatSession
from maemi_gui.chat.transcript import Transcript
from maemi_gui.context import Context
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.growing_text import GrowingText
from maemi_gui.widgets.notice import Notice
from maemi_gui.widgets.servers import load_servers

if TYPE_CHECKING:
    from maemi.project.rows import ConversationRow, MessageRow, MicrographRow


class ChatPanel(QWidget):
    """Enter sends, Shift+Enter begins a new line, Esc stops."""

    pair_added = Signal(int)
    """An answer became a pending pair of this id."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.session = ChatSession(context, self)
        self._told_hosts: set[str] = set()
        self._answer: MessageView | None = None
        self._questions: list[str] = []
        self._stale = True
        # Who walks through the gallery with the arrow keys wants no micrograph on the way measured.
        self._look_closer = QTimer(self)
        self._look_closer.setSingleShot(True)
        self._look_closer.setInterval(400)
        self._look_closer.timeout.connect(self.session.learn_facts)
        self._lay_out()
        self._connect()
        self.set_micrograph(None)

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Another micrograph is selected in the window."""
        known = self.session.micrograph
        if row is not None and known is not None and row.id == known.id:
            if (row.pixel_size, row.class_name) != (known.pixel_size, known.class_name):
                # What is measured, and in which unit, depends on both.
                self.session.facts.forget()
                self._stale = True
            self.session.micrograph = row
            if self.isVisible():
                self._catch_up()
            return
        self.notice.clear()
        self.session.set_micrograph(row)
        self.facts.text.setText("Being measured…")
        self._pages.setCurrentIndex(1 if row is not None else 0)
        self._stale = True
        if self.isVisible():
            self._catch_up()

    def refresh(self) -> None:
        """Fine-tunes or servers changed: read the models again."""
        self._context.background.run(
            find_choices,
            self._context.runs_dir,
            load_servers(self._context.settings),
            then=self.models.set_choices,
            failed=lambda sentence: self.notice.tell(sentence, "error"),
            owner=self,
        )

    def send(self, question: str = "") -> None:
        """Ask what is written, or `question`."""
        text = (question or self.input.toPlainText()).strip()
        choice = self.models.choice
        if not text or choice is None or self.session.busy:
            return
        server = choice.server
        forbidden = self.session.forbidden(choice)
        if not forbidden and server is not None and not server.on_this_machine and server.host not in self._told_hosts:
            self._ask_first(server.host, text)
            return
        self.notice.clear()
        self.session.send(text, choice, self.models.rank)

    def ask_about(self, words: str, box: tuple[float, float, float, float]) -> None:
        """Begin a question about a region of the micrograph: the words say which, `box` where (Shape.box)."""
        self.session.point_at(words.partition(" (")[0], box)
        written = self.input.toPlainText().strip()
        self.input.setPlainText(f"{written} {words}: ".lstrip() if written else f"About {words}: ")
        self.input.moveCursor(QTextCursor.MoveOperation.End)
        self.input.setFocus()

    def stop(self) -> None:
        """Stop the answer that is being written."""
        self.session.stop()

    def new_conversation(self) -> None:
        """Begin again."""
        self.notice.clear()
        self.session.begin()
        self.input.setFocus()

    def close_session(self) -> None:
        """The window closes: the local model's process ends."""
        self.session.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._catch_up()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The settings were closed, perhaps with another server in them.
        if event.type() == QEvent.Type.ActivationChange and self.isVisible() and self.isActiveWindow():
            self.refresh()

    def _lay_out(self) -> None:
        self.models = ModelBar()
        self.history = QComboBox()
        self.history.setAccessibleName("Conversations about this micrograph")
        self.history.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.history.setMinimumContentsLength(10)
        self.new_button = QToolButton()
        self.new_button.setDefaultAction(actions.make("chat.new", self, self.new_conversation))
        self.new_button.setText("New")
        self.new_button.setAccessibleName("New conversation")
        theme.tint(self.new_button, "add")
        self.new_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.facts = FactsLine()
        self.notice = Notice()
        self.transcript = Transcript()
        self.status = QLabel()
        self.status.setProperty("kind", "muted")
        self.status.setAccessibleName("What the chat waits for")
        self.status.hide()
        self.input = GrowingText(least=2, most=6, enter_submits=True)
        self.input.setPlaceholderText("Ask about this micrograph…")
        self.input.setAccessibleName("Your question")
        self.send_button = QPushButton("Send")
        self.send_button.setProperty("kind", "primary")
        self.send_button.setToolTip("Send (Enter); Shift+Enter begins a new line")
        self.stop_button = QPushButton("Stop")
        self.stop_button.setAccessibleName("Stop answering")
        self.stop_button.setToolTip("Stop the answer (Esc); what came is kept")
        self.stop_button.hide()
        second = QHBoxLayout()
        second.addWidget(self.history, 1)
        second.addWidget(self.new_button)
        write = QHBoxLayout()
        write.addWidget(self.input, 1)
        write.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignBottom)
        write.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignBottom)
        talk = QWidget()
        layout = QVBoxLayout(talk)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.models)
        layout.addLayout(second)
        layout.addWidget(self.facts)
        layout.addWidget(self.transcript, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.status)
        layout.addLayout(write)
        empty = EmptyState(
            "chat",
            "Select a micrograph",
            "Choose one in the gallery, then ask what it shows, how large things are, and more.",
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(talk)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _connect(self) -> None:
        session = self.session
        session.loaded.connect(self._loaded)
        session.asked.connect(self._asked)
        session.began.connect(self._began)
        session.grew.connect(lambda text: self._answer and self._answer.set_text(text))
        session.ended.connect(self._ended)
        session.status.connect(self._waits_for)
        session.busy_changed.connect(self._show_busy)
        session.failed.connect(lambda sentence: self.notice.tell(sentence, "error"))
        session.conversations_changed.connect(self._list_conversations)
        session.facts_known.connect(self.facts.tell)
        self.input.submitted.connect(self.send)
        self.input.textChanged.connect(self._writing)
        self.input.cancelled.connect(self.stop)
        self.send_button.clicked.connect(lambda _checked=False: self.send())
        self.stop_button.clicked.connect(self.stop)
        self.transcript.suggested.connect(self.send)
        self.transcript.keep.connect(self._keep)
        self.history.activated.connect(self._conversation_chosen)
        self.addAction(self.new_button.defaultAction())
        self.addAction(actions.make("chat.stop", self, self.stop))
        self.addAction(actions.make("chat.keep", self, self._keep_last))
        self._context.project_changed.connect(self._project_changed)
        self._context.corrections_changed.connect(self._measured_anew)

    def _measured_anew(self, _micrograph_id: int) -> None:
        self.session.facts.forget()
        self._stale = True
        if self.isVisible():
            self._catch_up()

    def _project_changed(self) -> None:
        self.set_micrograph(None)
        self._told_hosts.clear()  # agreed to for another project
        self.session.facts.forget()
        if self.isVisible():
            self.refresh()

    def _catch_up(self) -> None:
        # Only a panel that is looked at measures, and reads conversations.
        if self._stale and self.session.micrograph is not None:
            self._stale = False
            self._look_closer.start()
            self._list_conversations()
            if not self._questions:
                self._context.background.run(suggested_questions, then=self._questions_came, owner=self)

    def _questions_came(self, questions: list[str]) -> None:
        self._questions = questions
        if not self.transcript.messages:
            self._loaded([])

    def _writing(self) -> None:
        choice = self.models.choice
        if choice is not None and choice.server is None and not self.session.busy and self.input.toPlainText():
            self.session.warm()

    def _ask_first(self, host: str, text: str) -> None:
        project = self._context.project
        if project is not None:
            then = partial(self._know_agreement, host, text)
            failed = partial(self.notice.tell, tone_name="error")
            self._context.background.run(
                verbs.agreed_for_good, project, host, then=then, failed=failed, database=True, owner=self
            )

    def _know_agreement(self, host: str, text: str, agreed: bool) -> None:
        if agreed:
            self._told_hosts.add(host)
            self.send(text)
            return
        self.notice.tell(
            f"This micrograph (as PNG, without its info bar), its facts and your question will be sent to {host}.",
            "warning",
            "Send it",
            partial(self._agreed, host, text),
        )

    def _agreed(self, host: str, text: str) -> None:
        project = self._context.project
        if project is None:
            return
        self._told_hosts.add(host)
        self._context.background.run(verbs.agree, project, host, self._context.curator, database=True)
        self.send(text)

    def _loaded(self, rows: Sequence[MessageRow]) -> None:
        self._answer = None
        self.transcript.clear()
        for row in rows:
            message = self.transcript.add(row.role, "You" if row.role == "user" else row.model, row.text)
            message.finish(row.text)
            self._check(message)
        if not rows:
            self.transcript.suggest(self._questions)
        self._select_conversation()

    def _asked(self, question: str) -> None:
        if self.input.toPlainText().strip() == question:
            self.input.clear()
        self.transcript.add("user", "You", question)

    def _began(self, who: str) -> None:
        self._answer = self.transcript.add("assistant", who)

    def _ended(self, text: str) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            answer.finish(text)
            self._check(answer)

    def _check(self, message: MessageView) -> None:
        """Hold an answer's numbers against the file and the measurement, and say below it where they differ."""
        project, row = self._context.project, self.session.micrograph
        text = message.body.text()
        if message.role != "assistant" or project is None or row is None or not text:
            return
        question = self.transcript.question_before(message)
        self._context.background.run(
            verbs.check, project, row.id, question, text, then=message.tell, database=True, owner=message
        )

    def _waits_for(self, words: str) -> None:
        self.status.setText(words)
        self.status.setVisible(bool(words))

    def _show_busy(self, busy: bool) -> None:
        self.send_button.setVisible(not busy)
        self.stop_button.setVisible(busy)

    def _list_conversations(self) -> None:
        project, row = self._context.project, self.session.micrograph
        if project is not None and row is not None:
            self._context.background.run(
                verbs.conversations, project, row.id, then=self._conversations_came, database=True, owner=self
            )

    def _conversations_came(self, rows: Sequence[ConversationRow]) -> None:
        self.history.clear()
        self.history.addItem("New conversation", None)
        for row in rows:
            day = row.started_at.astimezone().strftime("%d %b")
            self.history.addItem(f"{day} · {row.title or 'Nothing said'}", row.id)
        self._select_conversation()

    def _select_conversation(self) -> None:
        at = self.history.findData(self.session.conversation_id)
        self.history.setCurrentIndex(max(0, at))

    def _conversation_chosen(self, at: int) -> None:
        conversation = self.history.itemData(at)
        self.notice.clear()
        if conversation is None:
            self.session.begin()
        elif conversation != self.session.conversation_id:
            self.session.open(conversation)

    def _keep_last(self) -> None:
        answers = [message for message in self.transcript.messages if message.role == "assistant"]
        if answers and answers[-1] is not self._answer and answers[-1].keep_button.isEnabled():
            self._keep(answers[-1])

    def _keep(self, message: MessageView) -> None:
        project, row = self._context.project, self.session.micrograph
        question = self.transcript.question_before(message)
        if project is None or row is None or not question:
            return
        message.keep_button.setEnabled(False)
        self._context.background.run(
            verbs.keep,
            project,
            row.id,
            question,
            message.body.text(),
            message.heading.whole_text(),
            then=partial(self._kept, message),
            failed=partial(self._not_kept, message),
            database=True,
            owner=message,
        )

    def _kept(self, message: MessageView, pair_id: int) -> None:
        message.kept()
        self.pair_added.emit(pair_id)

    def _not_kept(self, message: MessageView, sentence: str) -> None:
        message.keep_button.setEnabled(True)
        self.notice.tell(sentence, "error")
