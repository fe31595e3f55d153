"""A PostgreSQL server of our own on the loopback, from the distribution's packages, gone when it is done with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


class NoServerError(Exception):
    """Why there can be none here."""


@contextmanager
def private_server(login: str = "maemi", options: str = "-c fsync=off") -> Generator[str]:
    """The address of a new server, without its database; raises NoServerError where PostgreSQL is not installed."""
    server = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)
    initdb = str(server) if server else shutil.which("initdb")
    if initdb is None:
        raise NoServerError("PostgreSQL's server is not installed (no initdb)")
    if find_spec("psycopg") is None:
        raise NoServerError("psycopg is not installed: 'maemi[team]'")
    as_user: list[str] = []
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # the server refuses to run as root
        if shutil.which("runuser") is None or subprocess.run(["id", "postgres"], capture_output=True).returncode:
            raise NoServerError("PostgreSQL does not run as root, and there is no user 'postgres' to run it as")
        as_user = ["runuser", "-u", "postgres", "--"]
    folder = Path(subprocess.check_output([*as_user, "mktemp", "-d", "/tmp/maemi-pg-XXXXXX"], text=True).strip())
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/tmp"}
    subprocess.run([*as_user, initdb, "-D", str(data), "-A", "trust", "-U", login, "-E", "UTF8", "-N"], **quiet)
    control = [*as_user, str(Path(initdb).with_name("pg_ctl")), "-D", str(data), "-w"]
    words = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {options}"
    subprocess.run([*control, "-o", words, "-l", str(folder / "log"), "start"], **quiet)
    try:
        yield f"postgresql+psycopg://{login}@127.0.0.1:{port}"
    finally:
        subprocess.run([*control, "-m", "immediate", "-W", "stop"], **quiet)
        subprocess.run([*as_user, "rm", "-rf", str(folder)], check=True)
