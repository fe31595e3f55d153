"""A project in a few numbers."""

from __future__ import annotations

from typing import Any

from maemi.project.ledger import spent_usd
from maemi.project.listing import count_micrographs
from maemi.project.pairs import count_pairs
from maemi.project.project import Project


def status(project: Project) -> dict[str, Any]:
    """What `maemi status` prints: micrographs, pairs by state, runs, spent_usd. A public contract, names stay."""
    return {
        "name": project.name,
        "address": project.address,
        "micrographs": count_micrographs(project),
        "unreadable": count_micrographs(project, state="unreadable"),
        "pairs": count_pairs(project),
        "runs": _count_runs(project),
        "spent_usd": round(spent_usd(project), 6),
    }


def _count_runs(project: Project) -> int:
    """Runs are found from their folders; there is no second truth about them in the database."""
    if not project.runs_dir.is_dir():
        return 0
    return sum((path / "spec.json").exists() or (path / "events.jsonl").exists() for path in project.runs_dir.iterdir())
