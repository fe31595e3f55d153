"""Answers that the pixels alone allow: kinds of objects, few or many, large or small against the field, order, contact, faults."""

from __future__ import annotations

import numpy as np

from maemi.phantom.classes import DISPLAY_NAMES
from maemi.phantom.wording.subjects import shape_phrase, subject
from maemi.phantom.wording.words import (
    Facts,
    amount,
    crowding,
    direction,
    number,
    one_of,
    part,
    pick,
    relative_size,
    sentence,
)


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
    if facts.get("count") == 1:
        one = one_of(objects)
        return pick(rng, (f"The {one} is {shape}.", f"The shape of the {one} is {shape}.", f"It is {shape}."))
    return sentence(
        pick(
            rng,
            (
                f"The {objects} are {shape}.",
                f"They are {shape}.",
                f"The shape of the {objects} is {shape}.",
                f"The {objects} look {shape}.",
            ),
        )
    )


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


def orientation(facts: Facts, rng: np.random.Generator) -> str | None:
    """Whether and how the objects are aligned."""
    objects, angle = facts["object"], facts.get("orientation_deg")
    if facts.get("count") == 1 and angle is not None:
        return pick(
            rng,
            (
                f"The {one_of(objects)} lies {_lying(angle)}.",
                f"Its axis is {direction(angle)}.",
                f"The direction of the {one_of(objects)} is {direction(angle)}.",
            ),
        )
    if facts.get("aligned") is False or facts.get("layout") in ("random", "tangled", "web"):
        return sentence(
            pick(
                rng,
                (
                    f"No, the {objects} have no common direction.",
                    f"The {objects} are not aligned; they point in different directions.",
                    f"There is no preferred direction of the {objects}.",
                    f"The {objects} lie in different directions.",
                ),
            )
        )
    if facts.get("aligned") and angle is not None:
        where = direction(angle)
        return sentence(
            pick(
                rng,
                (
                    f"Yes, the {objects} are aligned; their direction is {where}.",
                    f"The {objects} run in one direction, which is {where}.",
                    f"The {objects} are aligned and {where}.",
                    f"They share one direction: {where}.",
                ),
            )
        )
    return None


def _lying(angle: float) -> str:
    where = direction(angle)
    return {"horizontal": "horizontally", "vertical": "vertically"}.get(
        where, f"at a slant, {where.removeprefix('diagonal, ')}"
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


def distribution(facts: Facts, rng: np.random.Generator) -> str | None:
    """Order, clusters, scatter."""
    name, objects, layout = facts["class"], facts["object"], facts.get("layout")
    if facts.get("regular"):
        words = [
            f"The {objects} form a regular pattern.",
            f"The arrangement of the {objects} is regular.",
            f"The {objects} repeat at equal distances.",
        ]
        if facts.get("lattice") in ("hexagonal", "square"):
            words.append(f"The {objects} lie on a regular {facts['lattice']} lattice.")
        if facts.get("missing"):
            words = [
                f"The {objects} form a regular pattern in which a few are missing.",
                "The pattern is regular, but some places are empty.",
            ]
        return pick(rng, words)
    if name == "particles" and (facts.get("count") or 0) > 4:
        options = {
            "clusters": (
                f"The {objects} form clusters.",
                f"The {objects} are not evenly spread; they lie in clusters.",
                f"The {objects} are grouped together.",
            ),
            "apart": (
                f"The {objects} lie apart from each other without order.",
                f"The {objects} are scattered over the image without order.",
                f"Separate {objects} are spread over the field.",
            ),
            "random": (
                f"The {objects} are scattered at random.",
                f"The {objects} are spread without order.",
                f"There is no order; the {objects} lie at random.",
            ),
        }
        return pick(rng, options[str(layout)])
    if name in ("powder", "porous_sponge") or (
        name == "films_coated_surface" and layout in ("grains", "cracks", "bumps")
    ):
        return pick(
            rng,
            (
                f"The {objects} fill the field without order.",
                f"The {objects} are spread over the whole field.",
                f"The {objects} are irregularly arranged over the whole image.",
            ),
        )
    return None


def surface(facts: Facts, rng: np.random.Generator) -> str | None:
    """Smooth or rough, where the drawing decides it."""
    layout = facts.get("layout")
    if facts["class"] == "films_coated_surface" and layout != "layers":
        options = {
            "grains": (
                "The surface is rough and made of grains.",
                "The surface is grainy, with edges between the grains.",
                "The surface consists of grains.",
            ),
            "cracks": (
                "The surface is smooth but broken by cracks.",
                "Cracks run through an otherwise smooth surface.",
                "The surface is cracked.",
            ),
            "pinholes": (
                "The surface is smooth, with a few dark pinholes.",
                "The surface is smooth apart from small holes.",
            ),
            "defects": (
                "The surface is smooth, with some particles on it.",
                "The surface is smooth apart from small defects.",
            ),
            "bumps": ("The surface is rough and bumpy.", "The surface has a rough texture of many bumps."),
            "wrinkles": ("The surface is wrinkled.", "The surface is textured by wrinkles."),
        }
        return pick(rng, options[str(layout)])
    if facts["class"] == "porous_sponge":
        return pick(
            rng,
            (
                "The surface is open and full of pores.",
                "The surface is porous.",
                "Many open pores interrupt the surface.",
            ),
        )
    if facts["class"] == "powder":
        return pick(
            rng,
            (
                "The surface is very uneven, since it is made of heaped grains.",
                "The surface is rough and made of single grains.",
                "It is a rough surface of heaped grains.",
            ),
        )
    if facts["class"] == "patterned_surface":
        return pick(
            rng,
            (
                f"The surface carries a regular pattern of {facts['object']}.",
                f"The surface is patterned with {facts['object']}.",
            ),
        )
    if facts.get("rough") is not None:
        return (
            pick(rng, ("The surface is rough.", "The surface looks rough and textured."))
            if facts["rough"]
            else pick(rng, ("The surface is smooth.", "The surface looks smooth."))
        )
    return None


def contact(facts: Facts, rng: np.random.Generator) -> str | None:
    """Touching or separate."""
    touching, objects, total = facts.get("touching"), facts["object"], facts.get("count")
    if total == 1:
        one = one_of(objects)
        return pick(
            rng, (f"There is only one {one}, so it touches no other.", f"Only one {one} is visible; it stands alone.")
        )
    if touching is None or not total:
        return None
    if facts["class"] in ("powder", "fibres", "nanowires") and touching:
        return pick(
            rng,
            (
                f"Yes, the {objects} touch and overlap.",
                f"The {objects} lie over each other and are in contact.",
                f"Many of the {objects} overlap.",
            ),
        )
    if touching:
        return pick(
            rng,
            (
                f"Yes, many of the {objects} touch their neighbours.",
                f"The {objects} are in contact with each other.",
                f"Many {objects} touch each other.",
            ),
        )
    return pick(
        rng,
        (
            f"Most of the {objects} are separate.",
            f"No, most {objects} do not touch each other.",
            f"The {objects} lie apart from each other.",
        ),
    )


def boundaries(facts: Facts, rng: np.random.Generator) -> str | None:
    """Sharp or soft edges: how the image was focused."""
    objects = facts["object"]
    if facts["blurred"]:
        return pick(
            rng,
            (
                f"The edges of the {objects} are soft, since the image is blurred.",
                "The edges are soft; the image is out of focus.",
                f"The outlines of the {objects} are blurred.",
            ),
        )
    if facts["noisy"]:
        return pick(
            rng,
            (
                f"The edges of the {objects} can be seen, but noise makes them grainy.",
                "The edges are visible but noisy.",
            ),
        )
    return pick(
        rng,
        (
            f"The edges of the {objects} are sharp.",
            "The edges are sharp and clear.",
            f"The outlines of the {objects} are clear.",
            f"The {objects} have well defined edges.",
        ),
    )


def quality(facts: Facts, rng: np.random.Generator) -> str | None:
    """Noise, blur, charging, drift, uneven brightness; or a good image."""
    words: list[tuple[str, ...]] = []
    if facts["noisy"]:
        words.append(("The image is noisy.", "There is strong noise in the image.", "The image is grainy with noise."))
    if facts["blurred"]:
        words.append(("The image is blurred.", "The image is out of focus.", "The image is not sharp."))
    if facts["charging"]:
        words.append(
            (
                "There are bright and dark streaks from charging.",
                "The image shows streaks, a sign of charging.",
                "Charging makes horizontal streaks.",
            )
        )
    if facts["drift"]:
        words.append(("The image is slightly distorted by drift.", "Drift bends the image slightly."))
    if facts["uneven"]:
        words.append(("The brightness changes across the image.", "The brightness is uneven over the field."))
    if not words:
        return pick(
            rng,
            (
                "The image is sharp and has little noise.",
                "The image quality is good.",
                "The image is clear, without strong noise or blur.",
                "The quality is good: sharp edges and little noise.",
            ),
        )
    return " ".join(pick(rng, options) for options in words)


def technique(facts: Facts, rng: np.random.Generator) -> str | None:
    """SEM, by the relief of the image."""
    return pick(
        rng,
        (
            "It was taken with a scanning electron microscope.",
            "This is a scanning electron micrograph.",
            "It is an SEM image.",
            "The relief and the bright edges are typical of a scanning electron microscope.",
            "A scanning electron microscope was used.",
        ),
    )


def environment(facts: Facts, rng: np.random.Generator) -> str | None:
    """The ground behind the objects, where one sees it."""
    objects = facts["object"]
    if facts["class"] == "tips":
        return pick(
            rng,
            (
                "The background is dark and empty.",
                "The tip stands before a dark, empty background.",
                "Behind the tip there is only dark background.",
            ),
        )
    if facts["class"] == "particles":
        tone = "bright" if facts.get("dark_objects") else "darker"
        return pick(
            rng,
            (
                f"The {objects} lie on a flat, {tone} ground.",
                f"The background is flat and {tone}.",
                "The ground is even; nothing else of the surroundings can be seen.",
            ),
        )
    if facts["class"] == "powder" and not facts.get("ground_seen", False):
        return pick(
            rng,
            (
                "The grains fill the field; no background is visible.",
                "There is no free background, only grains.",
                "Nothing of the surroundings can be seen.",
            ),
        )
    return pick(
        rng,
        (
            "Nothing of the surroundings can be told from the image.",
            "The image does not show the surroundings of the specimen.",
            "The environment cannot be known from this image.",
            "The surroundings are not visible.",
        ),
    )
