"""A folder that appears whole or not at all; one that is there is replaced only where it is an export of ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from maemi.durable import sync_folder
from maemi.errors import InputError, MaemiError

MANIFEST = "maemi.json"
"""By which an export of ours is known."""


def check_free(path: Path, overwrite: bool) -> None:
    """Raises InputError where `path` holds what must not be replaced, MaemiError where its folder is missing."""
    if not path.parent.is_dir():
        raise MaemiError(f"The folder {path.parent} does not exist: make it, or name another place.")
    if not path.exists() and not path.is_symlink():
        return
    if not overwrite:
        raise InputError(f"{path} exists already and is not overwritten: name a new one, or add --overwrite.")
    if path.is_dir() and not (path / MANIFEST).is_file() and any(path.iterdir()):
        raise InputError(f"{path} is a folder that no export of MAEMI made, and is not overwritten: name a new one.")


@contextmanager
def folder_beside(path: Path) -> Generator[Path]:
    """An empty folder, which becomes `path` when the block ends well and vanishes when it does not.

    What was at `path` goes only when the new one is complete on the disk. Raises OSError as writing does.
    """
    beside = path.with_name(f".{path.name}.{token_hex(4)}.part")
    old = path.with_name(f".{path.name}.{token_hex(4)}.old")
    beside.mkdir()
    try:
        yield beside
        _flush(beside)
        if path.exists():
            path.replace(old)
        try:
            beside.replace(path)
        except OSError:
            if old.exists():
                old.replace(path)
            raise
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync_folder(path.parent)
    if old.is_dir():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """All files and folders to the disk: a power failure after the rename must not leave empty ones."""
    if os.name == "nt":
        return
    for each in [*folder.rglob("*"), folder]:
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
