"""Words that tell the class of a micrograph: a question that a student is tested with must hold none of them."""

from __future__ import annotations

import re
from functools import lru_cache

from maemi.generate.subject import Subject
from maemi.phantom.classes import DISPLAY_NAMES

_WORDS = {
    "biological": ("biological", "biology", "cell", "tissue", "bacteria", "bacterium", "organism"),
    "fibres": ("fibre", "fiber", "fibrous", "nanofibre", "nanofiber"),
    "films_coated_surface": ("film", "thin-film", "coating", "coated"),
    "mems_devices_and_electrodes": ("mems", "electrode", "microdevice", "cantilever"),
    "nanowires": ("nanowire", "nano-wire", "wire", "nanorod"),
    "particles": ("particle", "nanoparticle", "particulate", "microparticle"),
    "patterned_surface": ("patterned", "pattern"),
    "porous_sponge": ("porous", "pore", "sponge", "porosity", "foam"),
    "powder": ("powder",),
    "tips": ("tip", "cantilever tip", "needle"),
}
"""Singular; plurals in s and es are found too."""


def class_place(text: str, class_name: str | None, words: str | None) -> tuple[int, int] | None:
    """Where a text tells the class, by its words or by a noun that only it is called by; None where it does not."""
    if class_name is None:
        return None
    match = _matcher(class_name, words or "").search(text)
    return match.span() if match is not None else None


def tells_class(text: str, subject: Subject) -> bool:
    """Whether a text tells the class of a micrograph; never where it has none."""
    return class_place(text, subject.row.class_name, subject.class_words) is not None


@lru_cache(maxsize=512)
def _matcher(class_name: str, words: str) -> re.Pattern[str]:
    told = {words, class_name.replace("_", " "), class_name} - {""}
    if class_name in DISPLAY_NAMES:
        told |= set(_WORDS[class_name])
    stems = (re.escape(one.removesuffix("s")) for one in sorted(told, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(stems)})(?:s|es)?(?!\w)", re.IGNORECASE)
