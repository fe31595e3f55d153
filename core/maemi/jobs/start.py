"""Start background work that outlives the window."""

from __future__ import annotations

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


def start(runs_dir: Path | str, kind: str, argv: Sequence[str], spec: Mapping[str, Any]) -> RunFolder:
    """Run `python -m maemi *argv --run-folder F` in a session of its own, its output in `F/log.txt`.

    It does not end with the caller. Raises MaemiError where it cannot be started.
    """
    folder = RunFolder.create(Path(runs_dir), kind, spec, argv)
    command = [*_maemi(), *argv, "--run-folder", str(folder.path)]
    with folder.log_path.open("ab") as log:
        process = _launch(command, stdin=subprocess.DEVNULL, output=log)
    _launched(folder, process)
    return folder


class WarmProcess:
    """`python -m maemi *argv --warm`: imports its heavy parts while the person still thinks, then waits on its stdin.

    It ends by itself when this process dies before `go`.
    """

    def __init__(self, argv: Sequence[str]) -> None:
        self._argv = list(argv)
        self._process: subprocess.Popen[bytes] | None = _launch(
            [*_maemi(), *argv, "--warm"], stdin=subprocess.PIPE, output=subprocess.DEVNULL
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
        if process.poll() is not None or process.stdin is None:
            return start(runs_dir, kind, self._argv, spec)
        folder = RunFolder.create(Path(runs_dir), kind, spec, self._argv)
        _launched(folder, process)
        try:
            process.stdin.write(f"{folder.path.resolve()}\n".encode())
            process.stdin.close()
        except OSError as error:
            raise MaemiError(f"The waiting process for {folder.id} died; start the run again.") from error
        return folder

    def cancel(self) -> None:
        """End the waiting process; nothing happens where it has its run already."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            if process.stdin:
                process.stdin.close()


def _maemi() -> list[str]:
    return [sys.executable, "-m", "maemi"]


def _launch(command: list[str], stdin: int, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
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
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
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
