"""Which micrographs are held out from training: always whole micrographs, never single pairs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph


def content_keys(project: Project, micrograph_ids: Iterable[int]) -> dict[int, str]:
    """The content's hash of each micrograph: what a split goes by, so that it is the same in every project."""
    wanted = set(micrograph_ids)
    with project.read_session() as session:
        rows = session.execute(select(Micrograph.id, Micrograph.content_hash))
        return {row.id: row.content_hash for row in rows if row.id in wanted}


def split(
    micrograph_ids: Iterable[int], seed: int, held_out: float = 0.2, keys: Mapping[int, str] | None = None
) -> tuple[list[int], list[int]]:
    """Split into (train ids, held-out ids), both sorted.

    Each micrograph is placed by a hash of the seed and its key alone (`keys`: from `content_keys`; else its id), so it
    stays on its side when others are added. At least one is held out and one is trained on, where there are two and
    `held_out` is between 0 and 1. Raises InputError for a share outside [0, 1).
    """
    if not 0 <= held_out < 1:
        raise InputError(f"The held-out share must be from 0 to below 1, not {held_out}.")
    places = {number: _place(keys[number] if keys else str(number), seed) for number in set(micrograph_ids)}
    held = {number for number, place in places.items() if place < held_out}
    if held_out > 0 and len(places) > 1:
        by_place = sorted(places, key=lambda number: (places[number], number))
        held = held or {by_place[0]}
        if len(held) == len(places):
            held.remove(by_place[-1])
    return sorted(set(places) - held), sorted(held)


def _place(key: str, seed: int) -> float:
    """Uniform on [0, 1)."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{key}".encode()).digest()[:8]) / 2**64
