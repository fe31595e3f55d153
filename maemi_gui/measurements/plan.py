"""What shall be measured, as a command line; and the start of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.measure.result import KINDS as MEASURED
from maemi.measure.settings import AUTOMATIC, Settings

if TYPE_CHECKING:
    from maemi.project.project import Project

KINDS = (
    ("Chosen from each picture", "auto"),
    ("By each micrograph's class", "by-class"),
    *((kind.capitalize(), kind) for kind in MEASURED),
)
MOST_CHARACTERS = 30_000
"""Of a command line, on the system that has the shortest."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of one `maemi measure-all`."""

    project: str
    kind: str = "auto"
    search: str = ""
    ids: tuple[int, ...] = ()
    """Only these; none: all of the search."""
    again: bool = False
    settings: Settings = AUTOMATIC

    def argv(self) -> list[str]:
        """Arguments after `maemi`."""
        from maemi.survey.naming import ids_text

        argv = ["measure-all", self.project, "--kind", self.kind]
        argv += [f"--search={self.search}"] if self.search else []
        argv += ["--ids", ids_text(self.ids)] if self.ids else []
        argv += ["--again"] if self.again else []
        return argv + self.settings.to_argv()

    def spec(self) -> dict[str, Any]:
        """For the run folder: what was asked for."""
        return {"project": self.project, "kind": self.kind, "search": self.search, "micrographs": len(self.ids)}


def start(plan: Plan, runs_dir: Path) -> Path:
    """Start the run; returns its folder. For a worker."""
    from maemi.jobs.start import start as start_job

    return start_job(runs_dir, "measure", plan.argv(), plan.spec()).path


def too_long(plan: Plan) -> bool:
    """Whether the selection is too scattered for a command line; a search then says which micrographs are meant."""
    return sum(len(word) + 1 for word in plan.argv()) > MOST_CHARACTERS


def count_known(project: Project, ids: list[int], kind: str, settings: Settings) -> int:
    """How many of these a run would pass over, since they have a result. For the database's worker."""
    from maemi.survey.asking import Asked
    from maemi.survey.running import count_known as counted

    return counted(project, ids, Asked(kind, settings))
