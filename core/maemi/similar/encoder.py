"""What turns a scan into a vector: the one protocol, and the encoder in force."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Says in a vector what a scan looks like; alike scans get vectors of a small angle.

    A better one, a network for instance, takes the place of the texture encoder by another `version`: the index is
    then made again. One that needs a heavy package imports it late.
    """

    version: str
    """Name and number: goes up whenever a scan would get another vector."""
    length: int

    def encode(self, scan: NDArray[Any]) -> NDArray[np.float32]:
        """[length], of length 1, from a grey scan [rows, columns] without its info bar."""
        ...


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """The encoder in force: every command and the window use this one."""
    from maemi.similar.texture import TextureEncoder

    return TextureEncoder()


def encoder_version() -> str:
    """The version of the encoder in force, without loading it."""
    from maemi.similar.texture_version import VERSION

    return VERSION
