"""How the map is coloured: every micrograph in one group, every group with a colour."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maemi_gui import theme

if TYPE_CHECKING:
    from maemi.similar.collection import Collection

BY = (("Class", "class"), ("State of pairs", "pairs"), ("Near duplicates", "duplicates"))
_COLOURS = (
    "#4c8bf5",
    "#e8710a",
    "#1e9e5a",
    "#d93f87",
    "#8e5bd0",
    "#b58900",
    "#12a3b4",
    "#d64545",
    "#7a9a01",
    "#a0664b",
)
"""Ten that differ in hue and brightness, on light and dark alike; further groups take them again."""


@dataclass(frozen=True, slots=True)
class MapGroup:
    """One colour of the map."""

    key: str
    text: str
    colour: str
    rows: tuple[int, ...]
    """Of the collection."""


def grouped(collection: Collection, by: str) -> list[MapGroup]:
    """The groups in a fixed order: the largest first, what belongs to none last and grey."""
    if by == "class":
        keys = [name or "" for name in collection.classes]
    elif by == "pairs":
        keys = ["" if state == "none" else state for state in collection.pairs]
    else:
        keys = ["duplicate" if group else "" for group in collection.groups]
    members: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        members.setdefault(key, []).append(row)
    counts = Counter({key: len(rows) for key, rows in members.items() if key})
    order = sorted(counts, key=lambda key: (-counts[key], key))
    found = [
        MapGroup(key, _text(key, by), _COLOURS[place % len(_COLOURS)], tuple(members[key]))
        for place, key in enumerate(order)
    ]
    if "" in members:
        found.append(MapGroup("", _text("", by), theme.colours().muted, tuple(members[""])))
    return found


def _text(key: str, by: str) -> str:
    if by == "class":
        from maemi.similar.class_list import display_name

        return display_name(key) if key else "no class"
    if by == "pairs":
        return f"{key} pairs" if key else "no pairs"
    return "near duplicates" if key else "no duplicate"
