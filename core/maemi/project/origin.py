"""Where micrographs come from: of which specimen, and under which licence they may be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from maemi.errors import InputError
from maemi.project.listing import in_chunks
from maemi.project.project import Project
from maemi.project.settings import get_setting, set_setting
from maemi.project.tables.micrograph import Micrograph
from maemi.project.text import storable

LICENCE = "licence"
"""The project's setting: what holds for micrographs that have no licence of their own."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """Of one micrograph; "" where nobody said."""

    specimen: str
    licence: str
    """Its own, else the project's."""


def project_licence(project: Project) -> str:
    """What holds for all micrographs that have no licence of their own; "" where nobody said."""
    return str(get_setting(project, LICENCE, "") or "")


def set_project_licence(project: Project, licence: str) -> None:
    """E.g. `CC-BY-4.0`, or words of the lab; "" takes it back. Raises InputError for text that is too long."""
    set_setting(project, LICENCE, checked(licence, "licence"))


def set_specimen(project: Project, ids: Sequence[int], specimen: str) -> int:
    """Say of which specimen micrographs are, all or none; "" takes it back. Returns how many there were."""
    return _set(project, ids, "specimen", specimen)


def set_licence(project: Project, ids: Sequence[int], licence: str) -> int:
    """Give micrographs a licence of their own, all or none; "" takes it back. Returns how many there were."""
    return _set(project, ids, "licence", licence)


def origins(project: Project) -> dict[int, Origin]:
    """Of every micrograph of the project."""
    common = project_licence(project)
    with project.read_session() as session:
        rows = session.execute(select(Micrograph.id, Micrograph.specimen, Micrograph.licence))
        return {row.id: Origin(row.specimen or "", row.licence or common) for row in rows}


def checked(text: str, what: str) -> str:
    """One line, trimmed. Raises InputError."""
    trimmed = storable(text).strip()
    if len(trimmed) > LONGEST or not trimmed.isprintable():
        raise InputError(f"A {what} is one line of at most {LONGEST} letters, e.g. CC-BY-4.0; shorten it.")
    return trimmed


def _set(project: Project, ids: Sequence[int], column: str, text: str) -> int:
    value = checked(text, column) or None
    with project.session() as session:
        for some in in_chunks(list(ids)):
            known = session.scalar(select(func.count(Micrograph.id)).where(Micrograph.id.in_(some)))
            if known != len(set(some)):
                raise InputError(f"One of the micrographs is not in {project.address}; nothing was changed.")
            session.execute(update(Micrograph).where(Micrograph.id.in_(some)).values({column: value}))
    return len(set(ids))
