"""Of which specimen a micrograph is, and under which licence it may be passed on."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("micrographs", sa.Column("specimen", sa.Text()))
    op.add_column("micrographs", sa.Column("licence", sa.Text()))


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")
