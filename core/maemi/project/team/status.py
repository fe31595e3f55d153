"""A team in a few numbers."""

from __future__ import annotations

from typing import Any

from maemi.project.project import Project
from maemi.project.team.agreement import agreement, kappa_json
from maemi.project.team.claims import list_claims
from maemi.project.team.members import list_members
from maemi.project.team.settings import team_of


def team_status(project: Project) -> dict[str, Any]:
    """What `maemi team status` prints. A public contract, names stay."""
    settings, found = team_of(project), agreement(project)
    return {
        "address": project.address,
        "team": settings is not None,
        "share": settings.share if settings else None,
        "claim_minutes": settings.claim_minutes if settings else None,
        "members": len(list_members(project)),
        "claimed": len(list_claims(project)),
        "second_opinions": found.counts,
        "agreement": kappa_json(found.overall),
    }
