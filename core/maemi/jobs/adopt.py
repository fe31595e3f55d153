"""Find the runs of a folder again after the window was closed, crashed or moved to another day."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from maemi.errors import InputError, MaemiError
from maemi.jobs.folder import RunFolder
from maemi.jobs.reporter import append_event
from maemi.jobs.state import RunState


def run_folders(runs_dir: Path | str) -> list[RunFolder]:
    """The runs of a folder, newest first; other folders and hidden ones are left out."""
    runs = Path(runs_dir)
    if not runs.is_dir():
        return []
    found = [
        RunFolder(path)
        for path in runs.iterdir()
        if path.is_dir()
        and not path.name.startswith(".")
        and ((path / "spec.json").exists() or (path / "events.jsonl").exists())
    ]
    return sorted(found, key=_begun, reverse=True)


def find_run(runs_dir: Path | str, run_id: str) -> RunFolder:
    """The run of that name, or of the only name that begins so. Raises InputError where there is none or several."""
    found = run_folders(runs_dir)
    exact = [folder for folder in found if folder.id == run_id]
    matching = exact or [folder for folder in found if run_id and folder.id.startswith(run_id)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise InputError(
            f"Several runs begin with '{run_id}': {', '.join(folder.id for folder in matching)}; write one out."
        )
    raise InputError(f"There is no run '{run_id}' in {runs_dir}; 'maemi runs' lists them.")


def adopt(runs_dir: Path | str) -> list[RunState]:
    """The state of every run, newest first; one whose process is gone without a last line gets it: interrupted.

    A process counts as the run's only where pid and time of creation both match.
    """
    states: list[RunState] = []
    for folder in run_folders(runs_dir):
        try:
            state = folder.state()
        except MaemiError as error:  # one unreadable folder must not hide the others
            state = RunState(folder.id, folder.kind, "interrupted", message=str(error))
        else:
            if state.state == "interrupted" and folder.lifecycle().terminal is None:
                # Where nothing can be written (a full disk, a copy on read-only media), each look finds it again.
                with suppress(MaemiError):
                    append_event(folder, "interrupted", message=state.message)
        states.append(state)
    return states


def _begun(folder: RunFolder) -> tuple[float, str]:
    """When the folder's first file was written; a name holds minutes only."""
    return folder.created_at or _modified(folder.events_path), folder.id


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
