"""Measure a micrograph in a process of its own, and forget it when another is selected."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.units import format_length

log = logging.getLogger("maemi.window")
Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, ready to show."""

    fields: dict[str, Any]
    """As `maemi measure --json` prints them."""
    outlines: tuple[Outline, ...]

    def lines(self) -> list[tuple[str, str]]:
        """Name and value of all that is known."""
        said = self.fields
        lines: list[tuple[str, str]] = []
        if said["count"] is not None:
            cut = f", {said['cut_by_border']} of them cut by the border" if said.get("cut_by_border") else ""
            lines.append(("Count", f"{said['count']:,}{cut}"))
        if said["mean_size_m"] is not None:
            spread = f" ± {format_length(said['std_size_m'])}" if said["std_size_m"] is not None else ""
            lines.append(("Mean size", f"{format_length(said['mean_size_m'])}{spread}"))
        elif said["mean_size_px"] is not None:
            lines.append(("Mean size", f"{said['mean_size_px']:.1f} px"))
        if said["median_size_m"] is not None:
            lines.append(("Median size", format_length(said["median_size_m"])))
        if said["coverage"] is not None:
            lines.append(("Porosity" if said["kind"] == "pores" else "Coverage", f"{100 * said['coverage']:.1f} %"))
        if said["pitch_m"] is not None:
            lines.append(("Pitch", format_length(said["pitch_m"])))
        if said.get("orientation_deg") is not None:
            lines.append(("Orientation", f"{said['orientation_deg']:.0f}°"))
        return [("Found", str(said["kind"])), *lines] if lines else []


def shifted(outlines: tuple[Outline, ...], info: MicrographInfo | None) -> tuple[Outline, ...]:
    """Outlines are measured in the scan; where the info bar lies above it, the file's rows begin earlier."""
    if info is None or info.info_bar is None:
        return outlines
    first, last = info.info_bar
    below = info.shape[0] - 1 - last
    if first >= below:
        return outlines
    return tuple(tuple((row + last + 1, column) for row, column in outline) for outline in outlines)


class Measuring(QObject):
    """One measurement at a time; starting another, or `forget`, ends the process of the one before."""

    finished = Signal(object)
    """A `Result`."""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None

    @property
    def busy(self) -> bool:
        return self._process is not None

    def start(self, path: Path, kind: str, pixel_size_m: float | None) -> None:
        """Measure `path`; `finished` or `failed` follows."""
        self.forget()
        process = QProcess(self)
        self._process = process
        size = [] if pixel_size_m is None else [repr(pixel_size_m)]
        process.finished.connect(lambda _code, _status: self._ended(process))
        process.errorOccurred.connect(lambda _error: self._broke(process))
        process.start(sys.executable, ["-P", "-m", "maemi_gui.inspect.measure_child", str(path), kind, *size])

    def forget(self) -> None:
        """Nobody waits any more: end the process."""
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(1000)
            process.deleteLater()

    def _ended(self, process: QProcess) -> None:
        if process is not self._process:
            return
        self._process = None
        out, error = (bytes(stream.data()).decode("utf-8", "replace") for stream in _streams(process))
        code = process.exitCode()
        process.deleteLater()
        if code == 0:
            fields = json.loads(out)
            outlines = tuple(tuple((row, column) for row, column in outline) for outline in fields.pop("contours"))
            self.finished.emit(Result(fields, outlines))
        elif "Traceback" in error or not error.strip():
            log.error("Measuring ended with status %s: %s", code, error)
            self.failed.emit("The measurement ended unexpectedly; the log file has the details (Help, Open log file).")
        else:
            self.failed.emit(error.strip().splitlines()[-1])

    def _broke(self, process: QProcess) -> None:
        if process is self._process and process.error() == QProcess.ProcessError.FailedToStart:
            self._process = None
            self.failed.emit(f"The measurement could not be started: {process.errorString()}.")


def _streams(process: QProcess) -> tuple[Any, Any]:
    return process.readAllStandardOutput(), process.readAllStandardError()
