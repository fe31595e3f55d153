"""A team's project with pairs, in a folder and in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project
from maemi.project.team.founding import begin


@pytest.fixture
def new_team(project: Project, images: Path) -> Callable[..., list[int]]:
    """`new_team(share, pairs)`: make `project` a team's that ada owns, and give it pairs; returns their ids."""

    def make(share: float = 0.0, pairs: int = 6) -> list[int]:
        begin(project, "ada", share)
        add_paths(project, [images])
        ids = [row.id for row in list_micrographs(project)]
        new = [
            NewPair(ids[number % 3], f"Question {number}?", f"Answer {number}.", "basics", "measured")
            for number in range(pairs)
        ]
        return add_pairs(project, new)

    return make


@pytest.fixture
def pairs(new_team: Callable[..., list[int]]) -> list[int]:
    """Six pairs that one curator each judges."""
    return new_team()


@pytest.fixture
def twice(new_team: Callable[..., list[int]]) -> list[int]:
    """Six pairs that all go to two curators."""
    return new_team(share=1.0)
