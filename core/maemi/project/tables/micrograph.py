"""Micrographs and what was measured in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, Float, ForeignKey, Index, LargeBinary, Text, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from maemi.project.indexing import columns_of
from maemi.project.tables.foundation import Sorted, Table, UtcDateTime


class Micrograph(Table):
    """One micrograph's file. The file itself is never copied and never changed."""

    __tablename__ = "micrographs"
    __table_args__ = (
        Index("ix_micrographs_name_id", "name", "id"),
        Index("ix_micrographs_name_key_id", "name_key", "id"),
        Index("ix_micrographs_added_at_id", "added_at", "id"),
        Index("ix_micrographs_pairs_pending_id", "pairs_pending", "id"),
        Index("ix_micrographs_class_name_id", "class_name", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(Text, unique=True)
    """Relative to the project's folder where it lies inside, so that such a project can be moved; else absolute."""
    name: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(Text, index=True)
    """SHA-256 of the file."""
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    info: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(Text)
    class_name: Mapped[str | None] = mapped_column(Text)
    specimen: Mapped[str | None] = mapped_column(Text)
    """What the lab says that it is of."""
    licence: Mapped[str | None] = mapped_column(Text)
    """Of this micrograph, where it is not the project's."""
    synthetic: Mapped[bool] = mapped_column(default=False)
    typed_pixel_m: Mapped[float | None] = mapped_column(Float(53))
    """Metres per pixel that a person typed in; it overrides the file's."""
    typed_by: Mapped[str | None] = mapped_column(Text)
    typed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Kept in the transaction that appends a decision, so that the gallery never has to count.
    pairs_pending: Mapped[int] = mapped_column(default=0)
    pairs_approved: Mapped[int] = mapped_column(default=0)
    pairs_rejected: Mapped[int] = mapped_column(default=0)
    pairs_skipped: Mapped[int] = mapped_column(default=0)
    pairs_doubted: Mapped[int] = mapped_column(default=0)
    """Pending pairs that a check warns of."""
    missing: Mapped[bool] = mapped_column(default=False)
    """The file was not there when it was last looked for."""

    # What is searched and sorted, taken out of `path` and `info` (see indexing.py) whenever either is written.
    name_key: Mapped[str] = mapped_column(Sorted, default="")
    folder: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    format: Mapped[str | None] = mapped_column(Text)
    vendor: Mapped[str | None] = mapped_column(Text)
    instrument: Mapped[str | None] = mapped_column(Text)
    detector: Mapped[str | None] = mapped_column(Text)
    technique: Mapped[str | None] = mapped_column(Text)
    voltage_v: Mapped[float | None] = mapped_column(Float(53))
    magnification: Mapped[float | None] = mapped_column(Float(53))
    working_distance_m: Mapped[float | None] = mapped_column(Float(53))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The microscope's clock, whatever its zone."""
    height_px: Mapped[int | None]
    width_px: Mapped[int | None]
    file_pixel_m: Mapped[float | None] = mapped_column(Float(53))
    """What the file says; `typed_pixel_m` goes before it."""
    file_pixel_source: Mapped[str | None] = mapped_column(Text)
    reciprocal: Mapped[bool] = mapped_column(default=False)


@event.listens_for(Micrograph, "before_insert")
@event.listens_for(Micrograph, "before_update")
def _index(_mapper: Mapper[Any], _connection: Connection, record: Micrograph) -> None:
    """Whoever writes a path or an info writes what is searched of it too, without having to know."""
    for name, value in columns_of(record.path, record.info).items():
        setattr(record, name, value)


class Measurement(Table):
    """What `measure` found in a micrograph, with the settings that it was asked with."""

    __tablename__ = "measurements"
    __table_args__ = (Index("ix_measurements_kind_micrograph_id", "kind", "micrograph_id"),)

    micrograph_id: Mapped[int] = mapped_column(ForeignKey("micrographs.id"), primary_key=True)
    settings_key: Mapped[str] = mapped_column(Text, primary_key=True)
    content_hash: Mapped[str] = mapped_column(Text)
    """Of the file that was measured: a changed file needs a new measurement."""
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Without what was measured of each object, where that is in `packed`."""
    kind: Mapped[str | None] = mapped_column(Text)
    """What was found, whatever was asked for."""
    packed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The columns of numbers whose names and lengths the result tells (`maemi.project.packing`)."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
