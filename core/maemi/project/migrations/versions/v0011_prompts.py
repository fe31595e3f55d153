"""Prompts of a lab with their versions; what each pair was asked with."""

import sqlalchemy as sa
from alembic import op

from maemi.project.migrations.append_only import refuse_changes

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prompt_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("curator", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_versions")),
    )
    op.create_index("ix_prompt_versions_name_id", "prompt_versions", ["name", "id"])
    op.create_index(op.f("ix_prompt_versions_hash"), "prompt_versions", ["hash"])
    op.create_table(
        "asked_with",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_asked_with")),
    )
    op.add_column("pairs", sa.Column("settings_hash", sa.Text(), nullable=False, server_default=""))
    for table, sentence in (
        ("prompt_versions", "versions of a prompt are appended to and never changed"),
        ("asked_with", "what pairs were asked with is appended to and never changed"),
    ):
        refuse_changes(table, sentence)


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")
