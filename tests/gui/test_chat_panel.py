"""Chat against a real loopback server: streaming, Stop, errors, history on disk, pairs, what may leave the machine."""

from __future__ import annotations

import asyncio
import base64
import importlib.util
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from maemi.project import conversations, egress, pairs
from maemi.project.micrographs import get_micrograph
from maemi_gui.chat import prompt
from maemi_gui.chat.choices import ModelChoice
from maemi_gui.chat.panel import ChatPanel
from maemi_gui.context import Context
from maemi_gui.widgets import servers
from maemi_gui.widgets.servers import Server, save_servers, set_local_only

Settle = Callable[[], None]


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def chat_server() -> Iterator[Any]:
    server = _load("chat_server").ChatServer()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def loop(qapp: QApplication) -> Iterator[None]:
    """The loop that `maemi_gui.app` gives the window, around pytest-qt's own waiting."""
    from qasync import QEventLoop

    made = QEventLoop(qapp, already_running=True)
    yield
    for task in asyncio.all_tasks(made):
        task.cancel()
    for _ in range(20):
        qapp.processEvents()
    # What `run_forever` does at its end; here pytest-qt runs Qt's loop, and no call of ours returns from it.
    asyncio.events._set_running_loop(None)
    made._QEventLoop__is_running = False  # pyright: ignore[reportAttributeAccessIssue]
    made.close()


@pytest.fixture(autouse=True)
def no_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measuring has its own tests; a process for each chat would only be slow."""
    found = {"kind": "particles", "count": 7, "confidence": 1.0}
    monkeypatch.setattr(prompt, "measured", lambda _path, _kind, _size: found)


@pytest.fixture(autouse=True)
def keyring_of_the_test(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    keys: dict[str, str] = {}
    monkeypatch.setattr("maemi_gui.chat.session.read_key", keys.get)
    return keys


@pytest.fixture
def panel(
    qtbot: QtBot, tiny_project: Context, settle: Settle, chat_server: Any, keyring_of_the_test: dict[str, str]
) -> Iterator[ChatPanel]:
    keyring_of_the_test[chat_server.url] = "sk-lab"
    save_servers(tiny_project.settings, [Server("Lab", chat_server.url, "vision")])
    made = ChatPanel(tiny_project)
    made.resize(380, 700)
    qtbot.addWidget(made)
    made.show()
    assert tiny_project.project is not None
    made.set_micrograph(get_micrograph(tiny_project.project, 1))
    settle()
    assert made.models.choose("vision")
    yield made
    made.close_session()


def ask(qtbot: QtBot, panel: ChatPanel, question: str = "How large are they?") -> None:
    panel.input.setPlainText(question)
    qtbot.keyClick(panel.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.session.busy, timeout=2000)


def last_text(panel: ChatPanel) -> str:
    messages = panel.transcript.messages
    return messages[-1].body.text() if messages and messages[-1].role == "assistant" else ""


def finish(qtbot: QtBot, panel: ChatPanel, settle: Settle) -> None:
    qtbot.waitUntil(lambda: not panel.session.busy, timeout=10_000)
    settle()


def test_an_answer_streams_and_is_kept(qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any) -> None:
    grown: list[str] = []
    panel.session.grew.connect(grown.append)
    chat_server.behaviour = "slow"
    ask(qtbot, panel)
    assert panel.input.toPlainText() == "" or panel.session.busy
    finish(qtbot, panel, settle)
    assert len({text for text in grown if text}) > 2
    assert panel.transcript.messages[-1].body.text() == chat_server.answer
    assert panel.transcript.messages[-1].heading.whole_text() == "vision on Lab"
    project = panel._context.project
    assert project is not None
    (talk,) = conversations.list_conversations(project, 1)
    said = conversations.messages(project, talk.id)
    assert [(row.role, row.text) for row in said] == [
        ("user", "How large are they?"),
        ("assistant", chat_server.answer),
    ]
    assert said[1].model == "vision on Lab"


def test_a_number_that_differs_is_told_below_the_answer(
    qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any
) -> None:
    chat_server.answer = "There are 30 particles."
    ask(qtbot, panel, "How many particles are there?")
    finish(qtbot, panel, settle)
    told = panel.transcript.messages[-1].findings
    qtbot.waitUntil(told.isVisible, timeout=5000)
    assert "30" in told.text()
    assert "7" in told.text()
    chat_server.answer = "There are 7 particles."
    ask(qtbot, panel, "Are you sure?")
    finish(qtbot, panel, settle)
    assert not panel.transcript.messages[-1].findings.isVisible()


def test_the_request_holds_facts_picture_and_key(
    qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any
) -> None:
    ask(qtbot, panel)
    finish(qtbot, panel, settle)
    system, user = chat_server.requests[0]["messages"]
    assert "Measured count: 7 particles." in system["content"]
    assert "Measured count: 7 particles." in panel.facts.text.text()
    picture = next(part for part in user["content"] if part["type"] == "image_url")
    data = picture["image_url"]["url"].removeprefix("data:image/png;base64,")
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert (image.format, image.size, image.mode) == ("PNG", (128, 96), "L")
        assert image.getextrema() == (0, 255)  # contrast as Auto
    assert chat_server.keys == ["Bearer sk-lab"]


def test_a_question_about_a_region_takes_its_picture_along(
    qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any
) -> None:
    panel.ask_about("region A (ellipse, 40 × 60 px)", (10.0, 20.0, 50.0, 80.0))
    assert panel.input.toPlainText() == "About region A (ellipse, 40 × 60 px): "
    ask(qtbot, panel, panel.input.toPlainText() + "what is it?")
    finish(qtbot, panel, settle)
    ask(qtbot, panel, "And the rest?")
    finish(qtbot, panel, settle)

    def sizes(message: dict[str, Any]) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for part in message["content"] if isinstance(message["content"], list) else []:
            if part["type"] == "image_url":
                data = part["image_url"]["url"].removeprefix("data:image/png;base64,")
                with Image.open(io.BytesIO(base64.b64decode(data))) as image:
                    found.append(image.size)
        return found

    assert sizes(chat_server.requests[0]["messages"][-1]) == [(128, 96), (40, 60)]
    assert sizes(chat_server.requests[1]["messages"][-1]) == [], "it is about the region no longer"


def test_stop_ends_the_request_and_keeps_what_came(
    qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any
) -> None:
    chat_server.behaviour = "slow"
    chat_server.answer = "word " * 200
    ask(qtbot, panel)
    qtbot.waitUntil(lambda: "word" in last_text(panel), timeout=5000)
    assert panel.stop_button.isVisible()
    panel.stop_button.click()
    finish(qtbot, panel, settle)
    assert chat_server.gone.wait(3)
    project = panel._context.project
    assert project is not None
    (talk,) = conversations.list_conversations(project, 1)
    assert conversations.messages(project, talk.id)[-1].text.startswith("word")
    assert panel.send_button.isVisible()


def test_closing_the_window_keeps_what_came(qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any) -> None:
    chat_server.behaviour = "slow"
    chat_server.answer = "word " * 100
    ask(qtbot, panel)
    qtbot.waitUntil(lambda: "word" in last_text(panel), timeout=5000)
    panel.close_session()
    finish(qtbot, panel, settle)
    project = panel._context.project
    assert project is not None
    (talk,) = conversations.list_conversations(project, 1)
    roles = [row.role for row in conversations.messages(project, talk.id)]
    assert roles == ["user", "assistant"]  # once


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [("401", "refused the key"), ("404", "knows no model"), ("500", "failed on its side"), ("429", "takes no more")],
)
def test_an_error_is_one_sentence(
    qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any, behaviour: str, words: str
) -> None:
    chat_server.behaviour = behaviour
    ask(qtbot, panel)
    finish(qtbot, panel, settle)
    assert words in panel.notice.text()
    assert "Traceback" not in panel.notice.text()
    assert panel.send_button.isVisible()


def test_a_connection_that_breaks_keeps_what_came(
    qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any
) -> None:
    chat_server.behaviour = "drop"
    ask(qtbot, panel)
    finish(qtbot, panel, settle)
    assert "broke" in panel.notice.text()
    assert panel.transcript.messages[-1].body.text() == "The particles are"


def test_nobody_there(qtbot: QtBot, panel: ChatPanel, settle: Settle) -> None:
    gone = ModelChoice("vision", "gone", Server("Gone", "http://127.0.0.1:9/v1", "vision"))
    panel.models.set_choices([gone])
    ask(qtbot, panel)
    finish(qtbot, panel, settle)
    assert "cannot be reached" in panel.notice.text()


def test_an_earlier_turn_goes_along_and_new_forgets_it(
    qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any
) -> None:
    for question in ("First?", "Second?"):
        ask(qtbot, panel, question)
        finish(qtbot, panel, settle)
    assert [m["role"] for m in chat_server.requests[1]["messages"]] == ["system", "user", "assistant", "user"]
    panel.new_conversation()
    assert panel.transcript.messages == []
    ask(qtbot, panel, "Third?")
    finish(qtbot, panel, settle)
    assert len(chat_server.requests[2]["messages"]) == 2
    assert panel.history.count() == 3


def test_conversations_come_back_with_their_micrograph(
    qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any
) -> None:
    ask(qtbot, panel)
    finish(qtbot, panel, settle)
    project = panel._context.project
    assert project is not None
    panel.set_micrograph(get_micrograph(project, 2))
    settle()
    assert panel.history.count() == 1
    panel.set_micrograph(get_micrograph(project, 1))
    settle()
    panel.history.setCurrentIndex(1)
    panel.history.activated.emit(1)
    settle()
    assert [message.body.text() for message in panel.transcript.messages] == ["How large are they?", chat_server.answer]


def test_another_micrograph_stops_the_answer(qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any) -> None:
    chat_server.behaviour = "slow"
    chat_server.answer = "word " * 100
    ask(qtbot, panel)
    qtbot.waitUntil(lambda: "word" in last_text(panel), timeout=5000)
    project = panel._context.project
    assert project is not None
    panel.set_micrograph(get_micrograph(project, 2))
    finish(qtbot, panel, settle)
    assert panel.transcript.messages == []
    assert conversations.list_conversations(project, 2) == []
    (talk,) = conversations.list_conversations(project, 1)
    assert len(conversations.messages(project, talk.id)) == 2


def test_keep_as_pair(qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any) -> None:
    ask(qtbot, panel)
    finish(qtbot, panel, settle)
    with qtbot.waitSignal(panel.pair_added) as added:
        panel.transcript.messages[-1].keep_button.click()
    project = panel._context.project
    assert project is not None
    row = pairs.get_pair(project, added.args[0])  # pyright: ignore[reportOptionalSubscript]
    assert (row.question, row.answer) == ("How large are they?", chat_server.answer)
    assert (row.task, row.teacher, row.state, row.micrograph_id) == ("chat", "vision on Lab", "pending", 1)
    assert not panel.transcript.messages[-1].keep_button.isEnabled()
    # Its numbers are checked like a teacher's: no size is known of this micrograph.
    assert [finding.kind for finding in row.findings] == ["unchecked"]


def test_another_machine_is_named_before_the_first_send(
    qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "is_loopback", lambda _url: False)
    panel.input.setPlainText("How large?")
    panel.send()
    settle()
    assert "127.0.0.1" in panel.notice.text()
    assert chat_server.requests == []
    panel.notice._button.click()
    qtbot.waitUntil(lambda: panel.session.busy)
    finish(qtbot, panel, settle)
    assert len(chat_server.requests) == 1
    project = panel._context.project
    assert project is not None
    (line,) = egress.list_egress(project)
    assert line.host.startswith("127.0.0.1")
    assert line.bytes_sent > 100
    assert line.pictures == 1 and line.who == panel._context.curator


def test_local_only_sends_nothing(
    panel: ChatPanel, settle: Settle, chat_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "is_loopback", lambda _url: False)
    set_local_only(panel._context.settings, True)
    panel._told_hosts.add(chat_server.url.split("/")[2])
    panel.input.setPlainText("How large?")
    panel.send()
    settle()
    assert "Local only" in panel.notice.text()
    assert chat_server.requests == []
    assert panel.input.toPlainText() == "How large?"


def test_a_question_of_the_list_is_one_click(qtbot: QtBot, panel: ChatPanel, settle: Settle, chat_server: Any) -> None:
    from PySide6.QtWidgets import QPushButton

    hints = [hint for hint in panel.transcript._hints if isinstance(hint, QPushButton)]
    assert len(hints) >= 3
    hints[0].click()
    qtbot.waitUntil(lambda: bool(chat_server.requests), timeout=5000)
    finish(qtbot, panel, settle)
    assert hints[0].isHidden()


def test_shift_enter_is_a_new_line(qtbot: QtBot, panel: ChatPanel, chat_server: Any) -> None:
    qtbot.keyClicks(panel.input, "a")
    qtbot.keyClick(panel.input, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(panel.input, "b")
    assert panel.input.toPlainText() in ("a\nb", "a\u2028b")
    assert chat_server.requests == []


def test_markdown_loads_nothing(qtbot: QtBot, panel: ChatPanel) -> None:
    message = panel.transcript.add("assistant", "m", "![x](http://127.0.0.1:9/x.png) <b>no</b> **yes**")
    kind = QTextDocument.ResourceType.ImageResource.value
    assert message.body.loadResource(kind, "http://127.0.0.1:9/x.png") is None
    assert "<b>no</b>" in message.body.toPlainText()
    assert "**" not in message.body.toPlainText()


def test_no_torch_and_no_key_in_the_settings(panel: ChatPanel) -> None:
    assert "torch" not in sys.modules or "maemi.train.run" in sys.modules
    panel._context.settings.sync()
    text = Path(panel._context.settings.fileName()).read_text()
    assert "sk-lab" not in text
    assert "127.0.0.1" in text


def test_numbers_are_marked_in_the_answer_with_the_measured_value_beside_them(qtbot: QtBot) -> None:
    from maemi.project.rows import Finding
    from maemi_gui.chat.message_view import MessageView

    text = "The **mean** size is 80 nm.\n\n- pitch 80 nm\n- voltage 5 kV"
    first, second, third = text.index("80 nm"), text.rindex("80 nm"), text.index("5 kV")
    view = MessageView("assistant", "model", text)
    qtbot.addWidget(view)
    view.finish(text)
    view.tell(
        [
            Finding("number", "too large", "error", "52 nm (51–54)", first, first + 5, "size"),
            Finding("agrees", "agrees", "info", "80 nm", second, second + 5, "pitch"),
            Finding("number", "wrong", "error", "15 kV", third, third + 4, "voltage"),
        ]
    )
    lines = view.body.toPlainText().splitlines()
    assert "The mean size is 80 nm [measured: 52 nm (51–54)]." in lines
    assert "pitch 80 nm" in lines
    assert "voltage 5 kV [file: 15 kV]" in lines
    assert view.body.text() == text, "what is copied and kept is the answer as it came"
    view.tell([])
    assert "measured" not in view.body.toPlainText()
