"""The chat's own way to a server: held by the switch at the sockets, and no key in what it tells or logs."""

from __future__ import annotations

import _socket
import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

from maemi import local_only
from maemi.errors import MaemiError
from maemi.local_only import LocalOnlyError
from maemi_gui.chat import streaming
from maemi_gui.chat.streaming import stream
from maemi_gui.logfile import begin_log

CANARY = "canary-77aa-never-written"


class Telling(BaseHTTPRequestHandler):
    """Refuses, and gives the key back."""

    def do_POST(self) -> None:
        self.server.came += 1  # pyright: ignore[reportAttributeAccessIssue]
        data = b'{"error": {"message": "bad key %s"}}' % self.headers["Authorization"].encode()
        self.send_response(400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """A server at an address of this machine that is not the loopback."""
    monkeypatch.setattr(socket.socket, "connect", _socket.socket.connect)
    found = [
        one.address
        for addresses in psutil.net_if_addrs().values()
        for one in addresses
        if one.family == socket.AF_INET and not local_only.is_this_machine(one.address)
    ]
    if not found:
        pytest.skip("this machine has no address but the loopback")
    server = HTTPServer((found[0], 0), Telling)
    server.came = 0  # pyright: ignore[reportAttributeAccessIssue]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def ask(server: HTTPServer) -> None:
    async def whole() -> None:
        url = f"http://{server.server_address[0]}:{server.server_port}/v1"
        async for _piece in stream(url, CANARY, "m", [{"role": "user", "content": "What?"}], "elsewhere"):
            pass

    asyncio.run(whole())


@pytest.mark.parametrize("guard_alone", [False, True])
def test_the_switch_holds_the_chat(elsewhere: HTTPServer, guard_alone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if guard_alone:
        monkeypatch.setattr(streaming, "refuse_elsewhere", lambda _request: None)
    local_only.keep(True)
    with pytest.raises(LocalOnlyError):
        ask(elsewhere)
    assert elsewhere.came == 0  # pyright: ignore[reportAttributeAccessIssue]
    local_only.keep(False)
    with pytest.raises(MaemiError, match="status 400"):
        ask(elsewhere)
    assert elsewhere.came == 1  # pyright: ignore[reportAttributeAccessIssue]


def test_a_key_that_comes_back_is_neither_told_nor_logged(
    elsewhere: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    handlers, stderr, level = list(logging.root.handlers), sys.stderr, logging.root.level
    begin_log()
    try:
        with pytest.raises(MaemiError) as told:
            ask(elsewhere)
        assert "bad key" in str(told.value) and CANARY not in str(told.value)
        logging.getLogger("maemi.window").error("An error", exc_info=told.value)
        logging.getLogger("maemi.window").error("with %s", CANARY)
        text = (tmp_path / "logs" / "window.log").read_text()
        assert "key removed" in text and CANARY not in text
    finally:
        sys.stderr = stderr
        logging.root.setLevel(level)
        for handler in [each for each in logging.root.handlers if each not in handlers]:
            logging.root.removeHandler(handler)
            handler.close()
