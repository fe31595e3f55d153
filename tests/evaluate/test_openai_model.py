"""A server's model under evaluation: what is sent, and what its failures say."""

from __future__ import annotations

import base64
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openai import OpenAI
from PIL import Image

from maemi.errors import MaemiError
from maemi.evaluate.openai_model import OpenAIModel
from maemi.evaluate.question import Question
from maemi.generate.openai.connecting import connect


class Server(ThreadingHTTPServer):
    """Answers chat completions with a fixed text, or with a status of refusal; keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.status = 200


class Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        body: dict[str, Any] = {"error": {"message": "no such model"}}
        if self.server.status == 200:
            message = {"role": "assistant", "content": " Round particles. "}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        data = json.dumps(body).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the overridden method's name for it)
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


class Told:
    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []

    def event(self, kind: str, **fields: Any) -> None:
        self.events.append((kind, fields))

    def stop_requested(self) -> bool:
        return False


@pytest.fixture
def question(tmp_path: Path) -> Question:
    path = tmp_path / "m.png"
    Image.fromarray(np.arange(96 * 128, dtype=np.uint16).reshape(96, 128)).save(path)
    return Question(7, "VQA", path, "Pixel size: 1 nm.", "What is shown?", "Particles.")


@pytest.fixture
def client(server: Server) -> Iterator[OpenAI]:
    with connect(f"http://127.0.0.1:{server.server_port}/v1", "key", timeout_s=60.0) as open_client:
        yield open_client


def model_of(client: OpenAI, sent: list[tuple[str, int, int]]) -> OpenAIModel:
    return OpenAIModel("m", client, 50, lambda host, size, asked, _messages: sent.append((host, size, asked.pair_id)))


def test_a_real_png_the_facts_and_the_question_are_sent(server: Server, client: OpenAI, question: Question) -> None:
    sent: list[tuple[str, int, int]] = []
    assert model_of(client, sent).answer([question], Told()) == ["Round particles."]
    system, user = server.asked[0]["messages"]
    assert system == {"role": "system", "content": "Pixel size: 1 nm."}
    image, text = user["content"]
    assert text == {"type": "text", "text": "What is shown?"}
    kind, _, data = image["image_url"]["url"].partition(";base64,")
    assert kind == "data:image/png"
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    assert (picture.format, picture.size, picture.mode) == ("PNG", (128, 96), "L")
    assert sent[0][0] == f"127.0.0.1:{server.server_port}" and sent[0][1] > len(data) and sent[0][2] == 7


def test_an_unreadable_micrograph_is_a_warning_and_nothing_is_sent(
    server: Server, client: OpenAI, question: Question
) -> None:
    assert question.micrograph is not None
    question.micrograph.write_text("no picture")
    told = Told()
    assert model_of(client, []).answer([question], told) == [None]
    assert [kind for kind, _ in told.events] == ["progress", "warning"]
    assert server.asked == []


def test_a_refusal_is_the_servers_own_words(server: Server, client: OpenAI, question: Question) -> None:
    server.status = 404
    with pytest.raises(MaemiError, match=r"refused \(404\).*no such model"):
        model_of(client, []).answer([question], Told())


def test_nobody_there_is_a_sentence(question: Question) -> None:
    # the discard port: nothing listens
    with (
        connect("http://127.0.0.1:9/v1", "key", timeout_s=60.0) as client,
        pytest.raises(MaemiError, match="cannot be reached"),
    ):
        model_of(client, []).answer([question], Told())
