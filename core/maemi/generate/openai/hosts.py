"""Where a request goes, whether that is this machine, and with which key."""

from __future__ import annotations

import ipaddress
import os
from urllib.parse import urlsplit

from maemi.errors import InputError
from maemi.local_only import LocalOnlyError, check, is_this_machine
from maemi.redaction import know

OPENAI_URL = "https://api.openai.com/v1"
SERVICE = "maemi"
"""The name under which keys are in the system's keyring."""


def host_of(base_url: str) -> str:
    """Host and port of a server's address. Raises InputError where it is none."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"“{base_url}” is no address of a server: write it like http://localhost:8000/v1.")
    return parts.netloc.rpartition("@")[2]


def is_loopback(base_url: str) -> bool:
    """Whether the server is this machine itself, by name or number; no name is looked up."""
    return is_this_machine(urlsplit(base_url).hostname or "")


def is_encrypted(base_url: str) -> bool:
    """Whether nobody on the way can read what is sent; on this machine there is no way."""
    return base_url.lower().startswith("https://") or is_loopback(base_url)


def is_own_network(base_url: str) -> bool:
    """Whether the server is this machine or one of the lab's own network, where requests cost nothing."""
    name = (urlsplit(base_url).hostname or "").rstrip(".")
    if is_loopback(base_url) or name.endswith((".local", ".lan", ".internal")):
        return True
    try:
        return ipaddress.ip_address(name).is_private
    except ValueError:
        return "." not in name


def check_allowed(base_url: str, local_only: bool) -> None:
    """Raises LocalOnlyError for a server elsewhere while nothing may leave: because `local_only`, or by a switch."""
    if is_loopback(base_url):
        return
    if local_only:
        raise LocalOnlyError(
            f"“Local only” is on, and {host_of(base_url)} is not this machine: nothing was sent. "
            "Turn it off in the settings, or use a server on this machine."
        )
    check(urlsplit(base_url).hostname or "")


def key_for(base_url: str) -> str | None:
    """OPENAI_API_KEY, else the key that the system's keyring holds for the server's host (service `maemi`); or None.

    The variable goes first: the window hands it, for one run, the key of the very server that was chosen.
    """
    key = os.environ.get("OPENAI_API_KEY") or _from_keyring(host_of(base_url))
    know(key)
    return key


def _from_keyring(host: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, host)
    except (KeyringError, RuntimeError, OSError):
        # A machine without a keyring (a server, a container) has the variable.
        return None
