"""What a project keeps beside pairs, taken from another: corrections of measurements, regions, conversations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from maemi.project.listing import in_chunks
from maemi.project.project import Project
from maemi.project.tables.conversation import Conversation, Message
from maemi.project.tables.correction import Correction
from maemi.project.tables.region import Region

_Row = TypeVar("_Row")


def join_corrections(project: Project, other: Project, mapping: dict[int, int]) -> int:
    """The logs of those kinds that a micrograph has no corrections of here; returns how many lines came."""
    added = 0
    for theirs, session in _each(project, other, mapping, Correction):
        ours = {mapping[line.micrograph_id] for line in theirs}
        query = select(Correction.micrograph_id, Correction.kind).where(Correction.micrograph_id.in_(ours)).distinct()
        have = {(row.micrograph_id, row.kind) for row in session.execute(query)}
        made: dict[int, Correction] = {}
        for line in theirs:
            micrograph_id = mapping[line.micrograph_id]
            if (micrograph_id, line.kind) in have or (line.undoes is not None and line.undoes not in made):
                continue
            made[line.id] = Correction(
                micrograph_id=micrograph_id,
                **_values(line, "kind", "verb", "points", "curator", "at"),
                undoes=None if line.undoes is None else made[line.undoes].id,
            )
            session.add(made[line.id])
            session.flush()
        added += len(made)
    return added


def join_regions(project: Project, other: Project, mapping: dict[int, int]) -> int:
    """Regions that are not here; one whose label is taken by another shape gets a number behind it."""
    added = 0
    for theirs, session in _each(project, other, mapping, Region):
        ours = {mapping[region.micrograph_id] for region in theirs}
        found = session.scalars(select(Region).where(Region.micrograph_id.in_(ours)))
        known = [(region.micrograph_id, _drawn(region), region.label) for region in found]
        shapes = {(micrograph_id, drawn) for micrograph_id, drawn, _ in known}
        labels = {(micrograph_id, label) for micrograph_id, _, label in known}
        for region in theirs:
            micrograph_id = mapping[region.micrograph_id]
            if (micrograph_id, _drawn(region)) in shapes:
                continue
            label, number = region.label, 1
            while (micrograph_id, label) in labels:
                number += 1
                label = f"{region.label} ({number})"
            shapes.add((micrograph_id, _drawn(region)))
            labels.add((micrograph_id, label))
            values = _values(region, "frame", "kind", "points", "created_by", "created_at", "removed_at")
            session.add(Region(micrograph_id=micrograph_id, label=label, **values))
            added += 1
    return added


def join_conversations(project: Project, other: Project, mapping: dict[int, int]) -> int:
    """Conversations that did not begin here in the same moment with the same model."""
    added = 0
    for theirs, session in _each(project, other, mapping, Conversation):
        ours = {mapping[each.micrograph_id] for each in theirs}
        found = session.scalars(select(Conversation).where(Conversation.micrograph_id.in_(ours)))
        known = {(each.micrograph_id, each.model, each.started_at) for each in found}
        turns: dict[int, list[Message]] = {}
        with other.read_session() as reading:
            ids = [each.id for each in theirs]
            for turn in reading.scalars(select(Message).where(Message.conversation_id.in_(ids)).order_by(Message.id)):
                turns.setdefault(turn.conversation_id, []).append(turn)
            reading.expunge_all()
        for each in theirs:
            key = mapping[each.micrograph_id], each.model, each.started_at
            if key in known:
                continue
            known.add(key)
            made = Conversation(micrograph_id=key[0], model=key[1], started_at=key[2])
            session.add(made)
            session.flush()
            for turn in turns.get(each.id, ()):
                session.add(Message(conversation_id=made.id, **_values(turn, "role", "text", "model", "at")))
            added += 1
    return added


def _each(
    project: Project, other: Project, mapping: dict[int, int], table: type[_Row]
) -> Iterator[tuple[list[_Row], Session]]:
    """The rows of some micrographs at once, oldest first, with a transaction here to add them in."""
    columns: Any = table
    for some in in_chunks(sorted(mapping)):
        with other.read_session() as reading:
            query = select(table).where(columns.micrograph_id.in_(some)).order_by(columns.id)
            theirs = list(reading.scalars(query))
            reading.expunge_all()
        if theirs:
            with project.session() as session:
                yield theirs, session


def _values(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _drawn(region: Region) -> tuple[Any, ...]:
    return region.frame, region.kind, tuple(tuple(point) for point in region.points)
