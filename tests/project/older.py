"""Make a project's tables what an older version left; the migrations themselves go only forwards."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

ADDED = {
    "0014": (
        *(f"DROP TABLE {table}" for table in ("batch_items", "batches", "ledger_totals", "charges")),
        "DROP INDEX ix_requests_batch_id",
        *(f"ALTER TABLE requests DROP COLUMN {column}" for column in ("micrograph_id", "run", "batch_id", "unusable")),
    ),
    "0013": tuple(f"DROP TABLE {table}" for table in ("study_ratings", "study_items", "studies")),
    "0012": (
        "DROP INDEX ix_pairs_opinions_id",
        "ALTER TABLE pairs DROP COLUMN opinions",
        "ALTER TABLE decisions DROP COLUMN settles",
        "DROP TABLE members",
        "DROP TABLE claims",
        "CREATE TABLE claims (curator TEXT PRIMARY KEY, pair_id INTEGER NOT NULL UNIQUE, at TIMESTAMP NOT NULL)",
    ),
    "0011": (
        "DROP TABLE prompt_versions",
        "DROP TABLE asked_with",
        "ALTER TABLE pairs DROP COLUMN settings_hash",
    ),
    "0010": tuple(f"ALTER TABLE micrographs DROP COLUMN {column}" for column in ("specimen", "licence")),
    "0009": (
        *("DROP INDEX ix_pairs_facets", "DROP INDEX ix_decisions_batch_id", "DROP INDEX ix_micrographs_class_name_id"),
        *(f"ALTER TABLE pairs DROP COLUMN {column}" for column in ("question_key", "answer_key")),
        "ALTER TABLE decisions DROP COLUMN batch",
        *("DROP TABLE guidelines", "DROP TABLE finding_changes"),
    ),
    "0008": (
        "DROP TABLE consents",
        "DROP INDEX ix_egress_host_id",
        "DROP INDEX ix_egress_micrograph_id_id",
        *(
            f"ALTER TABLE egress DROP COLUMN {column}"
            for column in ("who", "model", "pictures", "picture_rows", "picture_columns", "text_bytes")
        ),
    ),
    "0007": (
        "DROP INDEX ix_pairs_state_doubt_id_kinds",
        "DROP INDEX ix_pairs_doubt_id_kinds",
        *(f"ALTER TABLE pairs DROP COLUMN {column}" for column in ("edited_findings", "doubt", "finding_kinds")),
    ),
    "0006": ("DROP TABLE corrections",),
    "0005": (
        "DROP INDEX ix_measurements_kind_micrograph_id",
        *(f"ALTER TABLE measurements DROP COLUMN {column}" for column in ("kind", "packed")),
    ),
}
"""What undoes each migration, the newest first."""

WORDS = {
    "sqlite": (
        *(f"DROP TRIGGER pair_words_{when}" for when in ("insert", "update", "delete")),
        "DROP TABLE pair_words",
    ),
    "postgresql": ("DROP INDEX ix_pairs_words",),
}
"""The index of pairs' words, of 0009."""


def take_back(connection: Connection, version: str) -> None:
    """Undo the migrations after `version`, down to 0004."""
    if version < "0009":
        for statement in WORDS[connection.dialect.name]:
            connection.execute(text(statement))
    for added, statements in ADDED.items():
        if added > version:
            for statement in statements:
                connection.execute(text(statement))
    if connection.dialect.name == "postgresql":
        tables = set(inspect(connection).get_table_names())
        found = connection.execute(text("SELECT proname FROM pg_proc WHERE proname LIKE '%never\\_change'"))
        for function in found.scalars().all():
            if function.removesuffix("_never_change") not in tables:
                connection.execute(text(f"DROP FUNCTION {function}"))
    connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
