"""Arrays straight from a place in a file, and to it."""

from __future__ import annotations

from io import FileIO
from typing import Any

import numpy as np
from numpy.typing import NDArray


def fill(target: NDArray[Any], file: FileIO, offset: int) -> None:
    """Fill a contiguous array from `offset` on; raises EOFError where the file ends before, OSError as reading does."""
    file.seek(offset)
    view = target.reshape(-1).view(np.uint8).data
    while view.nbytes:
        count = file.readinto(view)
        if not count:
            raise EOFError("the file ends too soon")
        view = view[count:]


def put(source: NDArray[Any], file: FileIO, offset: int) -> None:
    """Write an array's bytes at `offset`; raises OSError as writing does."""
    file.seek(offset)
    view = np.ascontiguousarray(source).reshape(-1).view(np.uint8).data
    while view.nbytes:
        view = view[file.write(view) :]
