"""Vectors of micrographs: kept by content and encoder, so that a team encodes each picture once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from maemi.project.paths import from_stored
from maemi.project.project import Project
from maemi.project.tables.embedding import Embedding
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph


@dataclass(frozen=True, slots=True)
class NewEmbedding:
    """What an encoder says of one content."""

    content_hash: str
    vector: bytes
    sketch: bytes


@dataclass(frozen=True, slots=True)
class EmbeddedMicrograph:
    """A micrograph of the project with what the index knows of it."""

    id: int
    name: str
    content_hash: str
    class_name: str | None
    pairs: str
    """pending, approved, rejected or skipped, the first of them that any of its pairs is in; none without pairs."""
    vector: bytes
    sketch: bytes
    place: tuple[float, float] | None
    """On the map."""
    duplicate_group: int | None


@dataclass(frozen=True, slots=True)
class ToEmbed:
    """A content that the encoder has not seen yet, and one file that holds it."""

    content_hash: str
    path: str
    """Absolute."""


def to_embed(project: Project, encoder: str) -> tuple[list[ToEmbed], int]:
    """The contents that are still to be encoded, in the order of their micrographs, and how many are known."""
    done = select(Embedding.content_hash).where(Embedding.encoder == encoder)
    query = select(Micrograph.content_hash, Micrograph.path).where(Micrograph.error.is_(None)).order_by(Micrograph.id)
    with project.read_session() as session:
        known = set(session.scalars(done))
        waiting: dict[str, str] = {}
        present: set[str] = set()
        for content_hash, stored in session.execute(query):
            present.add(content_hash)
            if content_hash not in known:
                waiting.setdefault(content_hash, stored)
    found = [ToEmbed(each, str(from_stored(stored, project.folder))) for each, stored in waiting.items()]
    return found, len(present & known)


def store_embeddings(project: Project, encoder: str, made: Sequence[NewEmbedding]) -> None:
    """Keep vectors; one that a colleague kept meanwhile stays."""
    if not made:
        return
    with project.session() as session:
        hashes = [each.content_hash for each in made]
        query = select(Embedding.content_hash).where(Embedding.encoder == encoder, Embedding.content_hash.in_(hashes))
        known = set(session.scalars(query))
        for each in made:
            if each.content_hash not in known:
                known.add(each.content_hash)
                session.add(
                    Embedding(
                        content_hash=each.content_hash,
                        encoder=encoder,
                        vector=each.vector,
                        sketch=each.sketch,
                        at=now(),
                    )
                )


def load_embeddings(project: Project, encoder: str) -> list[EmbeddedMicrograph]:
    """Every micrograph that has a vector of this encoder, by id."""
    query = (
        select(
            Micrograph.id,
            Micrograph.name,
            Micrograph.content_hash,
            Micrograph.class_name,
            Micrograph.pairs_pending,
            Micrograph.pairs_approved,
            Micrograph.pairs_rejected,
            Micrograph.pairs_skipped,
            Embedding.vector,
            Embedding.sketch,
            Embedding.map_x,
            Embedding.map_y,
            Embedding.duplicate_group,
        )
        .join(Embedding, Embedding.content_hash == Micrograph.content_hash)
        .where(Embedding.encoder == encoder)
        .order_by(Micrograph.id)
    )
    with project.read_session() as session:
        return [
            EmbeddedMicrograph(
                row.id,
                row.name,
                row.content_hash,
                row.class_name,
                _pairs(row.pairs_pending, row.pairs_approved, row.pairs_rejected, row.pairs_skipped),
                row.vector,
                row.sketch,
                None if row.map_x is None or row.map_y is None else (row.map_x, row.map_y),
                row.duplicate_group,
            )
            for row in session.execute(query)
        ]


def store_places(project: Project, encoder: str, places: Mapping[str, tuple[float, float]]) -> None:
    """Where each content lies on the map."""
    table = Embedding.__table__
    rows = [{"hash": each, "x": float(x), "y": float(y)} for each, (x, y) in places.items()]
    if rows:
        statement = (
            update(table)  # pyright: ignore[reportArgumentType]
            .where(table.c.encoder == encoder, table.c.content_hash == bindparam("hash"))
            .values(map_x=bindparam("x"), map_y=bindparam("y"))
        )
        with project.session() as session:
            session.connection().execute(statement, rows)


def store_duplicate_groups(project: Project, encoder: str, groups: Sequence[Sequence[str]]) -> None:
    """Mark the contents of each group with a number of its own; marks of an earlier search go."""
    with project.session() as session:
        marked = Embedding.encoder == encoder
        session.execute(
            update(Embedding).where(marked, Embedding.duplicate_group.is_not(None)).values(duplicate_group=None)
        )
        for number, group in enumerate(groups, start=1):
            session.execute(
                update(Embedding).where(marked, Embedding.content_hash.in_(list(group))).values(duplicate_group=number)
            )


def duplicate_ids(project: Project) -> frozenset[int]:
    """The micrographs that the last search marked as one picture with another."""
    query = (
        select(Micrograph.id)
        .join(Embedding, Embedding.content_hash == Micrograph.content_hash)
        .where(Embedding.duplicate_group.is_not(None))
    )
    with project.read_session() as session:
        return frozenset(session.scalars(query))


def _pairs(*counts: int) -> str:
    states = ("pending", "approved", "rejected", "skipped")
    return next((state for state, count in zip(states, counts, strict=True) if count), "none")
