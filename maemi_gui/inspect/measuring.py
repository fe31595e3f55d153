"""Measure micrographs in one process that stays warm; the newest request counts, and nothing waits on the Qt thread."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from maemi.measure.settings import AUTOMATIC, Settings
from maemi.micrograph.correction import ByKind, Correction, by_kind_json
from maemi.micrograph.record import PixelSize
from maemi_gui.inspect.result import Result

log = logging.getLogger("maemi.window")
IDLE_MS = 5 * 60_000
"""A process that nobody asked for so long ends: it holds some 200 MB."""
IMPATIENT_MS = 2_000
"""A measurement that nobody waits for any more is ended when it lasts longer; most end sooner than a new process."""
LONGEST_MS = 180_000
ENDED = "The measurement ended unexpectedly; measuring again starts it anew. The log file has the details (Help)."
TOO_LONG = "The measurement took longer than three minutes and was ended; measure a smaller part of the micrograph."


@dataclass(frozen=True, slots=True)
class Request:
    """What shall be measured, and how."""

    path: Path
    kind: str = "auto"
    pixel_size: PixelSize | None = None
    """What a person said; None leaves it to the file."""
    settings: Settings = AUTOMATIC
    corrections: ByKind = field(default_factory=dict[str, tuple[Correction, ...]])
    """By hand, of each kind."""

    def to_json(self) -> dict[str, Any]:
        return {
            "path": str(self.path),
            "kind": self.kind,
            "pixel_size": asdict(self.pixel_size) if self.pixel_size else None,
            "settings": self.settings.to_json(),
            "corrections": by_kind_json(self.corrections),
        }


class Measuring(QObject):
    """Starts its process late, ends it when it was idle for long, and starts another where it died."""

    finished = Signal(object)
    """A `Result`; while `busy` still holds, a newer request is under way and this is what an older one brought."""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._number = 0
        """Of the last request."""
        self._wanted: dict[int, Request] = {}
        """Asked and neither answered nor passed over; nothing in it where nobody waits."""
        self._begun = self._answered = self._unwanted = 0
        """Numbers: what the process took last, what it answered last, up to where nobody waits."""
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self.close)
        self._impatient = QTimer(self, singleShot=True, interval=IMPATIENT_MS)
        self._impatient.timeout.connect(self._start_over)
        self._late = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._late.timeout.connect(self._too_late)

    @property
    def busy(self) -> bool:
        """Whether an answer is waited for."""
        return bool(self._wanted)

    @property
    def process_id(self) -> int | None:
        """Of the warm process; None where there is none."""
        return int(self._process.processId()) if self._process is not None else None

    def warm(self) -> None:
        """Somebody may soon measure: start the process."""
        self._idle.start()
        if self._process is not None:
            return
        process = QProcess(self)
        self._process = process
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._log)
        process.finished.connect(self._ended)
        process.finished.connect(process.deleteLater)
        process.errorOccurred.connect(self._broke)
        process.start(sys.executable, ["-P", "-m", "maemi_gui.inspect.measure_child"])

    def start(self, request: Request) -> None:
        """Measure; `finished` or `failed` follows, unless a newer request or `forget` comes first."""
        if any(one.path != request.path for one in self._wanted.values()):
            self.forget()
        self.warm()
        self._number += 1
        self._wanted[self._number] = request
        self._late.start()
        self._send()

    def forget(self) -> None:
        """Nobody waits any more."""
        self._wanted.clear()
        self._late.stop()
        self._unwanted = self._number
        if self._answered < self._begun:
            self._impatient.start()

    def close(self) -> None:
        """End the process; the next request starts another."""
        self.forget()
        for timer in (self._idle, self._impatient):
            timer.stop()
        self._kill()

    def _send(self) -> None:
        if self._process is not None and self._wanted:
            newest = max(self._wanted)
            line = json.dumps({"id": newest, **self._wanted[newest].to_json()})
            self._process.write(line.encode() + b"\n")

    def _kill(self) -> None:
        process, self._process = self._process, None
        self._answered = self._begun
        if process is not None:
            process.kill()
            process.waitForFinished(1000)  # a killed process is gone within milliseconds

    def _start_over(self) -> None:
        if self._answered < self._begun <= self._unwanted:
            self._kill()
            if self._wanted:
                self.warm()
                self._send()

    def _too_late(self) -> None:
        self.forget()
        self._kill()
        self.failed.emit(TOO_LONG)

    def _read(self) -> None:
        # Answers of one that was killed are for nobody; those of its successor come with a signal of their own.
        while self._process is not None and self._process.canReadLine():
            answer = json.loads(bytes(self._process.readLine().data()))
            if answer.get("begun"):
                self._begun = answer["id"]
            else:
                self._take(answer)

    def _take(self, answer: dict[str, Any]) -> None:
        number = self._answered = answer["id"]
        request = self._wanted.get(number)
        # The process takes the newest only: what is older than an answer was passed over.
        self._wanted = {other: one for other, one in self._wanted.items() if other > number}
        if not self._wanted:
            self._late.stop()
        self._idle.start()
        if request is None:
            return
        if "error" in answer:
            self.failed.emit(answer["error"])
        else:
            self.finished.emit(Result.from_answer(answer, request.settings))

    def _ended(self) -> None:
        """The process in use died, or one that was killed is gone at last."""
        process = self._process
        if process is not None and process.state() == QProcess.ProcessState.NotRunning:
            self._log()
            log.error("The measuring process ended with status %s", process.exitCode())
            self._give_up(ENDED)

    def _broke(self, error: QProcess.ProcessError) -> None:
        process = self._process
        if process is not None and error == QProcess.ProcessError.FailedToStart:
            self._give_up(f"The measurement could not be started: {process.errorString()}.")
            process.deleteLater()

    def _give_up(self, sentence: str) -> None:
        self._process = None
        self._answered = self._begun
        if self._wanted:
            self.forget()
            self.failed.emit(sentence)

    def _log(self) -> None:
        if self._process is not None:
            said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").strip()
            if said:
                log.warning("Measuring: %s", said)
