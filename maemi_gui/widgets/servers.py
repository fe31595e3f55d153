"""OpenAI-compatible servers that a person set up: chat and teacher share them; keys lie in the system keyring."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from PySide6.QtCore import QSettings

from maemi import local_only
from maemi.errors import InputError, MaemiError
from maemi.generate.openai.hosts import SERVICE, host_of, is_loopback
from maemi.redaction import know
from maemi_gui.context import Context
from maemi_gui.widgets.session_keys import key_of

_SERVERS = "servers"
_LOCAL_ONLY = "network/local_only"


@dataclass(frozen=True, slots=True)
class Server:
    """One server; `name` is what people call it. Its key lies in the keyring under the host's name."""

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
    """The switch that forbids sending anything off this machine; whoever turned it, wherever (`maemi.local_only`)."""
    return local_only.is_on()


def set_local_only(settings: QSettings, on: bool) -> None:
    """Turn the switch for this process; `Context.set_local_only` also keeps it."""
    local_only.hold("window", on)


def take_over_switch(context: Context) -> None:
    """An older version kept the switch in the settings: from now on it is the file that all processes look at."""
    if str(context.settings.value(_LOCAL_ONLY, "false")).lower() == "true":
        context.set_local_only(True)
    context.settings.remove(_LOCAL_ONLY)


def read_key(base_url: str) -> str | None:
    """The key that was typed for this session, else the one in the system keyring, else None.

    Slow: call it in a worker.
    """
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    host = host_of(base_url)
    if typed := key_of(host):
        return typed
    try:
        key = keyring.get_password(SERVICE, host)
        know(key)
        return key
    except NoKeyringError:
        return None  # a machine without a keyring; its servers may need no key
    except KeyringError as error:
        raise MaemiError(
            f"The system keyring did not give the key of {host} ({error}); unlock it, then again."
        ) from error


def write_key(base_url: str, key: str | None) -> None:
    """Put the key of a server's host into the system keyring, or take it out (None). Slow: call it in a worker."""
    import keyring
    from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError

    host = host_of(base_url)
    know(key)
    try:
        if key:
            keyring.set_password(SERVICE, host, key)
        else:
            keyring.delete_password(SERVICE, host)
    except PasswordDeleteError:
        return  # there was none: nothing to take out
    except NoKeyringError as error:
        if key:
            raise MaemiError(
                f"This machine has no keyring for the key of {host}; start one (such as gnome-keyring), "
                "or type the key in for one run."
            ) from error
    except KeyringError as error:
        raise MaemiError(
            f"The system keyring did not take the key of {host} ({error}); unlock it, then again."
        ) from error
