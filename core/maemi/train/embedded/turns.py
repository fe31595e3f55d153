"""One question with its answer, and how questions are worded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from numpy.random import Generator

from maemi import resources

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Turn:
    """What is asked and answered; `key` are the words that decide whether an answer says the same, "" where none do."""

    topic: str
    question: str
    answer: str
    key: str = ""


def pick(rng: Generator, choices: Sequence[T]) -> T:
    """One of them, each as likely."""
    return choices[int(rng.integers(len(choices)))]


OWN_WORDINGS: dict[str, tuple[str, ...]] = {
    "class": (
        "What class is it?",
        "What type of structure is this?",
        "Name the class of this micrograph.",
        "What is this?",
    ),
    "content": ("What do you see?", "What is in the picture?", "What is shown here?", "Tell me what this is."),
    "caption": ("Describe it.", "Describe the image.", "Caption this image.", "Please describe what you see."),
    "count": ("How many are there?", "How many {objects} are there?", "Roughly how many {objects} do you see?"),
    "coverage": ("How much of the image do they cover?", "How dense is it?", "What is the coverage?"),
    "orientation": ("Are they aligned?", "Is there a common direction?", "Do the {objects} share one direction?"),
    "direction": (
        "In which direction do the {objects} run?",
        "Which way do they point?",
        "What is the main direction?",
    ),
    "size_rel": (
        "How large are the {objects} compared with the image?",
        "How big do they look relative to the field of view?",
        "What part of the image width does one of the {objects} take?",
    ),
    "noisy": ("Is the image noisy?", "How noisy is this image?", "Is there much noise?"),
    "blurred": ("Is the image sharp?", "Is it in focus?", "Is the micrograph blurred?"),
    "charging": ("Is there charging?", "Do you see charging artefacts?", "Are there charging streaks?"),
    "uneven": ("Is the background even?", "Is the illumination uniform?", "Does the brightness vary across the image?"),
    "mean_size": ("What is their size?", "How big are the {objects}?", "What is the mean diameter?"),
    "pixel_size": ("What is the pixel size?", "How large is a pixel?"),
    "field": ("How wide is the field of view?", "What is the field of view?"),
    "voltage": ("Which accelerating voltage?", "What was the voltage?"),
    "magnification": ("Which magnification is this?",),
    "detector": ("Which detector was used?", "What detector recorded this?"),
    "technique": ("Is this SEM or TEM?", "Which technique is this?"),
    "pitch": ("What is the pitch?", "What is the spacing of the features?"),
    "size_spread": ("Are they all the same size?", "Do the {objects} differ in size?"),
    "contact": ("Are they touching?",),
    "morphology": ("What shape are they?", "Which shape do they have?"),
    "distribution": ("How are they arranged?",),
    "composition": ("Is this gold?", "What element is it?", "What is it made of?", "Does it contain silicon?"),
    "unknowable": (
        "Who took this image?",
        "When was the sample made?",
        "How much does this sample weigh?",
        "What is the temperature of the specimen?",
        "How thick is the specimen?",
        "What is the conductivity of this material?",
        "Which laboratory does it come from?",
        "How was the sample prepared?",
        "Is this material toxic?",
        "What colour is the sample?",
    ),
}


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    """The wordings of the question list that teachers use, by id, with `caption` and `class`."""
    data = json.loads(resources.path("prompts", "questions.json").read_text(encoding="utf-8"))
    entries = [data["caption"], data["classification"], *(q for h in data["headings"] for q in h["questions"])]
    return {entry["id"]: tuple(entry["wordings"]) for entry in entries}


def question(topic: str, objects: str, rng: Generator) -> str:
    """One wording of a topic's question; `objects` is the plural word for what is seen."""
    wordings = (*_listed().get(topic, ()), *OWN_WORDINGS.get(topic, ()))
    return pick(rng, wordings).replace("{objects}", objects)
