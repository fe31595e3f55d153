"""The server behind the `openai` teacher: where it is, which model, whose key, and how much it may cost."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from maemi_gui.context import Context
from maemi_gui.review.asking_form import AskingForm
from maemi_gui.review.generate_plan import KEY_VARIABLE
from maemi_gui.widgets.servers import Server, load_servers, read_key

KEYRING, ENVIRONMENT, SESSION = "keyring", "environment", "session"


class TeacherForm(QWidget):
    """Starts with the first server of the settings."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._servers = load_servers(context.settings)
        self.server = QComboBox()
        self.server.setAccessibleName("Server")
        for server in self._servers:
            self.server.addItem(server.name)
        self.server.addItem("Another address")
        self.base_url = _line("Address of the server", "https://host/v1")
        self.model = _line("Model that writes the pairs", "name of the model on that server")
        self.key_source = QComboBox()
        self.key_source.setAccessibleName("Where the key comes from")
        self.key_source.addItem("System keyring", KEYRING)
        self.key_source.addItem(f"Environment ({KEY_VARIABLE})", ENVIRONMENT)
        self.key_source.addItem("Typed in, for this run only", SESSION)
        self.key = _line("Key", "never written to disk")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.budget = QDoubleSpinBox()
        self.budget.setAccessibleName("Budget in US dollars")
        self.budget.setRange(0, 100_000)
        self.budget.setSpecialValueText("no cap")
        self.budget.setToolTip("The project never spends more than this altogether")
        self.budget.setValue(1.0)
        self.budget.setPrefix("$ ")
        self.concurrency = _whole("Requests at a time", 1, 64, 4)
        self.image_side = _whole("Longer side of the picture that is sent", 256, 4096, 1024)
        self.image_side.setSuffix(" px")
        self.image_side.setSingleStep(256)
        self.asking = AskingForm(context)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field in (
            ("Server", self.server),
            ("Address", self.base_url),
            ("Model", self.model),
            ("Key", self.key_source),
            ("", self.key),
            ("Budget", self.budget),
            ("At a time", self.concurrency),
            ("Picture", self.image_side),
        ):
            form.addRow(text, field)
        form.addRow("Write", self.asking)
        self.asking.changed.connect(self.changed)
        self.server.currentIndexChanged.connect(self._server_changed)
        self.key_source.currentIndexChanged.connect(self._key_source_changed)
        for field in (self.base_url, self.model):
            field.editingFinished.connect(self.changed)
        for number in (self.budget, self.concurrency, self.image_side):
            number.valueChanged.connect(self.changed)
        self._server_changed()
        self._key_source_changed()

    def as_server(self) -> Server:
        """What is set, as a server."""
        at = self.server.currentIndex()
        name = self._servers[at].name if at < len(self._servers) else ""
        return Server(name, self.base_url.text().strip().rstrip("/"), self.model.text().strip())

    def key_reader(self) -> Callable[[], str | None]:
        """A function that fetches the key from where it is said to be; for a worker, since a keyring may ask back."""
        source, typed, url = self.key_source.currentData(), self.key.text(), self.as_server().base_url

        def read() -> str | None:
            if source == KEYRING:
                return read_key(url)
            return typed if source == SESSION else os.environ.get(KEY_VARIABLE)

        return read

    def _server_changed(self) -> None:
        at = self.server.currentIndex()
        known = at < len(self._servers)
        server = self._servers[at] if known else Server("", "", "")
        self.base_url.setText(server.base_url)
        self.base_url.setReadOnly(known)
        self.model.setText(server.model)
        self.key_source.setCurrentIndex(0 if known else 1)
        self.changed.emit()

    def _key_source_changed(self) -> None:
        self.key.setVisible(self.key_source.currentData() == SESSION)


def _line(name: str, placeholder: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(placeholder)
    return field


def _whole(name: str, least: int, most: int, value: int) -> QSpinBox:
    field = QSpinBox()
    field.setAccessibleName(name)
    field.setRange(least, most)
    field.setValue(value)
    field.setKeyboardTracking(False)
    return field
