"""The one way to a server: no redirect, and no proxy in front of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maemi.generate.openai.hosts import is_loopback

if TYPE_CHECKING:
    from openai import OpenAI


def connect(base_url: str, key: str | None, timeout_s: float, retries: int = 0) -> OpenAI:
    """A client of the server at `base_url`; close it. `retries`: how often it sends again by itself."""
    from openai import DefaultHttpxClient, OpenAI

    # A proxy of the environment or a redirect must not carry to elsewhere what is meant for this machine.
    transport = DefaultHttpxClient(trust_env=not is_loopback(base_url), follow_redirects=False, timeout=timeout_s)
    return OpenAI(base_url=base_url, api_key=key or "none", max_retries=retries, http_client=transport)
