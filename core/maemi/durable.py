"""Nothing is half-written: a file appears whole or not at all, also when the power fails."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO


@contextmanager
def written_beside(path: Path) -> Generator[IO[bytes]]:
    """A binary file open for writing, which becomes `path` when the block ends well and vanishes when it does not.

    Raises OSError as writing does; `path` then is what it was before.
    """
    beside = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            yield file
            flush(file)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text beside `path`, flush it to the disk and rename it into place."""
    with written_beside(path) as file:
        file.write(text.encode())


def flush(file: IO[bytes]) -> None:
    """What was written is on the disk when this returns."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that a rename in it survives a power failure; Windows needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
