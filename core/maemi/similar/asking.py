"""“More like this”, for a micrograph of the project or a file outside of it."""

from __future__ import annotations

from pathlib import Path

from maemi.errors import InputError
from maemi.similar.collection import Collection, Match


def more_like(collection: Collection, micrograph_id: int, count: int) -> list[Match]:
    """The micrographs that look most like one of the index. Raises InputError where it is not in it yet."""
    row = collection.row_of(micrograph_id)
    if row is None:
        raise InputError(f"Micrograph {micrograph_id} is not in the index yet: bring it up to date with 'maemi index'.")
    return collection.nearest(collection.vectors[row], count, without=micrograph_id)


def more_like_file(collection: Collection, path: Path, count: int) -> list[Match]:
    """The same for a file that need not be in the project; it is read in a child process. Raises MicrographError."""
    from maemi.similar.encoded import EncoderPool

    if not len(collection.ids):
        raise InputError("Nothing is in the index yet: make it with 'maemi index'.")
    with EncoderPool(1) as pool:
        made = pool.encoded(path).result()
    return collection.nearest(made.vector, count)
