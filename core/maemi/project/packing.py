"""Long columns of numbers as bytes: a fifth of what the same numbers take as JSON."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

KEPT_BITS = 16
"""Of a number's fraction: about five significant digits, more than any picture tells."""


def pack(columns: Mapping[str, Sequence[float | None]]) -> tuple[dict[str, int], bytes]:
    """The length of each column, and all of them as bytes; None becomes NaN, numbers are rounded to `KEPT_BITS`."""
    lengths = {name: len(column) for name, column in columns.items()}
    if not columns:
        return lengths, b""
    # The bytes of equal weight lie side by side, signs and exponents first: they are alike and shrink well.
    numbers = np.concatenate([np.asarray(column, dtype=np.float32) for column in columns.values()])
    return lengths, zlib.compress(_rounded(numbers).astype("<f4").view(np.uint8).reshape(-1, 4).T.tobytes(), 6)


def unpack(
    lengths: Mapping[str, int], packed: bytes, wanted: frozenset[str] | None = None
) -> dict[str, NDArray[np.float32]]:
    """The columns of `pack`, or those of the names wanted. Raises ValueError where bytes and lengths do not fit."""
    total = sum(lengths.values())
    if not total:
        return {name: np.zeros(0, np.float32) for name in lengths if wanted is None or name in wanted}
    try:
        bytes_ = np.frombuffer(zlib.decompress(packed), np.uint8)
    except zlib.error as error:
        raise ValueError(f"the numbers of a measurement are damaged: {error}") from error
    numbers = np.ascontiguousarray(bytes_.reshape(4, total).T).view("<f4").reshape(total)
    columns: dict[str, NDArray[np.float32]] = {}
    first = 0
    for name, length in lengths.items():
        if wanted is None or name in wanted:
            columns[name] = numbers[first : first + length].astype(np.float32)
        first += length
    return columns


def as_json(column: NDArray[np.float32]) -> list[float | None]:
    """Numbers as JSON has them: five significant digits, None for NaN."""
    return [float(f"{value:.5g}") if value == value else None for value in column.tolist()]


def _rounded(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut to `KEPT_BITS` bits after the first, half a step up or down; infinities and NaN stay."""
    dropped = 23 - KEPT_BITS
    bits: NDArray[Any] = numbers.view(np.uint32)
    near = ((bits + np.uint32(1 << (dropped - 1))) >> np.uint32(dropped) << np.uint32(dropped)).view(np.float32)
    return np.where(np.isfinite(numbers) & np.isfinite(near), near, numbers).astype(np.float32)
