"""What the room asks of the project: small functions for the database's worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.study.rows import ItemRow, Marks, StudyRow


@dataclass(frozen=True, slots=True)
class Desk:
    """What one expert has before them."""

    study: StudyRow
    items: list[ItemRow]
    """In the expert's own order."""
    marks: dict[int, Marks]
    """Item → what the expert said of it."""
    paths: dict[int, Path]
    """Micrograph → file."""


def studies(project: Project) -> list[StudyRow]:
    from maemi.study.store import list_studies

    return list_studies(project)


def desk(project: Project, study_id: int, expert: str) -> Desk:
    from maemi.project.micrographs import get_micrographs
    from maemi.study.store import get_study, items_of, ratings_of

    items = items_of(project, study_id, expert)
    marks = {one.item_id: one.marks for one in ratings_of(project, study_id, expert)}
    paths = {row.id: row.path for row in get_micrographs(project, {one.micrograph_id for one in items})}
    return Desk(get_study(project, study_id), items, marks, paths)


def keep(project: Project, item_id: int, expert: str, marks: Marks) -> None:
    from maemi.study.store import rate

    rate(project, item_id, expert, marks)


def draw(project: Project, name: str, expert: str, per_group: int, state: str, seed: int) -> StudyRow:
    from maemi.project.pair_filter import PairFilter
    from maemi.study.drawing import draw_study

    wanted = PairFilter(state=state or None)  # pyright: ignore[reportArgumentType] - one of the dialog's own words
    return draw_study(project, name, expert, per_group, seed, wanted)


def write(project: Project, study_id: int, folder: Path) -> Path:
    """Write the report; returns its page."""
    from maemi.study.report import report, write_report

    return write_report(report(project, study_id), folder)[0]
