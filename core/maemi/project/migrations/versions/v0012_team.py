"""Teams: members, claims of several pairs at once that expire, second opinions and what settles them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("pairs", sa.Column("opinions", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_pairs_opinions_id", "pairs", ["opinions", "id"])
    op.add_column("decisions", sa.Column("settles", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "members",
        sa.Column("curator", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=True),
        sa.Column("joined_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("curator", name=op.f("pk_members")),
    )
    # Claims last for minutes: nothing of the old ones is worth keeping.
    op.drop_table("claims")
    op.create_table(
        "claims",
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("curator", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_claims_pair_id")),
        sa.PrimaryKeyConstraint("pair_id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_curator"), "claims", ["curator"])


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")
