"""A project of small phantoms, and an OpenAI-protocol server on the loopback that misbehaves on request."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from maemi.phantom.drawing import draw
from maemi.phantom.writing import write
from maemi.project.micrographs import add_paths, list_micrographs, set_class
from maemi.project.project import Project

Trouble = Callable[["Handler", dict[str, Any]], bool]


class Server(ThreadingHTTPServer):
    """Answers every question of a request; `troubles` are tried first, one a request, and then forgotten."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.troubles: list[Trouble] = []
        self.always: Trouble | None = None
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.times: list[float] = []
        self.lock = threading.Lock()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up is part of the tests."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, *args: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            self.server.requests.append(body)
            self.server.keys.append(self.headers.get("authorization"))
            self.server.times.append(time.monotonic())
            trouble = self.server.troubles.pop(0) if self.server.troubles else self.server.always
        if trouble is None or not trouble(self, body):
            self.reply(answers_to(body))

    def reply(self, content: str | None, **changes: Any) -> None:
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
        document = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "tester",
            "choices": [choice],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200},
        }
        self.send(200, json.dumps(document | changes))

    def fail(self, status: int, code: str = "", headers: dict[str, str] | None = None) -> None:
        self.send(status, json.dumps({"error": {"message": "no", "type": code, "code": code}}), headers)

    def send(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def said_by(body: dict[str, Any]) -> str:
    """The words of the last turn, which is the request itself."""
    return body["messages"][-1]["content"][0]["text"]


def asked_ids(body: dict[str, Any]) -> list[str]:
    """The question ids of a request, from its words: a server without schemas knows nothing else."""
    lines = said_by(body).split("every question below.")[1].split("Reply with one JSON object")[0].splitlines()
    return [line.split(":")[0] for line in lines if re.match(r"[a-z_-]+\d*: ", line)]


def answers_to(body: dict[str, Any], leave_out: int = 0) -> str:
    if '"pairs" is a list of' in said_by(body):
        count = int(said_by(body).split('"pairs" is a list of ')[1].split()[0])
        pairs = [{"question": f"What is at place {n} of {count}?", "answer": f"A {n}."} for n in range(count)]
        return json.dumps({"reasoning": "I looked.", "pairs": pairs[: count - leave_out]})
    ids = asked_ids(body)
    entries = [{"id": name, "answer": f"Answer to {name}."} for name in ids[: len(ids) - leave_out]]
    return json.dumps({"reasoning": "I looked.", "answers": entries})


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(scope="session")
def phantom_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("phantoms")
    files: list[Path] = []
    for number, name in enumerate(("particles", "patterned_surface", "tips")):
        file = folder / f"{name}.tif"
        write(draw(name, 1002, 240, 320), file, "fei" if number % 2 else "zeiss")
        files.append(file)
    return files


@pytest.fixture
def project(tmp_path: Path, phantom_files: list[Path]) -> Iterator[Project]:
    project = Project.create(tmp_path / "project")
    add_paths(project, phantom_files)
    for row in list_micrographs(project):
        set_class(project, [row.id], row.path.stem)
    yield project
    project.close()


class Troubles:
    """Ways in which the server misbehaves; each returns whether it has answered the request itself."""

    @staticmethod
    def status(status: int, code: str = "", headers: dict[str, str] | None = None) -> Trouble:
        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            handler.fail(status, code, headers)
            return True

        return trouble

    @staticmethod
    def content(text: str | None) -> Trouble:
        """A proper reply whose message holds this text."""

        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            handler.reply(text)
            return True

        return trouble

    @staticmethod
    def raw(text: str) -> Trouble:
        """A body that is no reply at all."""

        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            handler.send(200, text)
            return True

        return trouble

    @staticmethod
    def no_choices() -> Trouble:
        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            handler.reply(None, choices=[])
            return True

        return trouble

    @staticmethod
    def leaving_out(count: int) -> Trouble:
        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            handler.reply(answers_to(body, leave_out=count))
            return True

        return trouble

    @staticmethod
    def fenced() -> Trouble:
        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            handler.reply(f"Sure! Here it is:\n```json\n{answers_to(body)}\n```\nAnything else?")
            return True

        return trouble

    @staticmethod
    def slow(seconds: float) -> Trouble:
        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            time.sleep(seconds)
            return False

        return trouble

    @staticmethod
    def dropped() -> Trouble:
        """The connection ends in the middle of the reply."""

        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            handler.send_response(200)
            handler.send_header("content-length", "5000")
            handler.end_headers()
            handler.wfile.write(b'{"id": "chat')
            handler.wfile.flush()
            handler.close_connection = True
            return True

        return trouble

    @staticmethod
    def refuses(parameter: str) -> Trouble:
        """400 for a parameter, named as OpenAI names it."""

        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            if parameter not in body:
                return False
            said = {"message": f"Unsupported parameter: '{parameter}'.", "param": parameter, "code": "unsupported"}
            handler.send(400, json.dumps({"error": said}))
            return True

        return trouble

    @staticmethod
    def message(**fields: Any) -> Trouble:
        """A reply whose message has more fields than the protocol's."""

        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            whole = {"role": "assistant", "content": answers_to(body)} | fields
            handler.reply(None, choices=[{"index": 0, "finish_reason": "stop", "message": whole}])
            return True

        return trouble

    @staticmethod
    def knows_no(*forms: str) -> Trouble:
        """400 for these response formats, as servers without structured output answer."""

        def trouble(handler: Handler, body: dict[str, Any]) -> bool:
            form = body.get("response_format", {}).get("type", "text")
            if form in forms:
                handler.fail(400, "unsupported_parameter")
                return True
            return False

        return trouble


@pytest.fixture
def trouble() -> type[Troubles]:
    return Troubles
