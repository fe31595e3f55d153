"""OpenAI-compatible servers for chat and teacher. Addresses go into the settings, keys into the system keyring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from maemi.errors import InputError
from maemi.generate.openai.checking_key import check_key
from maemi_gui.context import Context
from maemi_gui.widgets.notice import Notice
from maemi_gui.widgets.servers import Server, checked, load_servers, read_key, save_servers, write_key
from maemi_gui.widgets.session_keys import forget, key_of, remember
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.project import Project


class ServersPage(QWidget):
    """A list of servers, and a form for the one that is chosen."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.servers = load_servers(context.settings)
        self.list = QListWidget()
        self.list.setAccessibleName("Servers")
        self.list.setFixedHeight(96)
        self.list.currentRowChanged.connect(self._show)
        self.name = _field("Name", "e.g. Lab server")
        self.base_url = _field("Address", "https://host/v1")
        self.model = _field("Model", "name of the model on that server")
        self.key = _field("Key", "kept in the system keyring")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.kept = QComboBox()
        self.kept.setAccessibleName("Where the key is kept")
        self.kept.addItem("Kept in the system keyring", False)
        self.kept.addItem("For this session only, never on disk", True)
        self.check_button = QPushButton("Chec&k key")
        self.check_button.setToolTip("Ask the server for its list of models; nothing but the key is sent")
        self.check_button.clicked.connect(self.check)
        self.forget_button = QPushButton("Remo&ve key")
        self.forget_button.setToolTip("Take the key out of the keyring and out of this session")
        self.forget_button.clicked.connect(self.forget_key)
        self.where = label("", "muted", wrap=True)
        self.base_url.textChanged.connect(self._say_where)
        add = QPushButton("&Add server")
        add.clicked.connect(self.add)
        self.remove_button = QPushButton("&Remove")
        self.remove_button.setAccessibleName("Remove the chosen server")
        self.remove_button.clicked.connect(self.remove)
        self.save_button = QPushButton("&Save server")
        self.save_button.setProperty("kind", "primary")
        self.save_button.clicked.connect(self.save)
        self.notice = Notice()
        top = QHBoxLayout()
        top.addWidget(add)
        top.addWidget(self.remove_button)
        top.addStretch(1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for text, field in (
            ("&Name", self.name),
            ("A&ddress", self.base_url),
            ("&Model", self.model),
            ("&Key", self.key),
        ):
            form.addRow(text, field)
        keys = QHBoxLayout()
        keys.addWidget(self.kept, 1)
        keys.addWidget(self.check_button)
        keys.addWidget(self.forget_button)
        form.addRow("", keys)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(self.list)
        layout.addLayout(top)
        layout.addLayout(form)
        layout.addWidget(self.where)
        layout.addWidget(self.save_button)
        layout.addStretch(1)
        self._fill(0)

    def add(self) -> None:
        """Begin another server; it exists once it is saved."""
        self.list.setCurrentRow(-1)
        self._show(-1)
        self.name.setFocus()

    def save(self) -> None:
        """Keep what the form says; a key that was typed goes into the keyring first."""
        try:
            server = checked(Server(self.name.text(), self.base_url.text(), self.model.text()))
        except InputError as error:
            self.notice.tell(str(error), "error")
            return
        row = self.list.currentRow()
        if any(other.name == server.name for at, other in enumerate(self.servers) if at != row):
            self.notice.tell(f"There is a server called “{server.name}” already; give this one another name.", "error")
            return
        key = self.key.text()
        if key and self.kept.currentData():
            remember(server.host, key)
            self._key_kept(server.name)
        elif key:
            forget(server.host)
            self._context.background.run(
                write_key,
                server.base_url,
                key,
                then=lambda _none: self._key_kept(server.name),
                failed=lambda sentence: self.notice.tell(sentence, "error"),
                owner=self,
            )
        if row >= 0:
            self.servers[row] = server
        else:
            self.servers.append(server)
            row = len(self.servers) - 1
        save_servers(self._context.settings, self.servers)
        self._fill(row)
        self.notice.tell(f"“{server.name}” is saved.", "good")
        self.changed.emit()

    def remove(self) -> None:
        """Forget the chosen server and its key."""
        row = self.list.currentRow()
        if row < 0:
            return
        gone = self.servers.pop(row)
        save_servers(self._context.settings, self.servers)
        if any(other.host == gone.host for other in self.servers):
            self._fill(max(0, row - 1))  # its key is also another's
            self.changed.emit()
            return
        self._context.background.run(
            write_key, gone.base_url, None, failed=lambda sentence: self.notice.tell(sentence, "warning"), owner=self
        )
        self._fill(max(0, row - 1))
        self.changed.emit()

    def check(self) -> None:
        """Ask the server whether it takes the key that is typed, or else the one that is kept."""
        try:
            server = checked(Server(self.name.text() or "-", self.base_url.text(), self.model.text()))
        except InputError as error:
            self.notice.tell(str(error), "error")
            return
        self.check_button.setEnabled(False)
        self.notice.tell(f"Asking {server.host}…")
        project, who = self._context.project, self._context.curator
        if project is None:
            self._ask_server(server, self.key.text())
            return
        self._context.background.run(
            note_check,
            project,
            server.host,
            who,
            then=lambda _none: self._ask_server(server, self.key.text()),
            failed=self._checked_badly,
            database=True,
            owner=self,
        )

    def forget_key(self) -> None:
        """Take the key of the chosen server's host out of the keyring and out of this session."""
        server = Server(self.name.text(), self.base_url.text().strip(), "")
        if not server.host:
            return
        forget(server.host)
        self.key.clear()
        self._context.background.run(
            write_key,
            server.base_url,
            None,
            then=lambda _none: self._key_gone(server.host),
            failed=lambda sentence: self.notice.tell(sentence, "warning"),
            owner=self,
        )

    def _ask_server(self, server: Server, typed: str) -> None:
        def work() -> str:
            return check_key(server.base_url, typed or read_key(server.base_url))

        self._context.background.run(work, then=self._checked_well, failed=self._checked_badly, owner=self)

    def _checked_well(self, sentence: str) -> None:
        self.check_button.setEnabled(True)
        self.notice.tell(sentence, "good")

    def _checked_badly(self, sentence: str) -> None:
        self.check_button.setEnabled(True)
        self.notice.tell(sentence, "error")

    def _key_gone(self, host: str) -> None:
        self.key.setPlaceholderText("no key is kept")
        self.notice.tell(f"No key of {host} is kept any more.", "good")

    def _fill(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([f"{server.name} — {server.model or 'no model yet'}" for server in self.servers])
        self.list.blockSignals(False)
        self.list.setCurrentRow(row if row < len(self.servers) else -1)
        self._show(self.list.currentRow())

    def _show(self, row: int) -> None:
        server = self.servers[row] if 0 <= row < len(self.servers) else Server("", "", "")
        self.name.setText(server.name)
        self.base_url.setText(server.base_url)
        self.model.setText(server.model)
        self.key.clear()
        self.key.setPlaceholderText("kept in the system keyring")
        self.remove_button.setEnabled(row >= 0)
        self.notice.clear()
        self._say_where()
        if server.name:
            self._context.background.run(
                read_key,
                server.base_url,
                then=lambda key: self._key_known(server.name, bool(key)),
                failed=lambda sentence: self.notice.tell(sentence, "warning"),
                owner=self,
            )

    def _key_known(self, name: str, there: bool) -> None:
        if self.name.text() == name and there:
            here = key_of(Server(name, self.base_url.text().strip(), "").host) is not None
            place = "kept for this session" if here else "in the system keyring"
            self.key.setPlaceholderText(f"a key is {place}; type to replace it")

    def _key_kept(self, name: str) -> None:
        if self.name.text() == name:
            self.key.clear()
            self._key_known(name, True)

    def _say_where(self) -> None:
        server = Server("", self.base_url.text().strip(), "")
        if not server.host:
            self.where.setText("Any server that speaks the OpenAI chat protocol: vLLM, Ollama, llama.cpp, a provider.")
        elif server.on_this_machine:
            self.where.setText("On this machine: nothing leaves it.")
        else:
            self.where.setText(f"Micrographs and questions that you send go to {server.host}.")


def _field(name: str, placeholder: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(f"{name} of the server")
    field.setPlaceholderText(placeholder)
    return field


def note_check(project: Project, host: str, who: str) -> None:
    """Enter the request that checks a key, before it goes; for the database worker."""
    from maemi.project.egress import KEY, record

    record(project, host, 0, None, KEY, who=who)
