"""Who sent what kind of content to which model, and who agreed that a project's micrographs go to a host."""

import sqlalchemy as sa
from alembic import op

from maemi.project.migrations.append_only import refuse_changes

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("who", "model"):
        op.add_column("egress", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("pictures", "picture_rows", "picture_columns"):
        op.add_column("egress", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("egress", sa.Column("text_bytes", sa.BigInteger(), nullable=True))
    op.create_index("ix_egress_host_id", "egress", ["host", "id"])
    op.create_index("ix_egress_micrograph_id_id", "egress", ["micrograph_id", "id"])
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("info_bars", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_host_id", "consents", ["host", "id"])
    refuse_changes("consents")


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")
