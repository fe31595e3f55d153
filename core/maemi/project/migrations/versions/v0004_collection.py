"""What is searched and sorted gets columns and indices of its own; saved filters; watched folders."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from maemi.project.indexing import columns_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AT_ONCE = 500
SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INDICES = ("name_key", "added_at", "pairs_pending")
PAIRS = sa.table(
    "pairs",
    sa.column("micrograph_id", sa.Integer),
    sa.column("state", sa.Text),
    sa.column("findings", sa.JSON),
)


def _added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("pairs_doubted", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("missing", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("name_key", SORTED, nullable=False, server_default=""),
        sa.Column("folder", sa.Text(), nullable=False, server_default=""),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("format", sa.Text()),
        sa.Column("vendor", sa.Text()),
        sa.Column("instrument", sa.Text()),
        sa.Column("detector", sa.Text()),
        sa.Column("technique", sa.Text()),
        sa.Column("voltage_v", sa.Float(53)),
        sa.Column("magnification", sa.Float(53)),
        sa.Column("working_distance_m", sa.Float(53)),
        sa.Column("taken_at", sa.DateTime(timezone=True)),
        sa.Column("height_px", sa.Integer()),
        sa.Column("width_px", sa.Integer()),
        sa.Column("file_pixel_m", sa.Float(53)),
        sa.Column("file_pixel_source", sa.Text()),
        sa.Column("reciprocal", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


NEW: dict[str, Any] = {column.name: column.type for column in _added()}
OLD = sa.table(
    "micrographs",
    sa.column("id", sa.Integer),
    sa.column("path", sa.Text),
    sa.column("info", sa.JSON(none_as_null=True)),
    *(sa.column(name, kind) for name, kind in NEW.items()),
)


def upgrade() -> None:
    for column in _added():
        op.add_column("micrographs", column)
    _fill()
    _count_doubted()
    for name in INDICES:
        op.create_index(f"ix_micrographs_{name}_id", "micrographs", [name, "id"])
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "saved_filters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("descending", sa.Boolean(), nullable=False),
        sa.Column("saved_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_filters")),
    )
    op.create_table(
        "watched_folders",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_watched_folders")),
    )


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")


def _fill() -> None:
    """Take the new columns out of what each micrograph's file said when it was added."""
    connection = op.get_bind()
    last = 0
    while True:
        query = sa.select(OLD.c.id, OLD.c.path, OLD.c.info).where(OLD.c.id > last).order_by(OLD.c.id).limit(AT_ONCE)
        found = connection.execute(query).all()
        if not found:
            return
        last = found[-1].id
        values = [
            {
                "row_id": row.id,
                **{name: _plain(it) for name, it in columns_of(row.path, row.info).items() if name in NEW},
            }
            for row in found
        ]
        names = [name for name in values[0] if name != "row_id"]
        change = sa.update(OLD).where(OLD.c.id == sa.bindparam("row_id"))
        connection.execute(change.values({name: sa.bindparam(name) for name in names}), values)


def _plain(value: Any) -> Any:
    """SQLite keeps moments without their zone."""
    if isinstance(value, datetime) and op.get_bind().dialect.name == "sqlite":
        return value.replace(tzinfo=None)
    return value


def _count_doubted() -> None:
    connection = op.get_bind()
    counts: dict[int, int] = {}
    for row in connection.execute(sa.select(PAIRS.c.micrograph_id, PAIRS.c.findings).where(PAIRS.c.state == "pending")):
        if any(finding.get("severity", "warning") != "info" for finding in row.findings or ()):
            counts[row.micrograph_id] = counts.get(row.micrograph_id, 0) + 1
    for micrograph_id, count in counts.items():
        connection.execute(sa.update(OLD).where(OLD.c.id == micrograph_id).values(pairs_doubted=count))
