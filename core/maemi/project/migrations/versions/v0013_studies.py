"""Expert studies: samples of pairs, and ratings that are appended to and never changed."""

import sqlalchemy as sa
from alembic import op

from maemi.project.migrations.append_only import refuse_changes

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

APPENDED = ("studies", "study_items", "study_ratings")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "studies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("drawn_as", sa.Text(), nullable=False),
        sa.Column("creator", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studies")),
        sa.UniqueConstraint("name", name="uq_studies_name"),
    )
    op.create_table(
        "study_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("micrograph_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("question", "answer", "class_name", "teacher")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_study_items_study_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_study_items_pair_id")),
        sa.ForeignKeyConstraint(["micrograph_id"], ["micrographs.id"], name=op.f("fk_study_items_micrograph_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_items")),
    )
    op.create_index("ix_study_items_study_id", "study_items", ["study_id"])
    op.create_table(
        "study_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("expert", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("accuracy", "relevance", "completeness")),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["study_items.id"], name=op.f("fk_study_ratings_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_ratings")),
    )
    op.create_index("ix_study_ratings_item_id", "study_ratings", ["item_id"])
    for table in APPENDED:
        refuse_changes(table)


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")
