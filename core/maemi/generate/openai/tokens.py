"""How many tokens a request holds at most, counted without the server.

Pictures after OpenAI's guide “Images and vision”: models count tiles of 512 pixels, or patches of 32 times a factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

PATCH = 32
MOST_PATCHES = 1536
TILE = 512
LONG_SIDE, SHORT_SIDE = 2048, 768
"""To these a picture is reduced before its tiles are counted."""
SMALLEST_PATCH = 28
"""Of vision models that labs serve themselves (Qwen-VL, InternVL): the smallest patch that makes a token."""


@dataclass(frozen=True, slots=True)
class _Tiles:
    fixed: int
    each: int

    def of(self, rows: int, columns: int, low: bool) -> int:
        if low:
            return self.fixed
        share = min(1.0, LONG_SIDE / max(rows, columns))
        rows, columns = ceil(rows * share), ceil(columns * share)
        share = min(1.0, SHORT_SIDE / min(rows, columns))
        return self.fixed + self.each * ceil(ceil(rows * share) / TILE) * ceil(ceil(columns * share) / TILE)


@dataclass(frozen=True, slots=True)
class _Patches:
    factor: float

    def of(self, rows: int, columns: int, low: bool) -> int:
        patches = ceil(rows / PATCH) * ceil(columns / PATCH)
        return ceil(self.factor * min(patches, MOST_PATCHES))


_FAMILIES: tuple[tuple[str, _Tiles | _Patches], ...] = (
    ("gpt-4o-mini", _Tiles(2833, 5667)),
    ("gpt-4.1-mini", _Patches(1.62)),
    ("gpt-4.1-nano", _Patches(2.46)),
    ("gpt-5-mini", _Patches(1.62)),
    ("gpt-5-nano", _Patches(2.46)),
    ("o4-mini", _Patches(1.72)),
    ("gpt-4o", _Tiles(85, 170)),
    ("gpt-4.1", _Tiles(85, 170)),
    ("gpt-4.5", _Tiles(85, 170)),
    ("gpt-4-turbo", _Tiles(85, 170)),
    ("gpt-4-vision", _Tiles(85, 170)),
    ("gpt-5-chat", _Tiles(70, 140)),
    ("gpt-5-20", _Tiles(70, 140)),
    ("o1", _Tiles(75, 150)),
    ("o3", _Tiles(75, 150)),
)
"""By how a model's name begins; the first that fits."""


def text_tokens(text: str) -> int:
    """At most so many tokens: English has four characters to one, JSON about three; two and a half is the safe side."""
    return ceil(len(text.encode()) / 2.5)


def image_tokens(rows: int, columns: int, model: str = "", detail: str = "high") -> int:
    """At most so many tokens for a picture of that size, by the model's family; `detail` is high, auto or low.

    For a model of no known family it is the most that any family would count, or a patch of 28 pixels would.
    """
    rows, columns = max(1, rows), max(1, columns)
    low = detail == "low"
    if model == "gpt-5":
        return _Tiles(70, 140).of(rows, columns, low)
    name = model.rpartition("/")[2]
    for beginning, family in _FAMILIES:
        if name.startswith(beginning):
            return family.of(rows, columns, low)
    tiles = _Tiles(85, 170).of(rows, columns, False)
    patches = ceil(rows / SMALLEST_PATCH) * ceil(columns / SMALLEST_PATCH)
    capped = ceil(2.46 * min(ceil(rows / PATCH) * ceil(columns / PATCH), MOST_PATCHES))
    return max(tiles, patches, capped)
