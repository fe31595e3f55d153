"""All that the page of sent requests asks of the project; for the database worker, a piece at a time."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.project.rows import EgressRow, MicrographRow
    from maemi.project.sent import SentFilter, Total

Line = tuple["EgressRow", str]
"""A request, and its micrograph's name."""


def newest(project: Project) -> int:
    """The number of the newest line."""
    from maemi.project import sent

    return sent.newest(project)


def piece(project: Project, chosen: SentFilter, after: int, up_to: int) -> tuple[array[int], list[Total]]:
    """Numbers of a filter's lines in a range, newest first, and their sums."""
    from maemi.project import sent

    return array("q", sent.ids_between(project, chosen, after, up_to)), sent.totals_between(
        project, chosen, after, up_to
    )


def lines(project: Project, ids: Sequence[int]) -> list[Line]:
    """Some lines by number."""
    from maemi.project.sent import rows_of

    return rows_of(project, ids)


def choices(project: Project) -> dict[str, list[str]]:
    """What the filters offer."""
    from maemi.project import sent

    return sent.choices(project)


def micrograph(project: Project, micrograph_id: int) -> MicrographRow:
    """The micrograph of a line."""
    from maemi.project.micrographs import get_micrograph

    return get_micrograph(project, micrograph_id)


def export(project: Project, chosen: SentFilter, file: Path) -> int:
    """Write a filter's lines as CSV; returns how many. For a worker: a million lines take a while."""
    from maemi.project.sent import as_table, each_sent
    from maemi_gui.widgets.csv_file import write_csv

    return write_csv(file, as_table(each_sent(project, chosen)))
