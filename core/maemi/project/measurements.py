"""Measurements of micrographs, kept so that a picture is measured once."""

from __future__ import annotations

from typing import Any

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Measurement, Micrograph


def get_measurement(project: Project, micrograph_id: int, settings_key: str) -> dict[str, Any] | None:
    """What was stored under these settings, unless the file has changed since; None where there is nothing."""
    with project.read_session() as session:
        found = session.get(Measurement, (micrograph_id, settings_key))
        micrograph = session.get(Micrograph, micrograph_id)
        if found is None or micrograph is None or found.content_hash != micrograph.content_hash:
            return None
        return found.result


def store_measurement(project: Project, micrograph_id: int, settings_key: str, result: dict[str, Any]) -> None:
    """Keep a measurement (JSON values). `settings_key` names what it depends on besides the file: kind, pixel size.

    Raises InputError for an unknown micrograph.
    """
    with project.session() as session:
        micrograph = session.get(Micrograph, micrograph_id)
        if micrograph is None:
            raise InputError(f"There is no micrograph {micrograph_id} in {project.address}.")
        session.merge(
            Measurement(
                micrograph_id=micrograph_id,
                settings_key=settings_key,
                content_hash=micrograph.content_hash,
                result=result,
                at=now(),
            )
        )
