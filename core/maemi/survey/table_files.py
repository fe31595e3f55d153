"""Rows into a CSV or Parquet file, a few thousand at a time; nothing is overwritten, nothing half-written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import IO, Any

from maemi import durable
from maemi.errors import InputError, MaemiError
from maemi.project.project import Project
from maemi.survey.results import Results
from maemi.survey.table_rows import (
    Field,
    Row,
    micrograph_fields,
    micrograph_rows,
    object_fields,
    object_rows,
)

SUFFIXES = (".csv", ".parquet")
AT_ONCE = 5_000


def export_table(project: Project, results: Results, out: Path, objects: bool = False) -> int:
    """Write one row a micrograph, or one an object, into a new file; returns how many rows.

    Raises InputError for another suffix or a file that exists, MaemiError where it cannot be written.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise InputError(f"{out} is no table that can be written: name a file that ends in {' or '.join(SUFFIXES)}.")
    fields = object_fields(results) if objects else micrograph_fields(results)
    rows = object_rows(project, results) if objects else micrograph_rows(results)
    write = write_csv if out.suffix.lower() == ".csv" else write_parquet
    return new_file(out, lambda file: write(fields, rows, file))


def new_file(out: Path, write: Callable[[IO[bytes]], int]) -> int:
    """What `write` says of the new file, which appears whole or not at all. Raises as `export_table` does."""
    if out.exists():
        raise InputError(f"{out} exists already and is not overwritten: name a new file.")
    try:
        with durable.written_beside(out) as file:
            return write(file)
    except OSError as error:
        raise MaemiError(f"{out} cannot be written: {error.strerror or error}.") from error


def write_csv(fields: Sequence[Field], rows: Iterable[Row], file: IO[bytes]) -> int:
    """UTF-8 with a mark that tells spreadsheets so; nothing stands where a value is missing."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    names = [field.name for field in fields]
    writer.writerow(names)
    written = 0
    for row in rows:
        writer.writerow(["" if row.get(name) is None else row[name] for name in names])
        written += 1
    text.flush()
    text.detach()
    return written


def write_parquet(fields: Sequence[Field], rows: Iterable[Row], file: IO[bytes]) -> int:
    """Text, float64 and int64, each of which may be null."""
    # Imported late (0.2 s), and without types, which it does not ship.
    arrow: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    types = {"text": arrow.string(), "number": arrow.float64(), "whole": arrow.int64()}
    schema = arrow.schema([(field.name, types[field.type]) for field in fields])
    written = 0
    with parquet.ParquetWriter(file, schema) as writer:
        for some in _chunks(iter(rows)):
            writer.write_table(arrow.Table.from_pylist(some, schema))
            written += len(some)
    return written


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some
