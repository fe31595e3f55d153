"""Start background work that outlives the window."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import psutil

from maemi.errors import MaemiError
from maemi.jobs.folder import RunFolder
from maemi.jobs.identity import ProcessIdentity
from maemi.jobs.reporter import append_event

PROGRAM: tuple[str, ...] = (sys.executable, "-m", "maemi")


def start(
    runs_dir: Path | str,
    kind: str,
    argv: Sequence[str],
    spec: Mapping[str, Any],
    env: Mapping[str, str] | None = None,
) -> RunFolder:
    """Run `python -m maemi *argv --run-folder F` in a session of its own, its output in `F/log.txt`.

    `env` is added to the environment of the child: the way for a key, which belongs into no file and no argument.
    It does not end with the caller. Raises MaemiError where it cannot be started.
    """
    folder = RunFolder.create(Path(runs_dir), kind, spec, argv)
    _start_in(folder, argv, env)
    return folder


def _start_in(folder: RunFolder, argv: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    with folder.log_path.open("ab") as log:
        command = [*PROGRAM, *argv, "--run-folder", str(folder.path)]
        _launched(folder, _launch(command, stdin=subprocess.DEVNULL, output=log, env=env))


class WarmProcess:
    """`python -m maemi *argv --warm`: imports its heavy parts while the person still thinks, then waits on its stdin.

    It ends by itself when this process dies before `go`.
    """

    def __init__(self, argv: Sequence[str]) -> None:
        self._argv = list(argv)
        self._process: subprocess.Popen[bytes] | None = _launch(
            [*PROGRAM, *argv, "--warm"], stdin=subprocess.PIPE, output=subprocess.DEVNULL
        )

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def go(self, runs_dir: Path | str, kind: str, spec: Mapping[str, Any]) -> RunFolder:
        """Hand the waiting process its run; it reads all it needs from the folder's spec, and outlives the caller.

        If it has died meanwhile, a fresh process is started. Once only.
        """
        process, self._process = self._process, None
        if process is None:
            raise MaemiError("This warm process already has its run; start another.")
        folder = RunFolder.create(Path(runs_dir), kind, spec, self._argv)
        if not _hand_over(process, folder):
            _start_in(folder, self._argv)
        return folder

    def cancel(self) -> None:
        """End the waiting process; nothing happens where it has its run already."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            if process.stdin:
                process.stdin.close()


def _hand_over(process: subprocess.Popen[bytes], folder: RunFolder) -> bool:
    """Tell the waiting process its run folder; False where it has died meanwhile."""
    alive = process.poll() is None and process.stdin is not None
    if alive:
        _launched(folder, process)
    try:
        with process.stdin or io.BytesIO() as waiting:
            waiting.write(f"{folder.path.resolve()}\n".encode() if alive else b"")
    except OSError:
        return False
    return alive


def _launch(
    command: list[str], stdin: int, output: IO[bytes] | int, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Detached: no console, no pipe of ours for its output, its own session, so that no signal to us reaches it."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    try:
        process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=os.name != "nt",
            creationflags=flags,
            env={**os.environ, **(env or {}), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
        )
    except OSError as error:
        raise MaemiError(
            f"A background process cannot be started ({command[0]}): {error.strerror or error}."
        ) from error
    # Collects its exit status, or it would stay in the process table as a zombie as long as the window lives.
    threading.Thread(target=process.wait, name=f"wait-{process.pid}", daemon=True).start()
    return process


def _launched(folder: RunFolder, process: subprocess.Popen[bytes]) -> None:
    """Note who the process is, so that a death before its first own line is noticed."""
    try:
        identity = ProcessIdentity.of(process.pid)
    except psutil.NoSuchProcess:  # already over: state() finds its lines, or none
        identity = ProcessIdentity(process.pid, 0.0, "")
    append_event(folder, "launched", **identity.to_event())
