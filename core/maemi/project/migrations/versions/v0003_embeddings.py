"""The index of similar micrographs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "embeddings",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("encoder", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("map_x", sa.Float(53), nullable=True),
        sa.Column("map_y", sa.Float(53), nullable=True),
        sa.Column("duplicate_group", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", "encoder", name=op.f("pk_embeddings")),
    )
    op.create_index(op.f("ix_embeddings_duplicate_group"), "embeddings", ["duplicate_group"])


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")
