"""What belongs together in a split: near duplicates always, and micrographs of one specimen where that is asked for."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal, get_args

from sqlalchemy import select

from maemi.project.project import Project
from maemi.project.tables.embedding import Embedding
from maemi.project.tables.micrograph import Micrograph

SplitBy = Literal["none", "micrograph", "specimen"]
SPLIT_BY: tuple[SplitBy, ...] = get_args(SplitBy)


def group_keys(project: Project, by: SplitBy) -> dict[int, str]:
    """For every micrograph of the project, the key of the group that must not be torn.

    By micrograph: the hash of its content. By specimen: what the lab says that it is of, else the folder that its file
    lies in. Near duplicates (the last 'maemi index' or 'maemi duplicates' marked them) share the key of the one that
    was added first, whatever they are grouped by: a group stays where it is when more micrographs join it.
    """
    columns = (Micrograph.id, Micrograph.content_hash, Micrograph.specimen, Micrograph.path)
    with project.read_session() as session:
        rows = session.execute(select(*columns).order_by(Micrograph.id)).all()
        marked = select(Embedding.content_hash, Embedding.encoder, Embedding.duplicate_group)
        groups: dict[str, list[str]] = {}
        for row in session.execute(marked.where(Embedding.duplicate_group.is_not(None))):
            groups.setdefault(row.content_hash, []).append(f"twins {row.encoder} {row.duplicate_group}")
    joined = _Joined()
    own: dict[int, str] = {}
    for row in rows:
        own[row.id] = _specimen(row.specimen, row.path) if by == "specimen" else row.content_hash
        joined.add(own[row.id])
        for group in groups.get(row.content_hash, ()):
            joined.join(own[row.id], group)
    return {micrograph_id: joined.first(key) for micrograph_id, key in own.items()}


def _specimen(said: str | None, path: str) -> str:
    return f"specimen {said}" if said else f"folder {PurePath(path.replace(chr(92), '/')).parent.as_posix()}"


class _Joined:
    """Sets of keys that were joined, each known by the key that came first."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._order: dict[str, int] = {}

    def add(self, key: str) -> None:
        self._of.setdefault(key, key)
        self._order.setdefault(key, len(self._order))

    def first(self, key: str) -> str:
        while self._of[key] != key:
            self._of[key] = key = self._of[self._of[key]]
        return key

    def join(self, key: str, other: str) -> None:
        """`other` may be new: then it is only a bridge between those that it joins."""
        self.add(other)
        one, two = sorted((self.first(key), self.first(other)), key=self._order.__getitem__)
        self._of[two] = one
