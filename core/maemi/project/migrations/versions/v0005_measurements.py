"""Measurements say their kind in a column of its own, and keep what was measured of each object as bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

AT_ONCE = 500
MEASUREMENTS = sa.table(
    "measurements",
    sa.column("micrograph_id", sa.Integer),
    sa.column("settings_key", sa.Text),
    sa.column("result", sa.JSON),
    sa.column("kind", sa.Text),
)


def upgrade() -> None:
    op.add_column("measurements", sa.Column("kind", sa.Text(), nullable=True))
    op.add_column("measurements", sa.Column("packed", sa.LargeBinary(), nullable=True))
    _fill()
    op.create_index("ix_measurements_kind_micrograph_id", "measurements", ["kind", "micrograph_id"])


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")


def _fill() -> None:
    """Take the kind out of each result."""
    connection = op.get_bind()
    table = MEASUREMENTS.c
    change = sa.update(MEASUREMENTS).where(
        table.micrograph_id == sa.bindparam("row_id"), table.settings_key == sa.bindparam("row_key")
    )
    last = (0, "")
    while True:
        beyond = sa.tuple_(table.micrograph_id, table.settings_key) > sa.tuple_(*last)
        query = sa.select(table.micrograph_id, table.settings_key, table.result).where(beyond)
        found = connection.execute(query.order_by(table.micrograph_id, table.settings_key).limit(AT_ONCE)).all()
        if not found:
            return
        last = (found[-1].micrograph_id, found[-1].settings_key)
        connection.execute(
            change.values(kind=sa.bindparam("found")),
            [{"row_id": row.micrograph_id, "row_key": row.settings_key, "found": _kind(row.result)} for row in found],
        )


def _kind(result: dict[str, str] | None) -> str | None:
    return (result or {}).get("kind")
