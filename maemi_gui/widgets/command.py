"""`maemi …` commands as processes of their own: large files never hold up the window."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from threading import Lock
from typing import Any

from maemi.errors import MaemiError

_PATIENCE_S = 10


class Command:
    """One `maemi … --json`; `run` is for a worker, `stop` may be called from any thread."""

    def __init__(self, argv: Sequence[str]) -> None:
        self._argv = [sys.executable, "-m", "maemi", *argv, "--json"]
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._lock = Lock()

    def run(self) -> dict[str, Any]:
        """The JSON document that the command prints. Raises MaemiError with its sentence where it prints none."""
        with self._lock:
            if self._stopped:
                return {}
            try:
                self._process = subprocess.Popen(
                    self._argv,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                )
            except OSError as error:
                raise MaemiError(f"The command did not start ({error.strerror}); close other programs.") from error
        out, complaints = self._process.communicate()
        if self._stopped:
            return {}
        try:
            said = json.loads(out)
        except ValueError:
            said = None
        if isinstance(said, dict):
            return said
        last = complaints.strip().splitlines()
        raise MaemiError(last[-1].removeprefix("maemi: ") if last else "The command ended without a word; try again.")

    def stop(self) -> None:
        """End it as Ctrl+C does: a file that is half-written vanishes, what was imported stays. `run` returns {}."""
        with self._lock:
            self._stopped = True
            process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
            try:
                process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
