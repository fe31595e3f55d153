"""What surfaces, edges, background and faults say, from the pixels alone."""

from __future__ import annotations

import numpy as np

from maemi.phantom.wording.words import Facts, named, pick


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


def boundaries(facts: Facts, rng: np.random.Generator) -> str | None:
    """Sharp or soft edges: how the image was focused."""
    objects = named(facts)
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
            f"The edges of the {objects} are well defined.",
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
