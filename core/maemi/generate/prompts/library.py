"""The prompts of a project: those that ship, as the lab has changed them, and copies of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maemi.errors import InputError
from maemi.generate.prompts.sandbox import check
from maemi.generate.prompts.shipped import DEFAULT_TASK, SYSTEM, Shipped, earlier_documents, shipped_prompts
from maemi.generate.prompts.variables import needed_of, variables_of
from maemi.project.project import Project
from maemi.project.prompts import (
    PromptText,
    document_of_hash,
    newest_versions,
    save_version,
    version_of_hash,
    versions_of,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it stands in a project."""

    name: str
    origin: Shipped
    text: str
    hash: str
    curator: str = ""
    """Who saved the version in force; empty for the shipped text."""
    at: datetime | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the lab's copy under a name of its own."""
        return self.name != self.origin.name

    @property
    def is_changed(self) -> bool:
        """Whether its text is another than the one that ships."""
        return self.text != self.origin.text

    @property
    def title(self) -> str:
        return f"{self.origin.title}: {self.name}" if self.is_own else self.origin.title

    @property
    def identity(self) -> str:
        """What a pair's settings know it by: a shipped text that a newer MAEMI words anew is no other question."""
        return self.hash if self.is_changed else f"shipped {self.origin.name}"

    def to_json(self) -> dict[str, Any]:
        """One line of `maemi prompts list`: names stay."""
        return {
            "name": self.name,
            "title": self.title,
            "about": self.origin.about,
            "origin": self.origin.name,
            "kind": "system" if self.origin.is_system else "task",
            "pictures": self.origin.pictures,
            "changed": self.is_changed,
            "hash": self.hash,
            "curator": self.curator,
            "at": self.at.isoformat() if self.at else None,
        }


def list_prompts(project: Project) -> list[Prompt]:
    """All prompts: the shipped ones in their order, each followed by the lab's copies of it."""
    stored, found = newest_versions(project), list[Prompt]()
    for origin in shipped_prompts().values():
        found.append(_prompt(origin.name, origin, stored.get(origin.name)))
        found += [_prompt(one.name, origin, one) for one in stored.values() if one.origin == origin.name != one.name]
    return found


def get_prompt(project: Project, name: str) -> Prompt:
    """The prompt of that name. Raises InputError that names those that there are."""
    found = list_prompts(project)
    for one in found:
        if one.name == name:
            return one
    raise InputError(f"There is no prompt “{name}” in {project.address}: there are {_listed(found)}.")


def get_task(project: Project, name: str = DEFAULT_TASK) -> Prompt:
    """The same for a task, not a system prompt."""
    tasks = [one for one in list_prompts(project) if not one.origin.is_system]
    for one in tasks:
        if one.name == name:
            return one
    raise InputError(f"There is no task “{name}” in {project.address}: there are {_listed(tasks)}.")


def get_system(project: Project, name: str = SYSTEM) -> Prompt:
    """The same for a system prompt."""
    found = [one for one in list_prompts(project) if one.origin.is_system]
    for one in found:
        if one.name == name:
            return one
    raise InputError(f"There is no system prompt “{name}” in {project.address}: there are {_listed(found)}.")


def edit_prompt(
    project: Project, name: str, text: str, curator: str, note: str = "", over: str | None = None
) -> Prompt:
    """Save a text as the version in force; the same text again saves nothing.

    `over`: the hash of the text that was edited, so that nobody's newer version is hidden. Raises TemplateError for a
    text that cannot be filled in.
    """
    known = get_prompt(project, name)
    text = text.replace("\r\n", "\n").rstrip() + "\n"
    check_text(known.origin, text)
    if text == known.text:
        return known
    if over is not None and over != known.hash and not versions_of(project, name):
        over = None  # edited was a shipped text of an earlier MAEMI, and nobody's version is hidden
    return _prompt(name, known.origin, save_version(project, name, known.origin.name, text, curator, note, over))


def copy_prompt(project: Project, name: str, new_name: str, curator: str) -> Prompt:
    """A copy under a name of the lab's own. Raises InputError where that name is taken."""
    source = get_prompt(project, name)
    if any(one.name == new_name for one in list_prompts(project)):
        raise InputError(f"There is a prompt “{new_name}” already: choose another name, or edit that one.")
    saved = save_version(project, new_name, source.origin.name, source.text, curator, f"copy of {name}")
    return _prompt(new_name, source.origin, saved)


def reset_prompt(project: Project, name: str, curator: str) -> Prompt:
    """Bring the shipped text back, as one more version; the lab's versions stay in the history."""
    known = get_prompt(project, name)
    return edit_prompt(project, name, known.origin.text, curator, "the shipped text", known.hash)


def restore_prompt(project: Project, name: str, hash_: str, curator: str) -> Prompt:
    """Bring an earlier version back, as one more version."""
    for version in history(project, name):
        if len(hash_) >= 4 and version.hash.startswith(hash_):
            return edit_prompt(project, name, version.text, curator, f"version {version.hash[:8]} again")
    raise InputError(f"“{name}” has no version {hash_}: 'maemi prompts history' lists them.")


def history(project: Project, name: str) -> list[PromptText]:
    """All versions, the newest first; the shipped text is the last."""
    known, stored = get_prompt(project, name), versions_of(project, name)
    if known.is_own:
        return stored
    origin = known.origin
    first = stored[-1].at if stored else datetime.now().astimezone()
    return [*stored, PromptText(name, name, origin.text, origin.hash, "", "ships with MAEMI", first)]


def find_text(project: Project, reference: str) -> tuple[str, dict[str, Any]] | None:
    """What a hash stands for, of a pair or of a version, also a beginning of it; (hash, its texts) or None."""
    if found := document_of_hash(project, reference):
        return found
    if version := version_of_hash(project, reference):
        return version.hash, {"kind": "version", "name": version.name, "text": version.text}
    for origin in shipped_prompts().values():
        if len(reference) >= 4 and origin.hash.startswith(reference):
            return origin.hash, {"kind": "version", "name": origin.name, "text": origin.text}
    for key, document in earlier_documents().items():
        if len(reference) >= 4 and key.startswith(reference):
            return key, document
    return None


def check_text(origin: Shipped, text: str) -> None:
    """Raises TemplateError, with its line, where a text cannot be used for what `origin` is for."""
    check(text, frozenset(variables_of(origin)), needed_of(origin))


def _prompt(name: str, origin: Shipped, stored: PromptText | None) -> Prompt:
    if stored is None:
        return Prompt(name, origin, origin.text, origin.hash)
    return Prompt(name, origin, stored.text, stored.hash, stored.curator, stored.at)


def _listed(prompts: list[Prompt]) -> str:
    return ", ".join(one.name for one in prompts)
