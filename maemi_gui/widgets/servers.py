"""OpenAI-compatible servers that a person set up: chat and teacher share them; keys lie in the system keyring."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from PySide6.QtCore import QSettings

from maemi.errors import InputError, MaemiError

KEYRING_SERVICE = "maemi"
_SERVERS = "servers"
_LOCAL_ONLY = "network/local_only"


@dataclass(frozen=True, slots=True)
class Server:
    """One server; `name` is what people call it, and its key's name in the keyring."""

    name: str
    base_url: str
    model: str

    @property
    def host(self) -> str:
        """Host and port as the person should read them before something is sent there."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    @property
    def on_this_machine(self) -> bool:
        """Whether the address is the loopback: nothing leaves the machine."""
        return is_loopback(self.base_url)


def is_loopback(url: str) -> bool:
    """Whether a URL points at this machine. A name other than `localhost` counts as elsewhere."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def checked(server: Server) -> Server:
    """The server, tidied; InputError where its address cannot be one."""
    url = server.base_url.strip().rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"“{url}” is no server address; write one like https://host/v1")
    if parts.username or parts.password:
        raise InputError("The address holds a password; leave it out and put the key into the key field")
    if not server.name.strip():
        raise InputError("Give the server a name, so that it can be chosen")
    return Server(server.name.strip(), url, server.model.strip())


def load_servers(settings: QSettings) -> list[Server]:
    """All servers, in the order in which they were set up."""
    try:
        rows = json.loads(str(settings.value(_SERVERS, "[]")))
        return [Server(str(row["name"]), str(row["base_url"]), str(row["model"])) for row in rows]
    except (ValueError, KeyError, TypeError):
        # A settings file edited by hand must not keep the window from opening.
        return []


def save_servers(settings: QSettings, servers: list[Server]) -> None:
    """Write the list; keys are not part of it."""
    settings.setValue(_SERVERS, json.dumps([asdict(server) for server in servers]))


def is_local_only(settings: QSettings) -> bool:
    """The switch that forbids sending anything off this machine."""
    return str(settings.value(_LOCAL_ONLY, "false")).lower() == "true"


def set_local_only(settings: QSettings, on: bool) -> None:
    """Turn the switch."""
    settings.setValue(_LOCAL_ONLY, "true" if on else "false")


def read_key(name: str) -> str | None:
    """A server's key from the system keyring, None where there is none. Slow: call it in a worker."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(KEYRING_SERVICE, name)
    except KeyringError as error:
        raise MaemiError(
            f"The system keyring did not give the key of “{name}” ({error}); unlock it and try again"
        ) from error


def write_key(name: str, key: str | None) -> None:
    """Put a server's key into the system keyring, or take it out (None). Slow: call it in a worker."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        if key:
            keyring.set_password(KEYRING_SERVICE, name, key)
        else:
            try:
                keyring.delete_password(KEYRING_SERVICE, name)
            except PasswordDeleteError:
                return  # there was none: nothing to take out
    except KeyringError as error:
        raise MaemiError(
            f"The system keyring did not take the key of “{name}” ({error}); set OPENAI_API_KEY in the environment"
        ) from error
