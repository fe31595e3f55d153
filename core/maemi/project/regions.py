"""Regions of micrographs: drawn, changed, removed and brought back; a label is never given twice."""

from __future__ import annotations

from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.micrograph.shapes import Shape, checked
from maemi.project.project import Project
from maemi.project.region_row import RegionRow
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.region import Region
from maemi.project.text import storable

LABEL_CHARACTERS = 40


def add_region(
    project: Project, micrograph_id: int, shape: Shape, who: str, frame: int = 0, label: str = ""
) -> RegionRow:
    """Keep a shape; without a label it gets the next letter that this micrograph never had: A … Z, AA …

    Raises InputError for an unknown micrograph, a shape that is none, or a label that is taken.
    """
    shape = checked(shape.kind, shape.points)
    with project.session() as session:
        if session.get(Micrograph, micrograph_id) is None:
            raise InputError(f"There is no micrograph {micrograph_id} in {project.address} to draw on.")
        known = _labels(session, micrograph_id)
        region = Region(
            micrograph_id=micrograph_id,
            frame=frame,
            kind=shape.kind,
            points=[list(point) for point in shape.points],
            label=_free(label, known) if label.strip() else next_label(known),
            created_by=who,
            created_at=now(),
        )
        session.add(region)
        session.flush()
        return _row(region)


def list_regions(project: Project, micrograph_id: int, frame: int | None = None) -> list[RegionRow]:
    """Those of a micrograph, or of one of its frames, that were not removed, oldest first."""
    query = select(Region).where(Region.micrograph_id == micrograph_id, Region.removed_at.is_(None))
    if frame is not None:
        query = query.where(Region.frame == frame)
    with project.read_session() as session:
        return [_row(region) for region in session.scalars(query.order_by(Region.id))]


def change_region(project: Project, region_id: int, shape: Shape) -> RegionRow:
    """Draw a region anew, under its label. Raises InputError for an unknown one, or a shape that is none."""
    shape = checked(shape.kind, shape.points)
    with project.session() as session:
        region = _known(session, project, region_id)
        region.kind, region.points = shape.kind, [list(point) for point in shape.points]
        return _row(region)


def rename_region(project: Project, region_id: int, label: str) -> RegionRow:
    """Call a region something else. Raises InputError where the label is empty, too long or taken."""
    with project.session() as session:
        region = _known(session, project, region_id)
        region.label = _free(label, _labels(session, region.micrograph_id) - {region.label})
        return _row(region)


def delete_region(project: Project, region_id: int) -> None:
    """Remove a region from the picture; its label stays taken, and `restore_region` brings it back."""
    with project.session() as session:
        region = _known(session, project, region_id)
        region.removed_at = region.removed_at or now()


def restore_region(project: Project, region_id: int) -> RegionRow:
    """Bring a removed region back as it was."""
    with project.session() as session:
        region = _known(session, project, region_id)
        region.removed_at = None
        return _row(region)


def next_label(known: set[str]) -> str:
    """The first of A … Z, AA, AB … that is not among the known."""
    return next(label for label in map(_letters, count()) if label not in known)


def _letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _labels(session: Session, micrograph_id: int) -> set[str]:
    return set(session.scalars(select(Region.label).where(Region.micrograph_id == micrograph_id)))


def _free(label: str, known: set[str]) -> str:
    wanted = storable(label).strip()
    if not 0 < len(wanted) <= LABEL_CHARACTERS:
        raise InputError(f"A region's label has 1 to {LABEL_CHARACTERS} characters; write a short one, such as A.")
    if wanted in known:
        raise InputError(f"Region {wanted} exists already on this micrograph, or was removed from it; take another.")
    return wanted


def _known(session: Session, project: Project, region_id: int) -> Region:
    region = session.get(Region, region_id)
    if region is None:
        raise InputError(f"There is no region {region_id} in {project.address}.")
    return region


def _row(region: Region) -> RegionRow:
    return RegionRow(
        id=region.id,
        micrograph_id=region.micrograph_id,
        kind=region.kind,
        points=tuple((point[0], point[1]) for point in region.points),
        label=region.label,
        frame=region.frame,
        created_by=region.created_by,
        created_at=region.created_at,
    )
