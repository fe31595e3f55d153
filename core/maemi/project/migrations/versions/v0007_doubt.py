"""How doubtful each pair is, by its findings, as columns that can be sorted by; findings of edited texts."""

import sqlalchemy as sa
from alembic import op

from maemi.project.doubt import doubt_of, from_stored, kinds_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
PAIRS = sa.table(
    "pairs",
    sa.column("id", sa.Integer),
    sa.column("findings", sa.JSON),
    sa.column("edited_question", sa.Text),
    sa.column("edited_answer", sa.Text),
    sa.column("edited_findings", sa.JSON(none_as_null=True)),
    sa.column("doubt", sa.Float(53)),
    sa.column("finding_kinds", sa.Text),
)


def upgrade() -> None:
    op.add_column("pairs", sa.Column("edited_findings", sa.JSON()))
    op.add_column("pairs", sa.Column("doubt", sa.Float(53), nullable=False, server_default="0"))
    op.add_column("pairs", sa.Column("finding_kinds", sa.Text(), nullable=False, server_default=""))
    _weigh()
    op.create_index("ix_pairs_state_doubt_id_kinds", "pairs", ["state", "doubt", "id", "finding_kinds"])
    op.create_index("ix_pairs_doubt_id_kinds", "pairs", ["doubt", "id", "finding_kinds"])


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")


def _weigh() -> None:
    """Findings were of the teacher's text, also where it was edited: then they say nothing of the text that stands."""
    connection, last = op.get_bind(), 0
    while True:
        found = connection.execute(
            sa.select(PAIRS.c.id, PAIRS.c.findings, PAIRS.c.edited_question, PAIRS.c.edited_answer)
            .where(PAIRS.c.id > last)
            .order_by(PAIRS.c.id)
            .limit(AT_ONCE)
        ).all()
        if not found:
            return
        last = found[-1].id
        values = [
            {"row_id": row.id, "doubt": doubt_of(findings), "finding_kinds": kinds_of(findings)}
            for row in found
            if row.edited_question is None and row.edited_answer is None
            if (findings := from_stored(row.findings or ()))
        ]
        if values:
            connection.execute(sa.update(PAIRS).where(PAIRS.c.id == sa.bindparam("row_id")), values)
