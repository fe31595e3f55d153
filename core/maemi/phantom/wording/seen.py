"""What is seen, from the pixels alone: which class and shape, few or many, small or large against the field."""

from __future__ import annotations

import numpy as np

from maemi.phantom.classes import DISPLAY_NAMES
from maemi.phantom.wording.subjects import shape_phrase, subject
from maemi.phantom.wording.words import Facts, amount, crowding, number, one_of, part, pick, relative_size, sentence


def content(facts: Facts, rng: np.random.Generator) -> str | None:
    """What is seen."""
    seen = subject(facts, rng)
    return sentence(
        pick(
            rng,
            (
                f"The micrograph shows {seen}.",
                f"This image shows {seen}.",
                f"{seen}.",
                f"It shows {seen}.",
                f"The image shows {seen}.",
                f"One sees {seen}.",
                f"{seen} can be seen.",
                f"The main structure is {seen}." if not seen.startswith(("many", "several")) else f"There are {seen}.",
            ),
        )
    )


def class_name(facts: Facts, rng: np.random.Generator) -> str | None:
    """Which of the ten classes."""
    name = DISPLAY_NAMES[facts["class"]]
    return sentence(
        pick(
            rng,
            (
                f"This micrograph belongs to the class {name}.",
                f"It belongs to the class {name}.",
                f"The class is {name}.",
                f"{name}.",
                f"It is of the class {name}.",
                f"This is a micrograph of the class {name}.",
            ),
        )
    )


def morphology(facts: Facts, rng: np.random.Generator) -> str | None:
    """The objects' shape."""
    shape, objects = shape_phrase(facts), facts["object"]
    if shape is None:
        return None
    plain = " " not in shape and "-shaped" not in shape
    if facts.get("count") == 1:
        one = one_of(objects)
        more = (f"The shape of the {one} is {shape}.",) if plain else (f"The {one} looks {shape}.",)
        return pick(rng, (f"The {one} is {shape}.", f"It is {shape}.", *more))
    more = (f"The shape of the {objects} is {shape}.",) if plain else (f"All in all the {objects} are {shape}.",)
    return pick(rng, (f"The {objects} are {shape}.", f"They are {shape}.", f"The {objects} look {shape}.", *more))


def count(facts: Facts, rng: np.random.Generator) -> str | None:
    """Few things by number, many in words."""
    total, objects = facts.get("count"), facts["object"]
    if not total:
        return None
    if total == 1:
        one = one_of(objects)
        return pick(rng, (f"There is one {one}.", f"One {one} is visible.", f"Only one {one} can be seen."))
    if total <= 6:
        few = number(total)
        return sentence(
            pick(
                rng,
                (
                    f"There are {few} {objects}.",
                    f"{few} {objects} are visible.",
                    f"About {few} {objects} can be seen.",
                    f"There are only a few {objects}, about {few}.",
                ),
            )
        )
    many = amount(facts)
    return sentence(
        pick(
            rng,
            (
                f"There are {many} {objects}.",
                f"{many} {objects} are visible.",
                f"{many} {objects} can be seen.",
                f"The image shows {many} {objects}.",
            ),
        )
    )


def size(facts: Facts, rng: np.random.Generator) -> str | None:
    """Size against the field of view."""
    how, objects = relative_size(facts), facts["object"]
    if how is None:
        return None
    if facts.get("count") == 1:
        return pick(
            rng,
            (f"The {one_of(objects)} is {how} compared with the field of view.", f"It is {how} relative to the image."),
        )
    return sentence(
        pick(
            rng,
            (
                f"The {objects} are {how} compared with the field of view.",
                f"They are {how} relative to the image.",
                f"The {objects} are {how}.",
                f"Compared with the width of the image, the {objects} are {how}.",
            ),
        )
    )


def size_spread(facts: Facts, rng: np.random.Generator) -> str | None:
    """Whether sizes differ, from the truth's own spread."""
    mean, spread, objects = facts.get("mean_size_m"), facts.get("std_size_m"), facts["object"]
    if not mean or spread is None or (facts.get("count") or 0) < 4:
        return None
    ratio = spread / mean
    if ratio < 0.13:
        return sentence(
            pick(
                rng,
                (
                    f"The {objects} are nearly equal in size.",
                    f"The sizes of the {objects} are uniform.",
                    "The size distribution is narrow.",
                    f"All {objects} have about the same size.",
                ),
            )
        )
    if ratio < 0.3:
        return sentence(
            pick(
                rng,
                (
                    f"The {objects} differ a little in size.",
                    f"The sizes of the {objects} vary moderately.",
                    "The size distribution is neither narrow nor broad.",
                ),
            )
        )
    return sentence(
        pick(
            rng,
            (
                f"The {objects} differ clearly in size.",
                f"The sizes of the {objects} vary widely.",
                "The size distribution is broad.",
                f"There are small and large {objects}.",
            ),
        )
    )


def coverage(facts: Facts, rng: np.random.Generator) -> str | None:
    """How full the field is, roughly."""
    value, objects = facts["coverage"], facts["object"]
    if not facts.get("count") or value <= 0:
        return None
    if facts["count"] == 1:
        return pick(
            rng,
            (
                f"The {one_of(objects)} covers {part(value)} of the image.",
                f"It takes up {part(value)} of the field of view.",
            ),
        )
    crowd = crowding(facts)
    return sentence(
        pick(
            rng,
            (
                f"The {objects} cover {part(value)} of the image.",
                f"{part(value)} of the field is covered by {objects}.",
                f"They take up {part(value)} of the area.",
                f"The arrangement is {crowd}: the {objects} cover {part(value)} of the field.",
            ),
        )
    )
