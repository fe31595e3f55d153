"""Pairs as rows of a table: Parquet both ways, the image in each row, as Hugging Face's datasets read it; CSV in."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import IO, Any, cast

from maemi.errors import InputError
from maemi.project.transfer.record import TransferPair, with_provenance

ROWS_OF_A_GROUP = 1_000
BYTES_OF_A_GROUP = 64 << 20
"""Of images, before they are packed: what a reader has to hold."""
ROWS_AT_ONCE = 100
MOST_BYTES_OF_A_GROUP = 2 << 30
"""Of a file of others; unpacked, it has to fit into memory."""
NEEDED = ("micrograph", "question", "answer")
IMAGE = "image"


def row_of(pair: TransferPair) -> dict[str, Any]:
    """The columns of a pair."""
    image = {"bytes": pair.image, "path": pair.micrograph}
    texts = {"micrograph": pair.micrograph, "question": pair.question, "answer": pair.answer}
    return {IMAGE: image, **texts, **pair.provenance()}


def pair_of(row: Mapping[str, Any]) -> TransferPair:
    """The inverse of `row_of`; only micrograph (or image), question and answer must be there. Raises ValueError."""
    given = row.get(IMAGE)
    image = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    data, name = image.get("bytes"), row.get("micrograph") or image.get("path")
    held = data if isinstance(data, bytes) else b""
    missing = [each for each in ("question", "answer") if row.get(each) is None]
    missing += ["micrograph"] if name is None and not held else []
    if missing:
        raise ValueError(f"there is no {' and no '.join(missing)}")
    if name is not None and not isinstance(name, str):
        raise ValueError("'micrograph' is not text")
    return with_provenance(name or "", row["question"], row["answer"], row, held)


class ParquetWriter:
    """Writes rows by groups, whose size bounds the memory of whoever writes or reads."""

    def __init__(self, file: IO[bytes]) -> None:
        self._arrow, parquet = _arrow()
        arrow = self._arrow
        image = arrow.struct([("bytes", arrow.binary()), ("path", arrow.string())])
        names = [*NEEDED, *TransferPair("", "", "").provenance()]
        fields = [(name, arrow.bool_() if name == "synthetic" else arrow.string()) for name in names]
        self._schema = arrow.schema([(IMAGE, image), *fields], metadata={"huggingface": json.dumps(features(names))})
        # A dictionary keeps each image of a group once, however many pairs are about it.
        self._writer = parquet.ParquetWriter(
            file, self._schema, compression="zstd", use_dictionary=True, dictionary_pagesize_limit=1 << 30
        )
        self._rows: list[dict[str, Any]] = []
        self._held: set[str] = set()
        self._bytes = 0

    def add(self, pair: TransferPair) -> None:
        """One row."""
        self._rows.append(row_of(pair))
        if pair.micrograph not in self._held:
            self._held.add(pair.micrograph)
            self._bytes += len(pair.image)
        if len(self._rows) >= ROWS_OF_A_GROUP or self._bytes >= BYTES_OF_A_GROUP:
            self._flush()

    def close(self) -> None:
        """Complete the table; the file stays open."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._arrow.Table.from_pylist(self._rows, self._schema))
        self._rows, self._held, self._bytes = [], set(), 0


def features(names: list[str]) -> dict[str, Any]:
    """What `datasets` reads from the table's metadata: which column is an image."""
    columns = {name: {"dtype": "bool" if name == "synthetic" else "string", "_type": "Value"} for name in names}
    return {"info": {"features": {IMAGE: {"_type": "Image"}, **columns}}}


def read_parquet(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows with their numbers, from 1. Raises InputError where the file is no Parquet, or would not fit into memory."""
    arrow, parquet = _arrow()
    try:
        with parquet.ParquetFile(path) as file:
            groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
            if any(group.total_byte_size > MOST_BYTES_OF_A_GROUP for group in groups):
                raise InputError(f"{path} has groups of rows of more than 2 GiB: write it again with smaller ones.")
            number = 0
            for batch in file.iter_batches(ROWS_AT_ONCE):
                for row in cast("list[dict[str, Any]]", batch.to_pylist()):
                    number += 1
                    yield number, row
    except (arrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{path} is not a readable Parquet file: {reason}.") from error


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
