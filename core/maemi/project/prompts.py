"""A lab's own prompts: every version is kept, and so is whatever pairs were asked with."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.prompt import AskedWith, PromptVersion
from maemi.project.text import storable

NAME_CHARACTERS = 60
TEXT_CHARACTERS = 20_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_HASH = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True, slots=True)
class PromptText:
    """One version of a prompt of the project."""

    name: str
    origin: str
    """The shipped template that it comes from."""
    text: str
    hash: str
    curator: str
    note: str
    at: datetime

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"at": self.at.isoformat()}


def hash_of(text: str) -> str:
    """What a template's text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def hash_of_document(document: Mapping[str, Any]) -> str:
    """What a JSON document is known by, whatever the order of its names."""
    return hash_of(json.dumps(document, sort_keys=True, ensure_ascii=False))


def save_version(
    project: Project, name: str, origin: str, text: str, curator: str, note: str = "", over: str | None = None
) -> PromptText:
    """Append a version, which is in force from then on.

    `over`: the hash of the text that was edited; where somebody has saved another one since, InputError is raised
    instead of hiding theirs. Raises InputError also for a name or a text that cannot be kept.
    """
    if not _NAME.fullmatch(name) or len(name) > NAME_CHARACTERS:
        raise InputError(
            f"“{name}” is no name for a prompt: use at most {NAME_CHARACTERS} of a–z, 0–9, - and _, a letter first."
        )
    text = storable(text)
    if not text.strip() or len(text) > TEXT_CHARACTERS:
        raise InputError(f"A prompt has 1 to {TEXT_CHARACTERS:,} characters, and this one has {len(text):,}.")
    with project.session() as session:
        last = _last(session, name)
        if over is not None and last is not None and last.hash != over:
            raise InputError(
                f"{last.curator or 'Somebody'} saved another version of “{name}” meanwhile: "
                "look at it in the history, then save again."
            )
        record = PromptVersion(
            name=name,
            origin=origin,
            text=text,
            hash=hash_of(text),
            curator=curator,
            note=storable(note).strip(),
            at=now(),
        )
        session.add(record)
        session.flush()
        return _row(record)


def newest_versions(project: Project) -> dict[str, PromptText]:
    """The version in force of each prompt of the project, by name."""
    last = select(func.max(PromptVersion.id)).group_by(PromptVersion.name)
    query = select(PromptVersion).where(PromptVersion.id.in_(last)).order_by(PromptVersion.name)
    with project.read_session() as session:
        return {record.name: _row(record) for record in session.scalars(query)}


def versions_of(project: Project, name: str) -> list[PromptText]:
    """All versions of a prompt, the newest first; none where the project never changed it."""
    query = select(PromptVersion).where(PromptVersion.name == name).order_by(PromptVersion.id.desc())
    with project.read_session() as session:
        return [_row(record) for record in session.scalars(query)]


def version_of_hash(project: Project, beginning: str) -> PromptText | None:
    """The newest version whose text has this hash, or a beginning of it of four digits or more."""
    if not _HASH.fullmatch(beginning):
        return None
    query = select(PromptVersion).where(PromptVersion.hash.startswith(beginning)).order_by(PromptVersion.id.desc())
    with project.read_session() as session:
        record = session.scalars(query.limit(1)).first()
        return None if record is None else _row(record)


def keep_document(project: Project, document: Mapping[str, Any]) -> str:
    """Keep what pairs are asked with, once; returns the hash that stands for it in the pairs."""
    key = hash_of_document(document)
    with project.read_session() as session:
        if session.get(AskedWith, key) is not None:
            return key
    try:
        with project.session() as session:
            session.add(AskedWith(hash=key, document=dict(document), at=now()))
    except IntegrityError:
        pass  # another run kept the same in the same moment
    return key


def document_of_hash(project: Project, beginning: str) -> tuple[str, dict[str, Any]] | None:
    """What a hash in a pair stands for, with the whole hash; a beginning of four digits or more will do."""
    if not _HASH.fullmatch(beginning):
        return None
    query = select(AskedWith).where(AskedWith.hash.startswith(beginning)).order_by(AskedWith.at.desc()).limit(1)
    with project.read_session() as session:
        record = session.scalars(query).first()
        return None if record is None else (record.hash, dict(record.document))


def _last(session: Session, name: str) -> PromptVersion | None:
    query = select(PromptVersion).where(PromptVersion.name == name).order_by(PromptVersion.id.desc()).limit(1)
    return session.scalars(query).first()


def _row(record: PromptVersion) -> PromptText:
    return PromptText(record.name, record.origin, record.text, record.hash, record.curator, record.note, record.at)
