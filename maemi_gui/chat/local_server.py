"""The local model's process: `maemi serve`, started on demand, gone with the window."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal


@dataclass(frozen=True, slots=True)
class Address:
    """Where the local model listens (its `/v1`), and the token that it asks for."""

    url: str
    token: str


class LocalServer(QObject):
    """Starts the process, reads its first line, notices when it dies.

    The process holds the other end of a pipe from this one; when the window goes, however it goes, the pipe closes and
    the process ends.
    """

    ready = Signal(object)
    """An `Address`."""
    failed = Signal(str)
    """It did not start, or it ended: one sentence."""

    def __init__(
        self, parent: QObject | None = None, program: list[str] | None = None, patience_s: float = 120
    ) -> None:
        super().__init__(parent)
        self._program = program or [sys.executable, "-m", "maemi", "serve", "--with-parent"]
        self._process: QProcess | None = None
        self._lines = b""
        self._errors = b""
        self.address: Address | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(int(patience_s * 1000))
        self._patience.timeout.connect(self._too_slow)

    @property
    def starting(self) -> bool:
        """Whether it was started and has not said yet where it listens."""
        return self._process is not None and self.address is None

    def start(self, project: Path | str | None = None) -> None:
        """Start the process for a project's adapters; nothing happens while one runs."""
        if self._process is not None:
            return
        process = QProcess(self)
        program, *arguments = self._program
        if project is not None:
            arguments += ["--project", str(project)]
        self._lines = self._errors = b""
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_errors)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._error)
        self._process = process
        self._patience.start()
        process.start(program, arguments)

    def stop(self) -> None:
        """End the process: close the pipe it waits on, and give it a moment before it is killed."""
        process, self._process, self.address = self._process, None, None
        self._patience.stop()
        if process is None:
            return
        process.blockSignals(True)
        process.closeWriteChannel()
        process.terminate()
        if not process.waitForFinished(500):
            process.kill()
            process.waitForFinished(2000)
        process.deleteLater()

    def _read(self) -> None:
        if self._process is None or self.address is not None:
            return
        self._lines += bytes(self._process.readAllStandardOutput().data())
        line, newline, _rest = self._lines.partition(b"\n")
        if not newline:
            return
        try:
            said = json.loads(line)
            url = str(said["url"]).rstrip("/")
            self.address = Address(url if url.endswith("/v1") else f"{url}/v1", str(said["token"]))
        except (ValueError, KeyError, TypeError):
            self._give_up("The local model's process said something that is no address; update MAEMI and try again.")
            return
        self._patience.stop()
        self.ready.emit(self.address)

    def _read_errors(self) -> None:
        if self._process is not None:
            self._errors = (self._errors + bytes(self._process.readAllStandardError().data()))[-4000:]

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        was_up = self.address is not None
        last = self._errors.decode(errors="replace").strip().splitlines()
        reason = last[-1].strip() if last else f"it ended with status {code}"
        if was_up:
            sentence = (
                f"The local model's process ended unexpectedly ({reason}). It starts again with the next question."
            )
        else:
            sentence = f"The local model did not start: {reason}"
        self._give_up(sentence)

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._give_up(f"The local model's process cannot be started ({self._program[0]}); install MAEMI again.")

    def _too_slow(self) -> None:
        seconds = self._patience.interval() // 1000
        self._give_up(
            f"The local model did not answer within {seconds} s of its start; close other programs and try again."
        )

    def _give_up(self, sentence: str) -> None:
        self.stop()
        self.failed.emit(sentence)
