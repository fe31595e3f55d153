"""Read a file of pairs, whatever of our formats it has; what is wrong in it is told with its place."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from maemi.errors import InputError
from maemi.project.transfer import coco, table, turns
from maemi.project.transfer.record import TransferPair

SUFFIXES = (".jsonl", ".json", ".parquet", ".csv")


@dataclass(frozen=True, slots=True)
class Read:
    """One pair of the file, or what is wrong at this place."""

    line: int
    """Line of a text file; number of the entry in a JSON list or of the row in a Parquet file. From 1."""
    pair: TransferPair | None
    problem: str = ""


def read_pairs(path: Path) -> Iterator[Read]:
    """The pairs of a file in its order. Raises InputError where the file as a whole cannot be read."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{path} is of no kind that pairs are read from: {', '.join(SUFFIXES)}.")
    try:
        if suffix == ".jsonl":
            yield from _json_lines(path)
        elif suffix == ".json":
            yield from _json(path)
        elif suffix == ".parquet":
            yield from _each(table.read_parquet(path), lambda row: [table.pair_of(row)])
        else:
            yield from _each(table.read_csv(path), lambda row: [table.pair_of(row)])
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    except csv.Error as error:
        raise InputError(f"{path} is not a table of text ({error}): save it as CSV again.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from error


def _json_lines(path: Path) -> Iterator[Read]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                entry: Any = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Read(number, None, f"is not JSON ({error})")
                continue
            yield from _each([(number, entry)], turns.read_entry)


def _json(path: Path) -> Iterator[Read]:
    try:
        document: Any = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON: {error}.") from error
    if isinstance(document, list):
        yield from _each(enumerate(cast("list[Any]", document), 1), turns.read_entry)
    elif isinstance(document, dict) and "images" in document:
        found = coco.read_coco(cast("dict[str, Any]", document))
        yield from _each(found, lambda caption: [coco.pair_of(caption)])
    else:
        raise InputError(f"{path} holds neither a list of conversations nor a COCO document.")


def _each(
    entries: Iterable[tuple[int, Any]], pairs_of: Callable[[dict[str, Any]], Iterable[TransferPair]]
) -> Iterator[Read]:
    for number, entry in entries:
        if not isinstance(entry, dict):
            yield Read(number, None, "is not an object")
            continue
        try:
            for pair in pairs_of(cast("dict[str, Any]", entry)):
                yield Read(number, pair)
        except ValueError as error:
            yield Read(number, None, f"cannot be taken: {error}")
