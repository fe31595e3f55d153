"""What each request has cost, when and by whom; totals that a budget is held against; batches of requests."""

import sqlalchemy as sa
from alembic import op

from maemi.project.migrations.append_only import refuse_changes

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("requests", sa.Column("micrograph_id", sa.Integer()))
    op.add_column("requests", sa.Column("run", sa.Text(), nullable=False, server_default=""))
    op.add_column("requests", sa.Column("batch_id", sa.Integer()))
    op.add_column("requests", sa.Column("unusable", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_requests_batch_id"), "requests", ["batch_id"])
    _charges()
    _totals()
    _batches()


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")


def _charges() -> None:
    op.create_table(
        "charges",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("request_key", "teacher", "model", "run", "way")),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("tokens_in", "tokens_cached", "tokens_out")),
        sa.Column("cost_usd", sa.Float(53), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
    )
    op.create_index(op.f("ix_charges_request_key"), "charges", ["request_key"])
    op.create_index(op.f("ix_charges_day"), "charges", ["day"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    day = "substr(at, 1, 10)" if sqlite else "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    op.execute(
        "INSERT INTO charges (request_key, teacher, model, run, way, source, answered, tokens_in, tokens_cached, "
        "tokens_out, cost_usd, day, at) "
        "SELECT key, teacher, model, '', 'chat', 'earlier', state = 'done', tokens_in, 0, tokens_out, spent_usd, "
        f"{day}, at FROM requests WHERE spent_usd > 0 OR tokens_in > 0 OR tokens_out > 0"
    )
    refuse_changes("charges")


def _totals() -> None:
    """What is spent and set aside now; each amount is rounded by itself, as each change of it is."""
    op.create_table(
        "ledger_totals",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("spent_nano", sa.BigInteger(), nullable=False),
        sa.Column("reserved_nano", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_ledger_totals")),
    )
    rows = op.get_bind().execute(sa.text("SELECT spent_usd, reserved_usd FROM requests")).all()
    totals = sa.table(
        "ledger_totals",
        sa.column("scope", sa.Text),
        sa.column("spent_nano", sa.BigInteger),
        sa.column("reserved_nano", sa.BigInteger),
    )
    op.execute(
        totals.insert().values(
            scope="",
            spent_nano=sum(round(row.spent_usd * 1e9) for row in rows),
            reserved_nano=sum(round(row.reserved_usd * 1e9) for row in rows),
        )
    )


def _batches() -> None:
    words = ("token", "base_url", "teacher", "model", "template_hash", "run", "state", "host", "file_id", "remote_id")
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*words, "remote_status", "error")),
        sa.Column("price", sa.JSON(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("token", name=op.f("uq_batches_token")),
    )
    op.create_index(op.f("ix_batches_state"), "batches", ["state"])
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("micrograph_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_batch_items_batch_id")),
        sa.ForeignKeyConstraint(["micrograph_id"], ["micrographs.id"], name=op.f("fk_batch_items_micrograph_id")),
        sa.PrimaryKeyConstraint("batch_id", "request_key", name=op.f("pk_batch_items")),
    )
