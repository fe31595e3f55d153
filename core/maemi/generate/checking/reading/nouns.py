"""What can be counted in a micrograph, and which kind of structure each word names."""

from __future__ import annotations

import re

NOUNS: dict[str, str] = {
    "particles": "particle sphere bead granule globule droplet dot nanocrystal disc disk cell platelet flake cube ball "
    "spheroid colloid powder",
    "fibres": "fibre fiber wire rod whisker tube filament strand needle nanobelt nanoribbon hair thread",
    "pores": "pore void hole cavity opening cavities cell",
    "pattern": "line stripe trench pillar finger pad electrode bar ridge groove post row column period square hole dot "
    "disc disk bump lines fin",
    "grains": "grain crystallite crystal",
    "clusters": "cluster agglomerate aggregate clump group",
    "any": "feature object structure element item entity entities island protrusion unit body bodies nanostructure "
    "microstructure",
}
"""Kinds as in `measure.result.KINDS`; `any` may name whatever was measured; `clusters` are groups of it."""
_KINDS_OF: dict[str, set[str]] = {}
for _kind, _words in NOUNS.items():
    for _word in _words.split():
        _KINDS_OF.setdefault(_word, set()).add(_kind)
_KINDS_OF["grain"].add("particles")
_KINDS_OF["crystal"].add("particles")
_ALTERNATIVES = "|".join(sorted(_KINDS_OF, key=len, reverse=True))
NOUN = (
    rf"(?:\w+[-])?(?:nano|micro)?(?:{_ALTERNATIVES})(?:s|es)?(?!\w|[-\s](?:size|shape|surface|like|boundar|"
    rf"bar|diameter|type|morpholog)\w*)"
)
"""A pattern without groups."""
_WORD = re.compile(rf"(?:nano|micro)?({_ALTERNATIVES})(?:s|es)?$", re.IGNORECASE)


def kinds_named(noun: str) -> frozenset[str]:
    """The kinds of structure that a word may name; empty for a word that names none."""
    match = _WORD.search(noun.lower())
    return frozenset(_KINDS_OF[match[1]]) if match else frozenset()
