"""“Local only”: while it is on, no process of MAEMI reaches anything but this machine.

A guard at Python's own audit hooks refuses connections, datagrams and look-ups of names before any packet leaves. It is
set by `import maemi`, so that every process has it: command line, background runs, decoders, the window.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

from maemi.errors import InputError

VARIABLE = "MAEMI_LOCAL_ONLY"
"""`1` in the environment: this process and all that it starts are held."""
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")
_STAYS_HERE = {
    getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK", "AF_ALG", "AF_SYSTEM") if hasattr(socket, name)
}
_reasons: set[str] = set()
_allowed: set[str] = set()
_set_here: set[str] = set()
_installed = False


class LocalOnlyError(InputError, PermissionError):
    """Something was about to leave this machine while nothing may; the network's own code takes it for a refusal."""


def is_this_machine(name: str) -> bool:
    """Whether a host's name or number is the loopback of this machine; no name is looked up."""
    name = name.strip("[]").rstrip(".").lower()
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or (mapped is not None and mapped.is_loopback)


def is_on() -> bool:
    """Whether nothing may leave: the person's switch, the environment, or the open project says so.

    The switch is a file that is looked for each time: turning it holds every process of this person at once.
    """
    return bool(_reasons) or os.environ.get(VARIABLE) == "1" or is_kept()


def switch_file() -> Path:
    """The person's switch: on while this file exists."""
    from platformdirs import user_config_path

    return user_config_path("maemi", appauthor=False) / "local-only"


def is_kept() -> bool:
    """Whether this person has turned the switch on."""
    try:
        return switch_file().exists()
    except OSError:  # a folder that nobody may look into: nobody has put a switch there either
        return False


def keep(on: bool) -> None:
    """Turn the person's switch, for every process and for later sessions. Raises InputError where it cannot be kept."""
    file = switch_file()
    try:
        if on:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                "Local only: no process of MAEMI reaches another machine while this file is here.\n", "utf-8"
            )
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"The switch {file} cannot be turned: {error.strerror or error}.") from error


def hold(reason: str, on: bool = True) -> None:
    """Hold this process and its children, or let go, for a reason of its own (`window`, `project`, `asked`)."""
    (_reasons.add if on else _reasons.discard)(reason)
    _set(VARIABLE, bool(_reasons))
    _set_offline()


def allow(host: str) -> None:
    """Let the host of a project's own database be reached: a person named it, and a project cannot be without it."""
    if host and not host.startswith("/"):
        _allowed.add(host.strip("[]").rstrip(".").lower())


def allowed_hosts() -> tuple[str, ...]:
    """Machines that are reached although the switch is on: databases of projects."""
    return tuple(sorted(host for host in _allowed if not is_this_machine(host)))


def check(host: str) -> None:
    """Raises LocalOnlyError for another machine's name or number while nothing may leave."""
    if not is_this_machine(host) and is_on():
        raise LocalOnlyError(
            f"“Local only” is on, and {host} is not this machine: nothing was sent. "
            "Turn it off in the settings (or by 'maemi local-only off'), or use a server on this machine."
        )


def refusal_in(error: BaseException | None) -> LocalOnlyError | None:
    """The guard's refusal behind an error of a library that has wrapped it."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, LocalOnlyError):
            return each
        waiting += [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]
    return None


def install() -> None:
    """Set the guard of this process; it stays, and does nothing while the switch is off."""
    global _installed
    if not _installed:
        _installed = True
        sys.addaudithook(_guard)
        _set_offline()


def _set_offline() -> None:
    """The libraries of the Hugging Face hub do not even try then."""
    for name in _OFFLINE:
        _set(name, is_on())


def _set(variable: str, on: bool) -> None:
    """Set a variable for this process and its children; what somebody else has set stays as it is."""
    if on and variable not in os.environ:
        os.environ[variable] = "1"
        _set_here.add(variable)
    elif not on and variable in _set_here:
        os.environ.pop(variable, None)
        _set_here.discard(variable)


def _guard(event: str, args: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        sock, address = args[0], args[1]
        # A socket that is connected was looked at when it was.
        if address is not None and sock.family not in _STAYS_HERE:
            _refuse(address[0] if isinstance(address, tuple) and address else address)
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        _refuse(args[0])
    elif event == "socket.getnameinfo":
        _refuse(args[0][0])


def _refuse(host: Any) -> None:
    if host is None or host == "" or host == b"":  # the wildcard, where a server of ours binds
        return
    name = host.decode("utf-8", "replace") if isinstance(host, bytes | bytearray) else str(host)
    if name.strip("[]").rstrip(".").lower() not in _allowed:
        check(name)
