"""The classes that a micrograph may be labelled with: the lab's own list, else the ten of the NFFA set."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from maemi.errors import InputError
from maemi.phantom.classes import CLASSES, DISPLAY_NAMES
from maemi.project.classes import class_counts, stored_classes
from maemi.project.project import Project


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """One class."""

    name: str
    """As it is stored with a micrograph."""
    display: str
    """As a person reads it."""
    micrographs: int
    listed: bool = True
    """False: micrographs are labelled with it, and the list does not have it."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def class_names(project: Project) -> tuple[str, ...]:
    """The list, in its order."""
    return stored_classes(project) or CLASSES


def display_name(name: str) -> str:
    """`films_coated_surface` is “films and coated surface”; a lab's own name stays as it was written."""
    return DISPLAY_NAMES.get(name, name)


def class_entries(project: Project) -> list[ClassEntry]:
    """The list with its counts, then classes that micrographs have and the list does not."""
    counts = class_counts(project)
    listed = class_names(project)
    entries = [ClassEntry(name, display_name(name), counts.pop(name, 0)) for name in listed]
    return entries + [ClassEntry(name, display_name(name), count, False) for name, count in sorted(counts.items())]


def known_class(project: Project, text: str) -> str:
    """The class of the list that `text` names, without regard to case; its display name will do too.

    Raises InputError: a mistyped label must not become a class of its own.
    """
    wanted = text.strip().casefold()
    names = class_names(project)
    for name in names:
        if wanted in (name.casefold(), display_name(name).casefold()):
            return name
    raise InputError(
        f"“{text}” is not in the list of classes ({', '.join(names)}): write one of them, "
        "or add it with 'maemi classes --add'."
    )
