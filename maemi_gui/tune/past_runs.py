"""What is known of the fine-tunes of a project, and what deleting one does; for workers."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.errors import MaemiError

if TYPE_CHECKING:
    from maemi.jobs.state import RunState


@dataclass(frozen=True, slots=True)
class PastRun:
    """One fine-tune, running or over."""

    folder: Path
    state: RunState
    spec: dict[str, Any]
    size_bytes: int

    @property
    def can_resume(self) -> bool:
        """Whether it ended before its end, so that its last checkpoint may go on."""
        return self.state.state in ("interrupted", "stopped", "failed") and has_checkpoint(self.folder)

    @property
    def adapter(self) -> Path | None:
        """The folder of what it learned, where there is one."""
        folder = self.folder / "adapter"
        return folder if folder.is_dir() else None


def fine_tunes(runs_dir: Path) -> list[PastRun]:
    """All fine-tunes, newest first; those whose process died are marked as interrupted."""
    from maemi.jobs.adopt import adopt
    from maemi.jobs.folder import RunFolder

    found: list[PastRun] = []
    for state in adopt(runs_dir):
        if state.kind == "train":
            folder = RunFolder(runs_dir / state.id)
            found.append(PastRun(folder.path, state, folder.spec(), _size(folder.path)))
    return found


def delete_run(run: PastRun) -> None:
    """Remove a run's folder. MaemiError where it still works, or the system refuses."""
    from maemi.jobs.folder import RunFolder

    if not RunFolder(run.folder).state().is_over:
        raise MaemiError(f"{run.folder.name} is still running; stop it, then delete it.")
    doomed = run.folder.with_name(f".deleted-{run.folder.name}")
    try:
        # Renamed first: half a run must not look like a run.
        run.folder.rename(doomed)
        shutil.rmtree(doomed)
    except OSError as error:
        raise MaemiError(f"{run.folder} was not deleted ({error.strerror}); check who owns it.") from error


def _size(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return total


def has_checkpoint(folder: Path) -> bool:
    """Whether a run got as far as its first checkpoint."""
    return (folder / "checkpoints" / "last").exists()
