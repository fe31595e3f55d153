"""Rows into a CSV or Parquet file, a few thousand at a time; nothing is overwritten, nothing half-written."""

from __future__ import annotations

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
    Columns,
    Field,
    Row,
    micrograph_fields,
    micrograph_rows,
    object_columns,
    object_fields,
)

SUFFIXES = (".csv", ".parquet")
AT_ONCE = 5_000
UTF8_MARK = b"\xef\xbb\xbf"


def export_table(project: Project, results: Results, out: Path, objects: bool = False) -> int:
    """Write one row a micrograph, or one an object, into a new file; returns how many rows.

    Raises InputError for another suffix, a file that exists, or no results, MaemiError where it cannot be written.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{out} is no table that can be written: name a file that ends in {' or '.join(SUFFIXES)}.")
    if not len(results):
        raise InputError("No micrograph of this search has a measurement: measure first ('maemi measure-all').")
    if objects:
        fields, columns = object_fields(results), object_columns(project, results)
    else:
        fields = micrograph_fields(results)
        columns = as_columns(fields, micrograph_rows(results))
    write = write_csv if suffix == ".csv" else write_parquet
    return new_file(out, lambda file: write(fields, columns, file))


def as_columns(fields: Sequence[Field], rows: Iterable[Row]) -> Iterator[Columns]:
    """Some thousand rows at a time, as columns."""
    source = iter(rows)
    while some := list(islice(source, AT_ONCE)):
        yield {field.name: [row.get(field.name) for row in some] for field in fields}


def new_file(out: Path, write: Callable[[IO[bytes]], int]) -> int:
    """What `write` says of the new file, which appears whole or not at all. Raises as `export_table` does."""
    if out.exists():
        raise InputError(f"{out} exists already and is not overwritten: name a new file.")
    try:
        with durable.written_beside(out) as file:
            return write(file)
    except OSError as error:
        raise MaemiError(f"{out} cannot be written: {error.strerror or error}.") from error


def write_csv(fields: Sequence[Field], columns: Iterable[Columns], file: IO[bytes]) -> int:
    """UTF-8 with a mark that tells spreadsheets so; nothing stands where a value is missing."""
    arrow, csv = _arrow("pyarrow"), _arrow("pyarrow.csv")
    schema = _schema(arrow, fields)
    file.write(UTF8_MARK)
    written = 0
    with csv.CSVWriter(file, schema) as writer:
        for some in columns:
            table = _table(arrow, schema, some)
            writer.write_table(table)
            written += table.num_rows
    return written


def write_parquet(fields: Sequence[Field], columns: Iterable[Columns], file: IO[bytes]) -> int:
    """Text, float64, float32 and int64, each of which may be null."""
    arrow, parquet = _arrow("pyarrow"), _arrow("pyarrow.parquet")
    schema = _schema(arrow, fields)
    written = 0
    with parquet.ParquetWriter(file, schema) as writer:
        for some in columns:
            table = _table(arrow, schema, some)
            writer.write_table(table)
            written += table.num_rows
    return written


def _arrow(module: str) -> Any:
    """Imported late (0.2 s), and without types, which it does not ship."""
    return import_module(module)


def _schema(arrow: Any, fields: Sequence[Field]) -> Any:
    types = {"text": arrow.string(), "number": arrow.float64(), "short": arrow.float32(), "whole": arrow.int64()}
    return arrow.schema([(field.name, types[field.type]) for field in fields])


def _table(arrow: Any, schema: Any, columns: Columns) -> Any:
    # NaN is nothing measured, which a table has a word for.
    arrays = [arrow.array(columns[field.name], type=field.type, from_pandas=True) for field in schema]
    return arrow.Table.from_arrays(arrays, schema=schema)
