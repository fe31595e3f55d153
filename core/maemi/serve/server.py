"""The serving process: takes a port on the loopback, says where it is, and only then imports what is heavy."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import TextIO

from maemi.errors import InputError, MaemiError
from maemi.serve.catalogue import Catalogue

HOST = "127.0.0.1"
_PATIENCE_S = 3.0
"""For an answer to end after the parent has gone; then the process ends all the same."""


def serve(catalogue: Catalogue, port: int = 0, with_parent: bool = False, warm: str | None = None) -> None:
    """Serve until interrupted, or, `with_parent`, until standard input closes. Port 0 is any free one.

    The first line on standard output is JSON: `url` (ends in /v1), `token`, `models`. InputError where the port is
    taken; MaemiError where the serving parts are not installed.
    """
    for part in ("uvicorn", "starlette", "torch", "transformers"):
        if find_spec(part) is None:  # looked for, not imported: nobody may be told of a server that cannot serve
            raise MaemiError(f"The local model cannot be served: {part} is missing; install maemi[local].")
    listening = _listen(port)
    announcement, sys.stdout = _claim_stdout()
    token = secrets.token_urlsafe(32)
    address = f"http://{HOST}:{listening.getsockname()[1]}/v1"
    print(json.dumps({"url": address, "token": token, "models": catalogue.names()}), file=announcement, flush=True)
    # Idle threads of torch must sleep: the window shares the cores. It is read when torch is imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import uvicorn

    from maemi.serve.app import make_app
    from maemi.serve.engine import Engine

    app = make_app(Engine(catalogue), token, warm)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=2, server_header=False
    )
    server = uvicorn.Server(config)
    if with_parent:
        threading.Thread(
            target=_end_with_parent, args=(lambda: setattr(server, "should_exit", True),), daemon=True
        ).start()
    server.run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    if os.name == "posix":  # elsewhere it would let a second server share the port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        # Listening now: whoever reads the announcement may connect at once, and waits until we accept.
        listening.listen(128)
    except (OSError, OverflowError) as error:
        raise InputError(f"Port {port} cannot be used: {error}; choose another, or 0 for any free one.") from error
    return listening


def _claim_stdout() -> tuple[TextIO, TextIO]:
    """A stream for the announcement, and standard error in place of standard output: a library's print must not mix
    in.
    """
    sys.stdout.flush()
    try:
        announcement = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
    except OSError:  # no real descriptors, as under some test runners
        return sys.stdout, sys.stderr
    return announcement, sys.stderr


def _end_with_parent(end: Callable[[], None]) -> None:
    """Wait until standard input closes: the parent holds its other end, and even a killed one lets go of it."""
    while os.read(0, 4096):
        pass
    end()
    time.sleep(_PATIENCE_S)
    os._exit(0)
