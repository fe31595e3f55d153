"""The switch, tried with real sockets: while it is on, nothing but this machine is reached, and no packet leaves."""

from __future__ import annotations

import _socket
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from maemi import local_only
from maemi.local_only import LocalOnlyError
from maemi.project.project import Project
from maemi.project.settings import is_kept_here, keep_here


@pytest.fixture
def real_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this test's own addresses are tried; the guard of the tests themselves steps aside."""
    monkeypatch.setattr(socket.socket, "connect", _socket.socket.connect)


class Listener:
    """Counts who comes, by TCP and UDP, at an address of this machine that is not the loopback."""

    def __init__(self, address: str) -> None:
        self.address, self.came = address, 0
        self.tcp, self.udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.tcp.bind((address, 0))
        self.port = self.tcp.getsockname()[1]
        self.udp.bind((address, self.port))
        self.udp.settimeout(0.3)
        self.tcp.listen()
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                self.tcp.accept()[0].close()
            except OSError:
                return
            self.came += 1

    def close(self) -> None:
        self.tcp.shutdown(socket.SHUT_RDWR)
        self.tcp.close()
        self.udp.close()


@pytest.fixture
def listener(real_sockets: None) -> Iterator[Listener]:
    addresses = [
        one.address
        for found in psutil.net_if_addrs().values()
        for one in found
        if one.family == socket.AF_INET and not local_only.is_this_machine(one.address)
    ]
    if not addresses:
        pytest.skip("this machine has no address but the loopback")
    running = Listener(addresses[0])
    yield running
    running.close()


def test_a_connection_and_a_datagram_are_refused_before_anything_leaves(listener: Listener) -> None:
    place = (listener.address, listener.port)
    local_only.hold("test")
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as sock:
                with pytest.raises(LocalOnlyError, match="not this machine"):
                    sock.connect(place)
                with pytest.raises(LocalOnlyError):
                    sock.connect_ex(place)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            with pytest.raises(LocalOnlyError):
                sock.sendto(b"x", place)
            with pytest.raises(LocalOnlyError):
                sock.sendmsg([b"x"], [], 0, place)
        with pytest.raises(TimeoutError):
            listener.udp.recv(1)
        assert listener.came == 0
    finally:
        local_only.hold("test", False)
    socket.create_connection(place).close()  # the same sockets, without the switch
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"x", place)
    assert listener.udp.recv(1) == b"x"


@pytest.mark.parametrize(
    "ask",
    [
        lambda name: socket.getaddrinfo(name, 443),
        socket.gethostbyname,
        socket.gethostbyname_ex,
        socket.gethostbyaddr,
        lambda name: socket.create_connection((name, 443), 0.1),
    ],
)
def test_names_are_not_even_looked_up(ask: Any, real_sockets: None) -> None:
    local_only.keep(True)
    with pytest.raises(LocalOnlyError, match=r"models\.example\.org"):
        ask("models.example.org")


@pytest.mark.parametrize("place", [("127.0.0.1", 9), ("127.8.8.8", 9), ("localhost", 9)])
def test_this_machine_is_reached_all_the_same(place: tuple[str, int], real_sockets: None) -> None:
    local_only.keep(True)
    with pytest.raises(ConnectionRefusedError):  # nobody listens there, which the kernel said and not the guard
        socket.create_connection(place, 0.5)
    assert socket.getaddrinfo("localhost", 80)
    left, right = socket.socketpair()
    left.sendall(b"x")
    assert right.recv(1) == b"x"
    left.close()
    right.close()


@pytest.mark.parametrize(
    ("name", "here"),
    [
        ("127.0.0.1", True), ("::1", True), ("[::1]", True), ("LOCALHOST.", True), ("::ffff:127.0.0.1", True),
        ("::ffff:192.0.2.1", False), ("localhost.example", False), ("0.0.0.0", False), ("", False),
        ("127.0.0.1.example", False), ("fe80::1%eth0", False), ("2130706433", False),
    ],
)  # fmt: skip
def test_what_this_machine_is(name: str, here: bool) -> None:
    assert local_only.is_this_machine(name) is here


def test_every_process_that_imports_maemi_has_the_guard() -> None:
    script = "import maemi, socket; socket.create_connection(('192.0.2.1', 9), 0.2)"
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {local_only.VARIABLE: "1"}, capture_output=True, text=True
    )
    assert "LocalOnlyError" in done.stderr


def test_children_inherit_it_and_the_hub_stays_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    local_only.hold("test")
    script = "import os, maemi.local_only as l; print(l.is_on(), os.environ['HF_HUB_OFFLINE'])"
    assert subprocess.check_output([sys.executable, "-c", script], text=True).split() == ["True", "1"]
    local_only.hold("test", False)
    assert local_only.VARIABLE not in os.environ and "HF_HUB_OFFLINE" not in os.environ


def test_what_a_parent_has_set_is_not_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(local_only.VARIABLE, "1")
    local_only.hold("test")
    local_only.hold("test", False)
    assert local_only.is_on()


def test_turning_the_switch_holds_a_process_that_runs_already() -> None:
    script = (
        "import maemi.local_only as l, sys\n"
        "print(l.is_on(), flush=True)\n"
        "sys.stdin.readline()\n"
        "print(l.is_on(), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdin and running.stdout
        assert running.stdout.readline() == "False\n"
        local_only.keep(True)
        running.stdin.write("\n")
        running.stdin.flush()
        assert running.stdout.readline() == "True\n"


def test_a_projects_switch_holds_while_it_is_open(tmp_path: Any) -> None:
    with Project.create(tmp_path / "lab") as project:
        keep_here(project, True)
        assert local_only.is_on()
    assert not local_only.is_on()
    with Project.open(tmp_path / "lab") as project:
        assert local_only.is_on() and is_kept_here(project)
        keep_here(project, False)
        assert not local_only.is_on()


def test_the_database_of_a_project_is_reached_and_told(real_sockets: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from maemi.project.address import understand
    from maemi.project.engine import open_engine

    # Other tests of the same process open databases, too, which nobody forgets.
    monkeypatch.setattr(local_only, "_allowed", set[str]())
    open_engine(understand("postgresql+psycopg://ada@192.0.2.7/lab")).dispose()
    assert local_only.allowed_hosts() == ("192.0.2.7",)
    local_only.keep(True)
    assert socket.getaddrinfo("192.0.2.7", 5432)
    with pytest.raises(LocalOnlyError):
        socket.getaddrinfo("192.0.2.8", 5432)


def test_a_refusal_is_found_behind_what_libraries_make_of_it() -> None:
    refusal = LocalOnlyError("no")
    try:
        try:
            raise ExceptionGroup("all attempts failed", [refusal])
        except ExceptionGroup as group:
            raise ConnectionError("wrapped") from group
    except ConnectionError as error:
        assert local_only.refusal_in(error) is refusal
    assert local_only.refusal_in(ConnectionError()) is None
