"""One child process that decodes, seen from its pool."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from io import RawIOBase
from typing import cast

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.frames import Header, read_message, write_message

_THREAD_LIMITS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Decoding needs no threads of numerical libraries, and each would reserve memory from the limit."""


@dataclass(frozen=True, slots=True)
class Complaints:
    """What is said of a file whose child did not answer: `{path}`, and `{seconds}` of patience."""

    slow: str = "{path} took longer than {seconds:g} seconds to decode; export it in a simpler format."
    crashed: str = "{path} made its decoder crash; the file is probably damaged: copy it again from its source."


DECODING = Complaints()


class DecoderProcess:
    """Starts the child when it is needed and again after it died. `ask` is for one thread, `close` for any."""

    def __init__(
        self, seconds: float, memory: int, module: str = "maemi.micrograph.child", complaints: Complaints = DECODING
    ) -> None:
        self._module = module
        self._complaints = complaints
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def ask(self, request: Header) -> tuple[Header, bytearray]:
        """Send a request and wait for its answer; raises MicrographError."""
        path = request["path"]
        process = self._running()
        requests, answers = cast(RawIOBase, process.stdin), cast(RawIOBase, process.stdout)
        late = threading.Event()

        def too_late() -> None:
            late.set()
            process.kill()

        # Killing the child ends the blocking read below, on every system.
        timer = threading.Timer(self._seconds, too_late)
        timer.daemon = True
        timer.start()
        try:
            write_message(requests, request)
            header, body = read_message(answers)
        except (EOFError, OSError):
            self._discard(process)
            if self._closed:
                raise MicrographError(f"{path} was not read because the decoder was closed.") from None
            said = self._complaints.slow if late.is_set() else self._complaints.crashed
            raise MicrographError(said.format(path=path, seconds=self._seconds)) from None
        finally:
            timer.cancel()
            timer.join()
        if late.is_set():
            # The answer came in the very moment that the patience ended: it counts, the killed child does not.
            self._discard(process)
        if "error" in header:
            raise MicrographError(header["error"])
        return header, body

    def close(self) -> None:
        """Kill the child for good and wait for its end."""
        with self._lock:
            self._closed = True
            process = self._process
        if process is not None:
            process.kill()
            # The pipes stay open for the asking thread, whose read ends now that the child is dead.
            process.wait()

    def finish(self) -> None:
        """Close the pipes, once no thread asks any more."""
        process, self._process = self._process, None
        if process is not None:
            _close_pipes(process)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._discard(self._process)
        with self._lock:
            if self._closed:
                raise MicrographError("The decoder is closed; open the project again to read micrographs.")
            if self._process is None:
                # -P: a file named numpy.py in the working folder must not become our numpy.
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", self._module, str(self._memory)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env={**os.environ, **_THREAD_LIMITS},
                    bufsize=0,
                    # Only Windows has it: no console window may flash up.
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            return self._process

    def _discard(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        _close_pipes(process)
        with self._lock:
            if self._process is process:
                self._process = None


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                # A dead child leaves nothing to flush to.
                continue
