"""A lock on a file: held by one process, and let go of by the system when that process ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from maemi.errors import InputError, MaemiError


@contextmanager
def only_one(path: Path, sentence: str) -> Generator[None]:
    """Hold the lock while the block runs. Raises InputError with `sentence` where another process holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise MaemiError(f"{path} cannot be written: {error.strerror or error}.") from error
    try:
        _lock(descriptor, sentence)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, sentence: str) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise InputError(sentence) from error
