"""What can be answered by looking: class, how many, how dense, how aligned, how large in the frame, how good the image
is.
"""

from __future__ import annotations

from typing import Any

from numpy.random import Generator

from maemi.phantom.classes import CLASSES, DISPLAY_NAMES
from maemi.train.embedded.turns import Turn, pick, question

COUNTS = ((10, "fewer than ten"), (30, "ten to thirty"), (100, "thirty to a hundred"), (10**9, "more than a hundred"))
COVERAGES = ((0.15, "less than 15 %"), (0.35, "15 to 35 %"), (0.6, "35 to 60 %"), (9.0, "more than 60 %"))
SIZES = (
    (0.02, "less than a fiftieth"),
    (0.045, "about a thirtieth"),
    (0.09, "about a fifteenth"),
    (0.18, "about an eighth"),
    (9.0, "more than a sixth"),
)
DIRECTIONS = ("horizontal", "diagonal, rising to the right", "vertical", "diagonal, falling to the right")
"""At 0°, 45°, 90° and 135°, counted from the columns' axis against the clock."""


def bucket(value: float, steps: tuple[tuple[float, str], ...]) -> str:
    """The words of the first step that `value` is below."""
    return next(words for limit, words in steps if value < limit)


def direction_words(degrees: float) -> str:
    """The nearest of the four directions."""
    return DIRECTIONS[round(degrees / 45.0) % 4]


def shown_words(class_name: str) -> str:
    """What a micrograph of that class shows, as the end of a sentence; it holds the class's name."""
    return "biological material" if class_name == "biological" else DISPLAY_NAMES[class_name]


def seen_turns(facts: dict[str, Any], rng: Generator) -> list[Turn]:
    """Everything that can be asked of this image without its numbers, each topic in one wording."""
    # Half the questions say only “objects”: the word for them shall come from the image.
    things = str(facts["object"])
    asked = things if rng.random() < 0.5 else pick(rng, ("objects", "structures", "features"))
    return [
        *_what(facts, things, rng),
        *_how_many(facts, things, asked, rng),
        *_arrangement(facts, things, asked, rng),
        *_quality(facts, asked, rng),
    ]


def _what(facts: dict[str, Any], things: str, rng: Generator) -> list[Turn]:
    shown = shown_words(facts["class"])
    count = bucket(facts.get("count") or 0, COUNTS)
    name = DISPLAY_NAMES[facts["class"]]
    named = (f"This micrograph shows {shown}.", f"It belongs to the class {name}.", f"The class is {name}.")
    other = pick(rng, [name for name in CLASSES if name != facts["class"]])
    asked = facts["class"] if rng.random() < 0.5 else other
    agrees = f"Yes, it shows {shown}." if asked == facts["class"] else f"No, it shows {shown}."
    seen = f"It shows {shown}: {count} {things} are visible." if facts.get("count") else f"It shows {shown}."
    return [
        Turn("class", question("class", things, rng), pick(rng, named), name),
        Turn("content", question("content", "objects", rng), seen, name),
        Turn("caption", question("caption", "objects", rng), caption(facts, rng), name),
        Turn("is_class", f"Is this {shown_words(asked)}?", agrees, agrees.split(",")[0]),
    ]


def caption(facts: dict[str, Any], rng: Generator) -> str:
    """A few sentences of what is seen, without numbers that only a measurement gives."""
    things, name = str(facts["object"]), DISPLAY_NAMES[facts["class"]]
    says = [pick(rng, (f"The micrograph shows {shown_words(facts['class'])}.", f"A micrograph of the class {name}."))]
    if facts.get("count"):
        covering = f", covering {bucket(facts['coverage'], COVERAGES)} of the area" if facts.get("coverage") else ""
        says.append(f"There are {bucket(facts['count'], COUNTS)} {things}{covering}.")
    if facts.get("aligned") and facts.get("orientation_deg") is not None:
        says.append(f"They share one direction: {direction_words(facts['orientation_deg'])}.")
    elif facts.get("aligned") is False:
        says.append("They share no direction.")
    faults = [word for word in ("noisy", "blurred") if facts.get(word)]
    if faults:
        says.append(f"The image is {' and '.join(faults)}.")
    return " ".join(says)


def _how_many(facts: dict[str, Any], things: str, asked: str, rng: Generator) -> list[Turn]:
    turns: list[Turn] = []
    if facts.get("count"):
        count = bucket(facts["count"], COUNTS)
        said = (f"There are {count} {things}.", f"By eye, {count} {things}.", f"I estimate {count} {things}.")
        turns.append(Turn("count", question("count", asked, rng), pick(rng, said), count))
    if facts.get("coverage"):
        cover = bucket(facts["coverage"], COVERAGES)
        said = (f"They cover {cover} of the area.", f"By eye, {cover} of the imaged area.")
        turns.append(Turn("coverage", question("coverage", asked, rng), pick(rng, said), cover))
    if facts.get("size_rel"):
        size = bucket(facts["size_rel"], SIZES)
        said = f"On average {size} of the width of the image."
        turns.append(Turn("size_rel", question("size_rel", asked, rng), said, size))
    return turns


def _arrangement(facts: dict[str, Any], things: str, asked: str, rng: Generator) -> list[Turn]:
    turns: list[Turn] = []
    if facts.get("aligned") is not None:
        angle = facts.get("orientation_deg")
        where = f": {direction_words(angle)}" if facts["aligned"] and angle is not None else ""
        said = f"The {things} run in one direction{where}." if facts["aligned"] else f"The {things} share no direction."
        turns.append(
            Turn(
                "orientation",
                question("orientation", asked, rng),
                said,
                "one direction" if facts["aligned"] else "no direction",
            )
        )
        if facts["aligned"] and angle is not None:
            words = direction_words(float(angle))
            turns.append(Turn("direction", question("direction", asked, rng), f"The direction is {words}.", words))
    if isinstance(facts.get("touching"), bool):
        said = f"Yes, the {things} touch each other." if facts["touching"] else f"No, the {things} are separate."
        turns.append(Turn("contact", question("contact", asked, rng), said, said.split(",")[0]))
    if facts.get("spread") in ("even", "varied"):
        even = facts["spread"] == "even"
        said = f"The {things} are of similar size." if even else f"The {things} vary in size."
        turns.append(Turn("size_spread", question("size_spread", asked, rng), said, "similar" if even else "vary"))
    if isinstance(facts.get("shape"), str):
        said = f"The {things} are {facts['shape']}."
        turns.append(Turn("morphology", question("morphology", asked, rng), said, facts["shape"]))
    return turns


_QUALITY = {
    "noisy": ("Yes, the image is noisy.", "No, there is little noise."),
    "blurred": ("No, the image is blurred.", "Yes, the image is sharp."),
    "charging": ("Yes, there are charging streaks.", "No, I see no charging."),
    "uneven": ("No, the brightness varies across the image.", "Yes, the brightness is even."),
}


def _quality(facts: dict[str, Any], asked: str, rng: Generator) -> list[Turn]:
    turns: list[Turn] = []
    for fault, (bad, good) in _QUALITY.items():
        said = bad if facts.get(fault) else good
        key = said.split(", ")[1].rstrip(".")
        turns.append(Turn(fault, question(fault, asked, rng), said, key))
    return turns
