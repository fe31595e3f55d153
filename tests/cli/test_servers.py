"""Commands that may ask a server: what goes to this machine goes straight there, and one switch forbids all others."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from maemi.cli.main import main
from maemi.phantom.drawing import draw
from maemi.phantom.writing import write
from maemi.project.egress import list_egress
from maemi.project.project import Project
from maemi.project.settings import set_setting

ELSEWHERE = "http://models.example.org/v1"


class Server(ThreadingHTTPServer):
    """Streams one answer in two pieces; keeps what it was sent."""

    asked: list[dict[str, Any]]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in ("Round ", "particles."):
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
            choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            self.wfile.write(f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the overridden method's name for it)
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), Handler)
    running.asked = []
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def micrograph(tmp_path: Path) -> Path:
    write(draw("particles", 1, 96, 128), tmp_path / "a.tif")
    return tmp_path / "a.tif"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Project]:
    """A project whose switch lets nothing leave this machine."""
    with Project.create(tmp_path / "lab") as project:
        set_setting(project, "local_only", True)
        yield project


def test_ask_goes_past_the_proxy_to_a_server_of_this_machine(
    server: Server, micrograph: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # the discard port: nothing listens
    url = f"http://127.0.0.1:{server.server_port}/v1"
    assert main(["ask", str(micrograph), "What?", "--model", "m", "--base-url", url, "--no-measure"]) == 0
    assert capsys.readouterr().out == "Round particles.\n"
    [sent] = server.asked
    assert sent["messages"][-1]["content"][0]["image_url"]["url"].startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "{file}", "What?", "--model", "m", "--no-measure", "--project", "{lab}"],
        ["evaluate", "{lab}", "--model", "openai:m"],
    ],
)
def test_local_only_holds_for_every_command(
    lab: Project, micrograph: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    argv = [word.format(file=micrograph, lab=lab.address) for word in words]
    assert main([*argv, "--base-url", ELSEWHERE]) == 2
    assert "Local only" in capsys.readouterr().err
    assert list_egress(lab) == []
