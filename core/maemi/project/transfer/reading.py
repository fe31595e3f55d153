"""Read a file of pairs, whatever of our formats it has; what is wrong in it is told with its place."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, cast

from maemi.errors import InputError
from maemi.project.transfer import coco, table, turns
from maemi.project.transfer.json_stream import LONGEST, elements
from maemi.project.transfer.record import TransferPair

SUFFIXES = (".jsonl", ".json", ".parquet", ".csv")


@dataclass(frozen=True, slots=True)
class Read:
    """One pair of the file, or what is wrong at this place."""

    line: int
    """Line of a text file; number of the row in a Parquet file. From 1."""
    pair: TransferPair | None
    problem: str = ""


def read_pairs(path: Path) -> Iterator[Read]:
    """The pairs of a file in its order, one in memory at a time. Raises InputError where the file cannot be read."""
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
        number = 0
        while line := file.readline(LONGEST):
            number += 1
            if len(line) == LONGEST and not line.endswith(b"\n"):
                while (rest := file.readline(LONGEST)) and not rest.endswith(b"\n"):
                    pass
                yield Read(number, None, f"is longer than {LONGEST >> 20} MiB")
                continue
            if not line.strip():
                continue
            try:
                entry: Any = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Read(number, None, f"is not JSON ({_brief(error)})")
                continue
            yield from _each([(number, entry)], turns.read_entry)


def _json(path: Path) -> Iterator[Read]:
    """A list of conversations or a COCO document; where it is torn, what stands before that place is taken."""
    begun = False
    try:
        for read in _document(path):
            yield read
            begun = True
    except UnicodeDecodeError:
        raise
    except ValueError as error:
        if not begun:
            raise InputError(f"{path} is not JSON of pairs: {error}.") from error
        place, _, what = str(error).partition(": ")
        line = int(place.removeprefix("line ")) if place.removeprefix("line ").isdigit() else 0
        yield Read(line, None, f"is where the file ends being JSON ({what}); what follows was not read")


def _document(path: Path) -> Iterator[Read]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = elements(file)
        first = next(found, None)
        if first is None or first.key == "":
            listed = chain([] if first is None else [first], found)
            yield from _each(((each.line, each.value) for each in listed), turns.read_entry)
            return
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = coco.image_names(file)
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from _each(coco.captions(file, names), lambda caption: [coco.pair_of(caption)])


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


def _brief(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
