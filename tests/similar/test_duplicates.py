"""Near duplicates: copies are found, look-alikes are not."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from maemi.similar.collection import Collection
from maemi.similar.duplicates import find_duplicates
from maemi.similar.encoder import encoder
from maemi.similar.sketch import sketch_of

Scan = NDArray[np.uint8]


def collection(scans: list[NDArray[np.generic]]) -> Collection:
    count = len(scans)
    names = tuple(str(number) for number in range(count))
    return Collection(
        ids=np.arange(1, count + 1),
        names=names,
        hashes=names,
        classes=(None,) * count,
        pairs=("none",) * count,
        vectors=np.stack([encoder().encode(scan) for scan in scans]),
        sketches=np.stack([sketch_of(scan).reshape(-1) for scan in scans]),
        places=np.full((count, 2), np.nan),
        groups=np.zeros(count, np.int64),
    )


def as_jpeg(scan: Scan) -> Scan:
    kept = BytesIO()
    Image.fromarray(scan).save(kept, "JPEG", quality=40)
    return np.asarray(Image.open(kept))


COPIES: dict[str, Callable[[Scan], NDArray[np.generic]]] = {
    "saved as JPEG": as_jpeg,
    "made smaller": lambda scan: np.asarray(Image.fromarray(scan).resize((200, 150))),
    "under another gamma": lambda scan: (scan / 255.0) ** 1.7,
    "turned": lambda scan: np.rot90(scan).copy(),
    "mirrored": lambda scan: scan[::-1].copy(),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_a_copy_is_found(copy: Callable[..., NDArray[np.generic]], scans: dict[str, list[Scan]]) -> None:
    all_scans = [scan for pictures in scans.values() for scan in pictures]
    found = find_duplicates(collection([*all_scans, copy(all_scans[4])]))
    assert [group.ids for group in found] == [(5, 10)]


def test_look_alikes_are_no_duplicates(scans: dict[str, list[Scan]]) -> None:
    assert find_duplicates(collection([scan for pictures in scans.values() for scan in pictures])) == []


def test_several_copies_are_one_group(scans: dict[str, list[Scan]]) -> None:
    first, second = scans["fibres"][0], scans["particles"][0]
    found = find_duplicates(collection([first, second, as_jpeg(first), np.rot90(first).copy(), as_jpeg(second)]))
    assert [group.ids for group in found] == [(1, 3, 4), (2, 5)]


def test_blank_scans_are_not_each_other() -> None:
    blank = np.full((60, 80), 9, np.uint8)
    assert find_duplicates(collection([blank, blank + 4])) == []


def test_none_among_none_or_one(scans: dict[str, list[Scan]]) -> None:
    assert find_duplicates(collection([scans["fibres"][0]])) == []
