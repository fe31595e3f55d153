"""Studies, their items, and what experts said; every rating is appended, the newest of an expert holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.study import Study, StudyItem, StudyRating
from maemi.project.text import storable
from maemi.study.rows import Group, ItemRow, Marks, RatingRow, StudyRow


def list_studies(project: Project) -> list[StudyRow]:
    """Every study, the newest first."""
    with project.read_session() as session:
        return [_study(session, record) for record in session.scalars(select(Study).order_by(Study.id.desc()))]


def get_study(project: Project, study: int | str) -> StudyRow:
    """One study, by id or name. Raises InputError where there is none."""
    with project.read_session() as session:
        wanted = Study.id == study if isinstance(study, int) else Study.name == study
        record = session.scalar(select(Study).where(wanted))
        if record is None:
            raise InputError(
                f"There is no study “{study}” in {project.address}; 'maemi study list' shows what there is."
            )
        return _study(session, record)


def items_of(project: Project, study_id: int, expert: str | None = None) -> list[ItemRow]:
    """The items; for an expert in an order of their own, so that nobody's tiredness falls on the same ones."""
    with project.read_session() as session:
        found = session.scalars(select(StudyItem).where(StudyItem.study_id == study_id).order_by(StudyItem.id))
        items = [_item(record) for record in found]
    if expert is not None:
        Random(f"{study_id}:{expert}").shuffle(items)
    return items


def ratings_of(project: Project, study_id: int, expert: str | None = None) -> list[RatingRow]:
    """The newest rating of each expert for each item, of one expert or of all."""
    newest = (
        select(func.max(StudyRating.id))
        .join(StudyItem, StudyItem.id == StudyRating.item_id)
        .where(StudyItem.study_id == study_id)
        .group_by(StudyRating.item_id, StudyRating.expert)
    )
    query = select(StudyRating).where(StudyRating.id.in_(newest)).order_by(StudyRating.item_id, StudyRating.expert)
    if expert is not None:
        query = query.where(StudyRating.expert == expert)
    with project.read_session() as session:
        return [_rating(record) for record in session.scalars(query)]


def rate(project: Project, item_id: int, expert: str, marks: Marks) -> None:
    """Keep an expert's marks for an item; on disk when it returns. Raises InputError for an unknown item or no name."""
    rate_many(project, [(item_id, marks)], expert)


def rate_many(project: Project, marked: Iterable[tuple[int, Marks]], expert: str) -> int:
    """The same for several items, all or none; returns how many."""
    if not expert.strip():
        raise InputError("A rating needs the name of its expert.")
    count = 0
    with project.session() as session:
        for item_id, marks in marked:
            if session.get(StudyItem, item_id) is None:
                raise InputError(f"There is no item {item_id} in any study of {project.address}.")
            session.add(
                StudyRating(
                    item_id=item_id,
                    expert=storable(expert.strip()),
                    accuracy=marks.accuracy,
                    relevance=marks.relevance,
                    completeness=marks.completeness,
                    comment=storable(marks.comment.strip()),
                    at=now(),
                )
            )
            count += 1
    return count


def _study(session: Session, record: Study) -> StudyRow:
    told: dict[str, Any] = json.loads(record.drawn_as)
    items = session.scalar(select(func.count(StudyItem.id)).where(StudyItem.study_id == record.id)) or 0
    by_expert = (
        select(StudyRating.expert, func.count(func.distinct(StudyRating.item_id)))
        .join(StudyItem, StudyItem.id == StudyRating.item_id)
        .where(StudyItem.study_id == record.id)
        .group_by(StudyRating.expert)
        .order_by(StudyRating.expert)
    )
    rated = {str(expert): int(count) for expert, count in session.execute(by_expert)}
    groups = tuple(Group(**one) for one in told["groups"])
    state = str(told["filter"].get("state", ""))
    return StudyRow(record.id, record.name, told["seed"], state, groups, record.creator, record.at, items, rated)


def _item(record: StudyItem) -> ItemRow:
    return ItemRow(
        record.id,
        record.pair_id,
        record.micrograph_id,
        record.question,
        record.answer,
        record.class_name,
        record.teacher,
    )


def _rating(record: StudyRating) -> RatingRow:
    marks = Marks(record.accuracy, record.relevance, record.completeness, record.comment)
    return RatingRow(record.item_id, record.expert, marks, record.at)
