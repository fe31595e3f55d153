"""A run folder: the only contract between a background process and whoever watches it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, cast

from maemi import __version__, durable
from maemi.errors import InputError, MaemiError
from maemi.jobs.state import BEGINNING, TERMINAL, Lifecycle, RunState, RunStateName, lifecycle

# A run that nobody launched within this time never will be: its launcher died in between.
LAUNCH_PATIENCE_S = 60.0
LOG_TAIL_BYTES = 16_384
# Lines as `append_event` writes them: the kind comes first.
DECIDING = tuple(f'\n{{"kind": "{kind}"'.encode() for kind in sorted(BEGINNING | TERMINAL))
PROGRESS = (b'\n{"kind": "progress"', b'\n{"kind": "step"')


def new_run_id(kind: str) -> str:
    """Kind, local time, and four random digits, e.g. `train-20261123-0722-3fa9`."""
    return f"{kind}-{datetime.now().astimezone():%Y%m%d-%H%M}-{token_hex(2)}"


class RunFolder:
    """One run's folder: `spec.json`, `events.jsonl`, `log.txt`, `stop` and the results."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    @classmethod
    def create(cls, runs_dir: Path, kind: str, spec: Mapping[str, Any], argv: Sequence[str] = ()) -> RunFolder:
        """Make a new run's folder with its spec in it. Raises MaemiError where that cannot be written."""
        for _ in range(20):
            folder = cls(Path(runs_dir) / new_run_id(kind))
            try:
                folder.path.mkdir(parents=True)
                about = {"kind": kind, "argv": list(argv), "created_at": time.time(), "maemi": __version__}
                text = json.dumps({**about, "spec": dict(spec)}, ensure_ascii=False, indent=1)
                durable.write_text(folder.path / "spec.json", text)
            except FileExistsError:
                continue
            except OSError as error:
                raise MaemiError(f"A run cannot be started in {runs_dir}: {error.strerror or error}.") from error
            return folder
        raise MaemiError(f"A run cannot be started in {runs_dir}: no free name was found; try again in a minute.")

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def kind(self) -> str:
        """What sort of run: train, generate, add …"""
        return str(self._known().get("kind") or self.id.split("-", 1)[0])

    @property
    def created_at(self) -> float:
        """Seconds since the epoch; 0 where nobody wrote it down."""
        return float(self._known().get("created_at", 0.0))

    @property
    def events_path(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def log_path(self) -> Path:
        return self.path / "log.txt"

    def about(self) -> dict[str, Any]:
        """All of spec.json: kind, argv, created_at, maemi, spec; empty where the run was started without one."""
        try:
            return json.loads((self.path / "spec.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise InputError(f"{self.path / 'spec.json'} cannot be read: {error}.") from error

    def spec(self) -> dict[str, Any]:
        """What the run shall do, as its starter wrote it."""
        return self.about().get("spec", {})

    def events(self) -> list[dict[str, Any]]:
        """All events, oldest first; a half-written last line is left out."""
        return [event for line in self._written().split(b"\n") if (event := parse_event(line))]

    def lifecycle(self) -> Lifecycle:
        """The deciding events, without parsing all the others."""
        written = b"\n" + self._written()
        # A long training has a hundred thousand steps, of which only the last tells how far it is.
        found = {written.rfind(mark) for mark in PROGRESS} - {-1}
        for mark in DECIDING:
            position = written.rfind(mark)
            while position >= 0:
                found.add(position)
                position = written.rfind(mark, 0, position)
        lines = (written[position + 1 :].partition(b"\n")[0] for position in sorted(found, reverse=True))
        return lifecycle(event for line in lines if (event := parse_event(line)))

    def state(self) -> RunState:
        """Where the run stands now. Whether its process still lives is looked up; nothing is written."""
        life = self.lifecycle()
        name, message, result = self._standing(life)
        identity = life.identity
        return RunState(
            id=self.id,
            kind=self.kind,
            state=name,
            pid=identity.pid if identity else None,
            started_at=life.started_at,
            done=life.done,
            total=life.total,
            message=message,
            result=result,
        )

    def request_stop(self) -> None:
        """Ask the run to end; it notices within its next step."""
        (self.path / "stop").touch()

    def log_tail(self, lines: int = 20) -> list[str]:
        """The last lines of what the process printed."""
        try:
            with self.log_path.open("rb") as file:
                file.seek(max(0, file.seek(0, 2) - LOG_TAIL_BYTES))
                text = file.read().decode(errors="replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()][-lines:]

    def died(self) -> str:
        """The sentence for a run whose process ended without a word."""
        last = self.log_tail(1)
        if not last:
            return f"The run ended without a word and {self.log_path} is empty: it was killed or the machine restarted."
        words = f"The run ended without a word; the last line of {self.log_path} is: {last[0].strip()}"
        return words if words.endswith((".", "!", "?")) else f"{words}."

    def _known(self) -> dict[str, Any]:
        """`about()` for those who only look: a damaged spec.json must not hide the run."""
        try:
            return self.about()
        except InputError:
            return {}

    def _standing(self, life: Lifecycle) -> tuple[RunStateName, str, dict[str, Any]]:
        if life.terminal:
            message = str(life.terminal.get("message") or life.message)
            return life.terminal["kind"], message, life.terminal.get("result") or {}
        identity = life.identity
        if identity is None or life.beginning is None:
            waiting = time.time() - self.created_at < LAUNCH_PATIENCE_S
            return ("queued", "", {}) if waiting else ("interrupted", self.died(), {})
        if not identity.is_here:
            return "running", life.message or f"Runs on {identity.host}", {}
        if not identity.is_alive():
            # It may have written its last line and ended between our two looks.
            again = self.lifecycle()
            return self._standing(again) if again.terminal else ("interrupted", self.died(), {})
        return ("running" if life.beginning["kind"] == "started" else "queued"), life.message, {}

    def _written(self) -> bytes:
        try:
            return self.events_path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise MaemiError(f"{self.events_path} cannot be read: {error.strerror or error}.") from error


def parse_event(line: bytes) -> dict[str, Any] | None:
    """One event, or None for an empty or torn line."""
    try:
        event: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(event, dict):
        return None
    fields = cast("dict[str, Any]", event)
    needed = {"kind", "at", "pid", "created"} if fields.get("kind") in BEGINNING else {"kind", "at"}
    return fields if needed <= fields.keys() else None
