"""The one way to a server: no redirect, and no proxy in front of this machine."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from maemi.generate.openai.bounded import bound
from maemi.generate.openai.hosts import is_loopback
from maemi.local_only import check
from maemi.redaction import know

if TYPE_CHECKING:
    from httpx2 import Request
    from openai import OpenAI


def connect(base_url: str, key: str | None, timeout_s: float, retries: int = 0) -> OpenAI:
    """A client of the server at `base_url`; close it. `retries`: how often it sends again by itself."""
    prepare(key)
    from openai import DefaultHttpxClient, OpenAI

    # A proxy of the environment or a redirect must not carry to elsewhere what is meant for this machine.
    transport = DefaultHttpxClient(
        trust_env=not is_loopback(base_url),
        follow_redirects=False,
        timeout=timeout_s,
        event_hooks={"request": [refuse_elsewhere], "response": [bound]},
    )
    return OpenAI(base_url=base_url, api_key=key or "none", max_retries=retries, http_client=transport)


def prepare(key: str | None) -> None:
    """Before the client is imported and made: its own log would write requests down, and the key is known from now."""
    know(key)
    os.environ.pop("OPENAI_LOG", None)
    for name in ("openai", "httpx", "httpx2", "httpcore", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)


def load() -> None:
    """Import all that a connection needs; threads that do it at once meet each other's half-done modules."""
    client = connect("http://127.0.0.1/v1", None, 1.0)
    # The package imports its parts when they are first named.
    _ = client.chat.completions.with_raw_response
    client.close()


def refuse_elsewhere(request: Request) -> None:
    """The switch may be turned while a connection stays open, which the guard at the sockets does not see again."""
    check(request.url.host)
