"""True question–answer pairs of a phantom, in varied plain sentences under the paper's ten headings.

Nothing is said that cannot be seen in the image or does not follow from handed numbers; where neither tells, the answer
says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maemi.phantom.wording import arrangement, captions, imagery, numbers, seen, unknown
from maemi.phantom.wording.questions import QUESTIONS
from maemi.phantom.wording.words import Facts, one_of, pick

Answer = Callable[[Facts, np.random.Generator], str | None]

_SEEN: dict[str, Answer] = {
    "caption": captions.plain,
    "class": seen.class_name,
    "content": seen.content,
    "morphology": seen.morphology,
    "count": seen.count,
    "orientation": arrangement.orientation,
    "mean_size": seen.size,
    "size_spread": seen.size_spread,
    "coverage": seen.coverage,
    "distribution": arrangement.distribution,
    "surface": imagery.surface,
    "composition": unknown.composition,
    "contact": arrangement.contact,
    "boundaries": imagery.boundaries,
    "environment": imagery.environment,
    "technique": imagery.technique,
    "quality": imagery.quality,
    "function": unknown.function,
    "application": unknown.application,
}
_HANDED: dict[str, Answer] = {
    "caption": captions.with_numbers,
    "count": numbers.count,
    "mean_size": numbers.mean_size,
    "size_spread": numbers.size_spread,
    "coverage": numbers.coverage,
    "pitch": numbers.pitch,
    "orientation": numbers.orientation,
    "pixel_size": numbers.pixel_size,
    "field": numbers.field,
    "voltage": numbers.voltage,
    "magnification": numbers.magnification,
    "detector": numbers.detector,
}
_NOT_HANDED: dict[str, str] = {
    "pixel_size": "pixel size",
    "field": "size of the field",
    "voltage": "voltage",
    "magnification": "magnification",
    "detector": "detector",
    "pitch": "pitch in metres",
}


_ONE_FORMS = (
    ("are the {objects}", "is the {one}"),
    ("Are the {objects}", "Is the {one}"),
    ("do the {objects}", "does the {one}"),
    ("Do the {objects}", "Does the {one}"),
    ("of the {objects}", "of the {one}"),
)
"""Where only one object is seen, half the questions speak of one."""


@dataclass(frozen=True, slots=True)
class PhantomPair:
    """One question about a phantom and its true answer."""

    heading: str
    """One of the paper's ten headings, or “caption” or “classification”."""
    question: str
    answer: str
    needs_facts: bool
    """The answer holds numbers that only follow from facts handed with the image."""
    kind: str = ""
    """Which question it is, whatever its wording; the ids of resources/prompts/questions.json, and a few more."""


def _ask(kind: str, facts: Facts, rng: np.random.Generator) -> str:
    """A wording of a question; now and then about “objects”, since people do not know what they will see."""
    objects = str(facts["object"]) if rng.random() < 0.75 else pick(rng, ("objects", "features", "structures"))
    wording = pick(rng, QUESTIONS[kind][1])
    if facts.get("count") == 1 and objects == facts["object"] and rng.random() < 0.5:
        for many, one in _ONE_FORMS:
            wording = wording.replace(many, one)
    return wording.format(objects=objects, one=one_of(objects))


def pairs_of(facts: Facts, rng: np.random.Generator) -> list[PhantomPair]:
    """All pairs that hold for a phantom with these `facts` (`Phantom.facts`), each kind without and with numbers.

    Deterministic by the state of `rng`, which also chooses the wordings.
    """
    pairs: list[PhantomPair] = []
    for kind, (heading, _) in QUESTIONS.items():
        for answers, needs_facts in ((_SEEN, False), (_HANDED, True)):
            answer = answers[kind](facts, rng) if kind in answers else None
            if answer:
                pairs.append(PhantomPair(heading, _ask(kind, facts, rng), answer, needs_facts, kind))
        if kind in _NOT_HANDED and (kind != "pitch" or facts.get("pitch_m")):
            pairs.append(
                PhantomPair(
                    heading, _ask(kind, facts, rng), unknown.missing_number(_NOT_HANDED[kind], rng), False, kind
                )
            )
    return pairs
