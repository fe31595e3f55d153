"""Who sent what kind of content to which model, and who agreed that a project's micrographs go to a host."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SENTENCE = "consents are appended to and never changed"


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
    _refuse_changes()


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER consents_no_{verb.lower()} BEFORE {verb} ON consents "
                f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION consents_never_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER consents_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON consents "
        "FOR EACH STATEMENT EXECUTE FUNCTION consents_never_change()"
    )
