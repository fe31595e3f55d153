"""Measurements of micrographs, kept so that a picture is measured once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from maemi.errors import InputError
from maemi.project.listing import in_chunks
from maemi.project.packing import as_json, pack, unpack
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Measurement, Micrograph

SIZES = "sizes_px"
"""The one long column of a result beside those of `objects`."""
LENGTHS = "packed"
"""Where a kept result says which columns went into its bytes, and how long they are."""


@dataclass(frozen=True, slots=True)
class NewMeasurement:
    """A result to keep: `settings_key` names what it depends on besides the file (kind, pixel size, settings)."""

    micrograph_id: int
    settings_key: str
    result: dict[str, Any]
    """As `maemi.measure.result.Measurement.to_json` has it."""


def get_measurement(project: Project, micrograph_id: int, settings_key: str) -> dict[str, Any] | None:
    """What was stored under these settings, unless the file has changed since; None where there is nothing."""
    with project.read_session() as session:
        found = session.get(Measurement, (micrograph_id, settings_key))
        micrograph = session.get(Micrograph, micrograph_id)
        if found is None or micrograph is None or found.content_hash != micrograph.content_hash:
            return None
        return whole(found.result, found.packed)


def store_measurement(project: Project, micrograph_id: int, settings_key: str, result: dict[str, Any]) -> None:
    """Keep a measurement (JSON values). `settings_key` names what it depends on besides the file: kind, pixel size.

    Raises InputError for an unknown micrograph.
    """
    if store_measurements(project, [NewMeasurement(micrograph_id, settings_key, result)]):
        raise InputError(f"There is no micrograph {micrograph_id} in {project.address}.")


def store_measurements(project: Project, made: Sequence[NewMeasurement]) -> list[int]:
    """Keep several in one transaction, in the place of older ones under the same key.

    Returns the ids that are not, or no more, in the project; their results are left out.
    """
    if not made:
        return []
    unknown: list[int] = []
    with project.session() as session:
        ids = [each.micrograph_id for each in made]
        query = select(Micrograph.id, Micrograph.content_hash).where(Micrograph.id.in_(ids))
        hashes = {row.id: row.content_hash for row in session.execute(query)}
        for each in made:
            if each.micrograph_id not in hashes:
                unknown.append(each.micrograph_id)
                continue
            rest, packed = _split(each.result)
            session.merge(
                Measurement(
                    micrograph_id=each.micrograph_id,
                    settings_key=each.settings_key,
                    content_hash=hashes[each.micrograph_id],
                    result=rest,
                    kind=rest.get("kind"),
                    packed=packed,
                    at=now(),
                )
            )
    return unknown


def measured_keys(project: Project, ids: Iterable[int]) -> dict[int, set[str]]:
    """The settings keys under which each micrograph was measured as its file is now."""
    found: dict[int, set[str]] = {}
    with project.read_session() as session:
        for some in in_chunks(list(ids)):
            query = (
                select(Measurement.micrograph_id, Measurement.settings_key)
                .join(Micrograph, Micrograph.id == Measurement.micrograph_id)
                .where(Measurement.micrograph_id.in_(some), Measurement.content_hash == Micrograph.content_hash)
            )
            for micrograph_id, key in session.execute(query):
                found.setdefault(micrograph_id, set()).add(key)
    return found


def whole(result: dict[str, Any], packed: bytes | None) -> dict[str, Any]:
    """A kept result with its long columns in their places, as it was handed in."""
    if packed is None:
        return result
    rest = {name: value for name, value in result.items() if name != LENGTHS}
    columns = {name: as_json(column) for name, column in unpack(result[LENGTHS], packed).items()}
    if SIZES in columns:
        rest[SIZES] = columns.pop(SIZES)
    return {**rest, "objects": columns}


def _split(result: dict[str, Any]) -> tuple[dict[str, Any], bytes | None]:
    """A result without its long columns, and those as bytes; None where it has none."""
    if "objects" not in result:
        return result, None
    rest = {name: value for name, value in result.items() if name not in (SIZES, "objects")}
    sizes = {SIZES: result[SIZES]} if SIZES in result else {}
    lengths, packed = pack({**sizes, **result["objects"]})
    return {**rest, LENGTHS: lengths}, packed
