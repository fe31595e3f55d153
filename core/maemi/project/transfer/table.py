"""Pairs as rows of a table: Parquet both ways, and CSV in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from maemi.errors import InputError
from maemi.project.transfer.record import TransferPair, with_provenance

ROWS_AT_ONCE = 5_000
NEEDED = ("micrograph", "question", "answer")


def row_of(pair: TransferPair) -> dict[str, Any]:
    """The columns of a pair."""
    return {"micrograph": pair.micrograph, "question": pair.question, "answer": pair.answer, **pair.provenance()}


def pair_of(row: Mapping[str, Any]) -> TransferPair:
    """The inverse of `row_of`; only micrograph, question and answer must be there. Raises ValueError."""
    missing = [name for name in NEEDED if row.get(name) is None]
    if missing:
        raise ValueError(f"there is no {' and no '.join(missing)}")
    return with_provenance(str(row["micrograph"]), str(row["question"]), str(row["answer"]), row)


def write_parquet(pairs: Iterable[TransferPair], file: IO[bytes]) -> int:
    """Write all pairs, some thousand at a time; returns how many."""
    arrow, parquet = _arrow()
    names = [*NEEDED, *TransferPair("", "", "").provenance()]
    schema = arrow.schema([(name, arrow.bool_() if name == "synthetic" else arrow.string()) for name in names])
    rows = (row_of(pair) for pair in pairs)
    written = 0
    with parquet.ParquetWriter(file, schema) as writer:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            writer.write_table(arrow.Table.from_pylist(some, schema))
            written += len(some)
    return written


def read_parquet(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows with their numbers, from 1. Raises InputError where the file is no Parquet."""
    arrow, parquet = _arrow()
    try:
        with parquet.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches(ROWS_AT_ONCE):
                for row in cast("list[dict[str, Any]]", batch.to_pylist()):
                    number += 1
                    yield number, row
    except arrow.ArrowException as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{path} is not a readable Parquet file: {reason}") from error


def _arrow() -> tuple[Any, Any]:
    """pyarrow and its parquet part: imported late (0.2 s), and without types, which they do not ship."""
    return import_module("pyarrow"), import_module("pyarrow.parquet")


def read_csv(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows with the numbers of their lines. The first line names the columns; `;` and tabs separate as well as commas.

    Raises InputError where micrograph, question or answer has no column.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        separator = max(",;\t", key=first.count)
        reader = csv.DictReader(file, delimiter=separator)
        names = reader.fieldnames or []
        if missing := [name for name in NEEDED if name not in names]:
            raise InputError(
                f"{path}, line 1 must name the columns {', '.join(NEEDED)}; it lacks {', '.join(missing)}."
            )
        for row in reader:
            yield reader.line_num, dict(row)
