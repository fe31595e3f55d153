"""The lab's list of classes, and labels in bulk that can be set back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.setting import Setting

KEY = "classes"
LONGEST = 60
MOST = 200


def stored_classes(project: Project) -> tuple[str, ...] | None:
    """The lab's own list, in its order; None where it never made one."""
    with project.read_session() as session:
        found = session.get(Setting, KEY)
        return None if found is None or not found.value else tuple(str(name) for name in found.value)


def store_classes(project: Project, names: Sequence[str] | None) -> None:
    """Make this the lab's list; None goes back to the default. No label changes.

    Raises InputError for a list that is empty, too long, or names a class twice.
    """
    with project.session() as session:
        session.merge(Setting(key=KEY, value=None if names is None else list(checked(names))))


def rename_class(project: Project, old: str, new: str, names: Sequence[str]) -> int:
    """Rename a class in the list `names` and on every micrograph, together; returns how many micrographs had it.

    Raises InputError where there is no such class, or the new name is taken: two classes are never mixed in silence.
    """
    new = new.strip()
    if any(name.casefold() == new.casefold() and name != old for name in names):
        raise InputError(f"There is a class “{new}” already: choose another name, or label its micrographs by hand.")
    with project.session() as session:
        labelled = _count(session, old)
        if old not in names and not labelled:
            raise InputError(f"There is no class “{old}” in {project.address}: 'maemi classes' lists them.")
        if _count(session, new):
            raise InputError(f"Micrographs are labelled “{new}” already, outside of the list: choose another name.")
        renamed = checked([new if name == old else name for name in names])
        session.merge(Setting(key=KEY, value=list(renamed)))
        session.execute(update(Micrograph).where(Micrograph.class_name == old).values(class_name=new))
    return labelled


def class_counts(project: Project) -> dict[str, int]:
    """How many micrographs each class has, of classes that any has."""
    query = select(Micrograph.class_name, func.count()).where(Micrograph.class_name.is_not(None)).group_by("class_name")
    with project.read_session() as session:
        return {str(name): int(count) for name, count in session.execute(query)}


def label(project: Project, labels: Mapping[int, str | None]) -> dict[int, str | None]:
    """Give each micrograph its class, or none, all or nothing; returns what they had, to be set back by the same verb.

    Raises InputError for an unknown micrograph.
    """
    before: dict[int, str | None] = {}
    with project.session() as session:
        for micrograph_id, class_name in labels.items():
            record = session.get(Micrograph, micrograph_id)
            if record is None:
                raise InputError(f"There is no micrograph {micrograph_id} in {project.address}; nothing was changed.")
            before[micrograph_id] = record.class_name
            record.class_name = class_name
    return before


def checked(names: Iterable[str]) -> tuple[str, ...]:
    """The names, trimmed. Raises InputError for a list that no lab can mean."""
    trimmed = [name.strip() for name in names]
    if not trimmed:
        raise InputError("A list of classes needs at least one name.")
    if len(trimmed) > MOST:
        raise InputError(f"{len(trimmed)} classes are more than the {MOST} that a list may have; join some.")
    seen: set[str] = set()
    for name in trimmed:
        if not name or len(name) > LONGEST or not name.isprintable():
            raise InputError(f"“{name[:LONGEST]}” is no name for a class: write 1 to {LONGEST} letters on one line.")
        if name.casefold() in seen:
            raise InputError(f"The class “{name}” is in the list twice; leave one out.")
        seen.add(name.casefold())
    return tuple(trimmed)


def _count(session: Session, class_name: str) -> int:
    return session.scalar(select(func.count(Micrograph.id)).where(Micrograph.class_name == class_name)) or 0
