"""What the embedded model learns apart from images: a little microscopy, greetings, and that without an image it sees
none.
"""

from __future__ import annotations

import json
from functools import cache

from numpy.random import Generator

from maemi import resources
from maemi.train.embedded.turns import Turn, pick, question

_NO_IMAGE = (
    "There is no micrograph in this conversation; please select one.",
    "I see no image; please select a micrograph.",
)
_ABOUT_IMAGE = ("class", "content", "caption", "count", "coverage", "orientation", "size_rel", "contact", "noisy")


@cache
def _entries() -> tuple[tuple[tuple[str, ...], str], ...]:
    data = json.loads(resources.path("model_corpus", "knowledge.json").read_text(encoding="utf-8"))
    return tuple((tuple(entry["questions"]), str(entry["answer"])) for entry in data["entries"])


def knowledge_turn(rng: Generator) -> Turn:
    """One question of plain knowledge, or a greeting."""
    questions, answer = pick(rng, _entries())
    return Turn("knowledge", pick(rng, questions), answer)


def blind_turn(rng: Generator) -> Turn:
    """A question about an image that is not there."""
    return Turn("no_image", question(pick(rng, _ABOUT_IMAGE), "objects", rng), pick(rng, _NO_IMAGE))
