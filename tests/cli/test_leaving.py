"""Generate, evaluate and ask with real sockets: nothing arrives while Local only is on; a key is found in no file."""

from __future__ import annotations

import _socket
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

from maemi import local_only
from maemi.cli.main import main
from maemi.evaluate.openai_model import OpenAIModel
from maemi.evaluate.question import Question
from maemi.generate.openai import backoff
from maemi.generate.openai.connecting import connect
from maemi.jobs.start import start
from maemi.local_only import LocalOnlyError
from maemi.phantom.drawing import draw
from maemi.phantom.writing import write
from maemi.progress import Silent
from maemi.project.egress import list_egress
from maemi.project.micrographs import add_paths
from maemi.project.project import Project

CANARY = "canary-4f1c9d2e-never-written"


class Echo(ThreadingHTTPServer):
    """Answers with a chosen status, and gives back the key that it was sent wherever a server could."""

    status = 401
    came = 0
    where = "message"


class Handler(BaseHTTPRequestHandler):
    server: Echo  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        self.server.came += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers.get("Authorization", "")
        error: dict[str, Any] = {"message": "refused", "type": "t", "code": "c"}
        error[self.server.where] = f"bad key {key} {key.removeprefix('Bearer ')}"
        message = {"role": "assistant", "content": f"The key is {key}."}
        body: Any = {"error": error}
        if self.server.status == 200:
            body = {"id": "1", "object": "chat.completion", "created": 1, "model": key,
                    "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}  # fmt: skip
        data = json.dumps(body).encode() if self.server.where != "raw" else f"<html>{key}</html>".encode()
        self.send_response(self.server.status, f"No {key}" if self.server.where == "raw" else None)
        self.send_header("Content-Type", "application/json" if self.server.where != "raw" else "text/html")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("x-request-id", key)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


def serving(address: str) -> Iterator[Echo]:
    running = Echo((address, 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Echo]:
    """A server at an address of this machine that is not the loopback: to the switch, another machine."""
    monkeypatch.setattr(socket.socket, "connect", _socket.socket.connect)
    found = [
        one.address
        for addresses in psutil.net_if_addrs().values()
        for one in addresses
        if one.family == socket.AF_INET and not local_only.is_this_machine(one.address)
    ]
    if not found:
        pytest.skip("this machine has no address but the loopback")
    yield from serving(found[0])


@pytest.fixture
def echo() -> Iterator[Echo]:
    yield from serving("127.0.0.1")


@pytest.fixture
def micrograph(tmp_path: Path) -> Path:
    write(draw("particles", 1, 96, 128), tmp_path / "a.tif")
    return tmp_path / "a.tif"


@pytest.fixture
def lab(tmp_path: Path, micrograph: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.setenv("MAEMI_LOG_DIR", str(tmp_path / "logs"))
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with Project.create(tmp_path / "lab") as project:
        add_paths(project, [micrograph])
        yield project


def url_of(server: Echo) -> str:
    return f"http://{server.server_address[0]}:{server.server_port}/v1"


def commands(lab: Project, micrograph: Path, url: str) -> list[list[str]]:
    there = ["--base-url", url, "--yes"]
    return [
        ["generate", lab.address, "--teacher", "openai", "--model", "m", *there],
        ["ask", str(micrograph), "What?", "--model", "m", "--no-measure", "--project", lab.address, *there],
    ]


def test_while_the_switch_is_on_nothing_arrives(elsewhere: Echo, lab: Project, micrograph: Path) -> None:
    url = url_of(elsewhere)
    local_only.keep(True)
    for argv in commands(lab, micrograph, url):
        assert main(argv) == 2
    assert elsewhere.came == 0 and list_egress(lab) == []
    local_only.keep(False)
    for argv in commands(lab, micrograph, url):
        assert main(argv) == 1
    assert elsewhere.came == 2, "the same commands, without the switch"


def test_the_guard_alone_keeps_all_here(
    elsewhere: Echo, lab: Project, micrograph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every other check is taken away: what the sockets refuse is refused."""
    monkeypatch.setattr("maemi.generate.openai.connecting.check", lambda _host: None)
    question = Question(1, "t", micrograph, "", "What?", "")
    for on in (True, False):
        local_only.keep(on)
        with connect(url_of(elsewhere), "k", 5.0) as client:
            model = OpenAIModel("m", client, 10, lambda *_told: None)
            with pytest.raises(LocalOnlyError if on else Exception, match="Local only" if on else "refused"):
                model.answer([question], Silent())
        assert (elsewhere.came == 0) is on


def test_a_connection_that_stays_open_is_not_used_again(elsewhere: Echo, micrograph: Path) -> None:
    elsewhere.status = 200
    question = Question(1, "t", micrograph, "", "What?", "")
    with connect(url_of(elsewhere), "k", 5.0) as client:
        model = OpenAIModel("m", client, 10, lambda *_told: None)
        assert model.answer([question], Silent())[0]
        local_only.keep(True)
        with pytest.raises(LocalOnlyError):
            model.answer([question], Silent())
    assert elsewhere.came == 1


@pytest.mark.parametrize("where", ["message", "code", "type", "raw"])
@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 429, 500])
def test_a_key_that_a_server_gives_back_is_in_no_file(
    echo: Echo, lab: Project, micrograph: Path, status: int, where: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(backoff, "LONGEST_S", 0.01)
    echo.status, echo.where = status, where
    for argv in commands(lab, micrograph, url_of(echo)):
        main([*argv, *(["--run-folder", str(tmp_path / "run")] if argv[0] == "generate" else [])])
    with connect(url_of(echo), CANARY, 5.0) as client:
        model = OpenAIModel("m", client, 10, lambda *_told: None)
        try:
            said = str(model.answer([Question(1, "t", micrograph, "", "What?", "")], Silent()))
        except Exception as error:
            said = f"{error}"
    assert echo.came >= 3
    shown = capsys.readouterr()
    assert CANARY not in said + shown.out + shown.err
    files_without_key(tmp_path)


def test_a_background_run_holds_the_key_in_its_environment_only(echo: Echo, lab: Project, tmp_path: Path) -> None:
    argv = ["generate", lab.address, "--teacher", "openai", "--model", "m", "--base-url", url_of(echo)]
    folder = start(lab.runs_dir, "generate", argv, {"model": "m"}, env={"OPENAI_API_KEY": CANARY})
    for _ in range(600):
        if folder.state().is_over:
            break
        threading.Event().wait(0.1)
        arguments = [" ".join(each.info["cmdline"] or ()) for each in psutil.process_iter(["cmdline"])]
        assert not any(CANARY in each for each in arguments)
    assert folder.state().is_over and echo.came >= 1
    files_without_key(tmp_path)


def files_without_key(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes(), file
