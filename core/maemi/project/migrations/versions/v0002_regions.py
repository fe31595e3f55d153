"""Regions that people drew on micrographs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "regions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("micrograph_id", sa.Integer(), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["micrograph_id"], ["micrographs.id"], name=op.f("fk_regions_micrograph_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
        sa.UniqueConstraint("micrograph_id", "label", name=op.f("uq_regions_micrograph_id_label")),
    )
    op.create_index("ix_regions_micrograph_id_frame_id", "regions", ["micrograph_id", "frame", "id"])


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")
