"""Corrections by hand of what was measured."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SENTENCE = "corrections are appended to and never changed"


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("micrograph_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("curator", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["micrograph_id"], ["micrographs.id"], name=op.f("fk_corrections_micrograph_id")),
        sa.ForeignKeyConstraint(["undoes"], ["corrections.id"], name=op.f("fk_corrections_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("undoes", name=op.f("uq_corrections_undoes")),
    )
    op.create_index("ix_corrections_micrograph_id_id", "corrections", ["micrograph_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER corrections_no_{verb.lower()} BEFORE {verb} ON corrections "
                f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION corrections_never_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER corrections_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON corrections "
        "FOR EACH STATEMENT EXECUTE FUNCTION corrections_never_change()"
    )


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")
