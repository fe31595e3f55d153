"""A table as a file of comma-separated values, whole or not there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from pathlib import Path


def write_csv(file: Path, rows: Iterable[Sequence[object]]) -> int:
    """Write rows, the heading first, as UTF-8; returns how many follow the heading. For a worker.

    Raises MaemiError where the file cannot be written; what was there before is then still there.
    """
    from maemi.durable import written_beside
    from maemi.errors import MaemiError

    count = -1  # the heading is no row
    try:
        with written_beside(file) as raw:
            text = TextIOWrapper(raw, "utf-8", newline="", write_through=True)
            writer = csv.writer(text, lineterminator="\n")
            for row in rows:
                writer.writerow(row)
                count += 1
            text.flush()
            text.detach()
    except OSError as error:
        raise MaemiError(f"{file} cannot be written: {error.strerror or error}.") from error
    return count
