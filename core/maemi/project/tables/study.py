"""Expert studies: a drawn sample of pairs, and what experts said of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Study(Table):
    """One study: its name, how its sample was drawn, and from how many pairs."""

    __tablename__ = "studies"
    __table_args__ = (UniqueConstraint("name", name="uq_studies_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    drawn_as: Mapped[str] = mapped_column(Text)
    """JSON: the filter, pairs a group, seed, and how many pairs each group has."""
    creator: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class StudyItem(Table):
    """One pair of a sample, with the words as they were when it was drawn: a later edit is not what was rated."""

    __tablename__ = "study_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id"), index=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id"))
    micrograph_id: Mapped[int] = mapped_column(ForeignKey("micrographs.id"))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    class_name: Mapped[str] = mapped_column(Text)
    """Empty where the micrograph had none."""
    teacher: Mapped[str] = mapped_column(Text)
    """Teacher and model."""


class StudyRating(Table):
    """What one expert said of one item; the newest of an expert holds, the earlier ones stay."""

    __tablename__ = "study_ratings"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("study_items.id"), index=True)
    expert: Mapped[str] = mapped_column(Text)
    accuracy: Mapped[int]
    relevance: Mapped[int]
    completeness: Mapped[int]
    comment: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
