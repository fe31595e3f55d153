"""The trainer's process: warm while the page is open, one run when the button is pressed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.jobs.folder import RunFolder
    from maemi.jobs.start import WarmProcess

INSTALL = 'python -m pip install "maemi[local]"'


def can_train() -> bool:
    """Whether what fine-tuning needs is installed; nothing of it is imported."""
    return all(find_spec(name) is not None for name in ("torch", "transformers", "peft"))


def warm(address: str) -> WarmProcess:
    """Start a process that imports torch and peft and then waits."""
    from maemi.jobs.start import WarmProcess

    return WarmProcess(["train", address])


def go(process: WarmProcess | None, runs_dir: Path, address: str, spec: dict[str, Any]) -> RunFolder:
    """Start the run in the warm process, or in a cold one."""
    from maemi.jobs.start import start

    if process is not None:
        return process.go(runs_dir, "train", spec)
    return start(runs_dir, "train", ["train", address], spec)


def resume(runs_dir: Path, address: str, run_id: str, spec: dict[str, Any]) -> RunFolder:
    """Go on from the last checkpoint of an interrupted or stopped run."""
    from maemi.jobs.start import start

    return start(runs_dir, "train", ["train", address, "--resume", run_id], {**spec, "resume": run_id})


class Trainer(QObject):
    """Keeps at most one warm process, of the open project."""

    started = Signal(object)
    """The run's folder (Path)."""
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._process: WarmProcess | None = None
        self._wanted = False

    def keep_warm(self) -> None:
        """The person may soon start a run."""
        project = self._context.project
        self._wanted = project is not None
        if project is not None and (self._process is None or not self._process.is_alive):
            self._process = None
            self._context.background.run(
                warm, project.address, then=self._is_warm, failed=lambda _sentence: None, owner=self
            )

    def cool(self) -> None:
        """Nobody is about to start a run."""
        self._wanted = False
        process, self._process = self._process, None
        if process is not None:
            process.cancel()

    def start(self, spec: dict[str, Any]) -> None:
        """Start a run."""
        project, runs_dir = self._context.project, self._context.runs_dir
        if project is None or runs_dir is None:
            return
        process, self._process = self._process, None
        self._context.background.run(
            go, process, runs_dir, project.address, spec, then=self._went, failed=self.failed.emit, owner=self
        )

    def resume(self, run_id: str, spec: dict[str, Any]) -> None:
        """Go on with a run that ended early."""
        project, runs_dir = self._context.project, self._context.runs_dir
        if project is not None and runs_dir is not None:
            self._context.background.run(
                resume, runs_dir, project.address, run_id, spec, then=self._went, failed=self.failed.emit, owner=self
            )

    def _is_warm(self, process: WarmProcess) -> None:
        if self._wanted and self._process is None:
            self._process = process
        else:
            process.cancel()

    def _went(self, folder: RunFolder) -> None:
        self.started.emit(folder.path)
