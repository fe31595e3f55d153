"""The process that watches the project's folders: start it, and see what it found; it outlives the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maemi.jobs.folder import RunFolder
    from maemi.project.project import Project

KIND = "watch"


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of the newest watcher."""

    run: RunFolder | None
    runs: bool
    words: str
    """Whether anybody watches, and what was found last."""


def start(project: Project) -> RunFolder:
    """Begin to watch, in a process of its own."""
    from maemi.jobs.start import start as start_run

    return start_run(project.folder / "runs", KIND, ["watch", project.address], {})


def look(runs_dir: Path) -> Watch:
    """The newest watcher of the project, and whether it runs."""
    from maemi.jobs.adopt import run_folders

    folders = [folder for folder in run_folders(runs_dir) if folder.kind == KIND]
    if not folders:
        return Watch(None, False, "Nobody watches now.")
    newest = max(folders, key=lambda folder: folder.created_at)
    state = newest.state()
    if not state.is_over:
        return Watch(newest, True, f"Watching. {state.message}".strip())
    last = state.message or str(state.result.get("message") or "")
    return Watch(newest, False, f"Nobody watches now. Last: {last}" if last else "Nobody watches now.")
