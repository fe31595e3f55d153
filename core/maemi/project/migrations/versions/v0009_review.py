"""Reviewing by the hundred thousand: decisions in batches, sort keys, an index of words, guidelines, findings' past."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from maemi.project.migrations.append_only import refuse_changes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
KEY_LENGTH = 40
SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PAIRS = sa.table(
    "pairs",
    sa.column("id", sa.Integer),
    sa.column("question", sa.Text),
    sa.column("answer", sa.Text),
    sa.column("edited_question", sa.Text),
    sa.column("edited_answer", sa.Text),
    sa.column("question_key", sa.Text),
    sa.column("answer_key", sa.Text),
)
TEXTS = ("question", "answer", "edited_question", "edited_answer")
FACETS = (
    *("state", "id", "task", "teacher", "model", "micrograph_id", "doubt", "finding_kinds", "curator", "decided_at"),
    *("question_key", "answer_key"),
)


def upgrade() -> None:
    op.add_column("decisions", sa.Column("batch", sa.BigInteger()))
    there = sa.text("batch IS NOT NULL")
    op.create_index("ix_decisions_batch_id", "decisions", ["batch", "id"], sqlite_where=there, postgresql_where=there)
    for name in ("question_key", "answer_key"):
        op.add_column("pairs", sa.Column(name, SORTED, nullable=False, server_default=""))
    _fill_keys()
    op.create_index("ix_pairs_facets", "pairs", list(FACETS))
    op.create_index("ix_micrographs_class_name_id", "micrographs", ["class_name", "id"])
    _logs()
    if op.get_bind().dialect.name == "sqlite":
        _words_of_sqlite()
    else:
        _words_of_postgresql()


def downgrade() -> None:
    raise RuntimeError("A project is not taken back to an older version: bring back a copy of it.")


def _fill_keys() -> None:
    connection, last = op.get_bind(), 0
    while True:
        query = sa.select(PAIRS).where(PAIRS.c.id > last).order_by(PAIRS.c.id).limit(AT_ONCE)
        found = connection.execute(query).all()
        if not found:
            return
        last = found[-1].id
        values = [
            {
                "row_id": row.id,
                "of_question": _key(row.question if row.edited_question is None else row.edited_question),
                "of_answer": _key(row.answer if row.edited_answer is None else row.edited_answer),
            }
            for row in found
        ]
        change = sa.update(PAIRS).where(PAIRS.c.id == sa.bindparam("row_id"))
        keys: dict[str, Any] = {"question_key": sa.bindparam("of_question"), "answer_key": sa.bindparam("of_answer")}
        connection.execute(change.values(keys), values)


def _key(text: str) -> str:
    return text[:KEY_LENGTH].casefold()[:KEY_LENGTH]


def _logs() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "guidelines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("curator", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidelines")),
    )
    op.create_table(
        "finding_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_finding_changes_pair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_changes")),
    )
    op.create_index("ix_finding_changes_pair_id_id", "finding_changes", ["pair_id", "id"])
    for table in ("guidelines", "finding_changes"):
        refuse_changes(table)


def _words_of_sqlite() -> None:
    """An index beside the table that triggers keep: whoever writes a pair writes its words, without having to know."""
    columns = ", ".join(TEXTS)
    op.execute(
        f"CREATE VIRTUAL TABLE pair_words USING fts5({columns}, content='pairs', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', columnsize=0)"
    )
    new = f"INSERT INTO pair_words(rowid, {columns}) VALUES (new.id, {', '.join(f'new.{name}' for name in TEXTS)});"
    old = (
        f"INSERT INTO pair_words(pair_words, rowid, {columns}) "
        f"VALUES ('delete', old.id, {', '.join(f'old.{name}' for name in TEXTS)});"
    )
    changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in TEXTS)
    op.execute(f"CREATE TRIGGER pair_words_insert AFTER INSERT ON pairs BEGIN {new} END")
    op.execute(f"CREATE TRIGGER pair_words_delete AFTER DELETE ON pairs BEGIN {old} END")
    op.execute(
        f"CREATE TRIGGER pair_words_update AFTER UPDATE OF {columns} ON pairs WHEN {changed} BEGIN {old} {new} END"
    )
    op.execute("INSERT INTO pair_words(pair_words) VALUES ('rebuild')")


def _words_of_postgresql() -> None:
    """What a word is: letters and digits in a row, as in SQLite's index."""
    joined = " || ' ' || ".join(f"coalesce({name}, '')" for name in TEXTS)
    words = f"to_tsvector('simple', regexp_replace({joined}, '[^[:alnum:]]+', ' ', 'g'))"
    op.execute(f"CREATE INDEX ix_pairs_words ON pairs USING gin (({words}))")
