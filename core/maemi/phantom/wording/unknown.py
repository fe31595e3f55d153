"""Honest answers where an image cannot tell: composition, use, and numbers without facts."""

from __future__ import annotations

import numpy as np

from maemi.phantom.wording.words import Facts, pick


def composition(facts: Facts, rng: np.random.Generator) -> str | None:
    """Grey levels name no element."""
    return pick(
        rng,
        (
            "The composition cannot be known from this image.",
            "An image alone does not show which elements are present.",
            "The material cannot be told from the grey levels.",
            "That cannot be seen here; it needs a measurement such as EDX.",
            "The image does not tell the composition.",
            "The elements cannot be known without a spectrum.",
        ),
    )


def application(facts: Facts, rng: np.random.Generator) -> str | None:
    """The use of a specimen is not in its picture."""
    return pick(
        rng,
        (
            "The image does not tell what it is used for.",
            "The application cannot be known from the image alone.",
            "The use of this specimen cannot be seen here.",
            "That cannot be told from a micrograph.",
            "The image gives no sign of its use.",
        ),
    )


def function(facts: Facts, rng: np.random.Generator) -> str | None:
    """Made structures show that they are made; the rest stays unknown."""
    seen = {
        "mems_devices_and_electrodes": (
            f"The {facts['object']} are made structures of a device.",
            f"The {facts['object']} are clearly made for a device.",
            f"The regular {facts['object']} show that this is a made device.",
        ),
        "patterned_surface": (
            f"The regular {facts['object']} were made on purpose; their function cannot be seen.",
            "The regular pattern was made on purpose, but its function is not visible.",
        ),
        "tips": ("The fine point is the functional part.", "The end of the tip is the part that matters."),
        "porous_sponge": (
            "The open pores are the main feature; what they serve for cannot be seen.",
            "The pores are open, so the structure may let a fluid through.",
        ),
    }
    return pick(
        rng,
        seen.get(
            str(facts["class"]),
            (
                "No functional features can be seen.",
                "The image does not show a function.",
                "A function cannot be told from the image.",
                "There is no sign of a function.",
            ),
        ),
    )


def missing_number(what: str, rng: np.random.Generator) -> str:
    """No facts were handed, so no number is given."""
    return pick(
        rng,
        (
            f"The {what} cannot be known from the pixels alone.",
            f"The {what} is not given.",
            f"Without further facts the {what} is unknown.",
            f"The {what} cannot be told from the image.",
            f"No {what} was handed with this image.",
        ),
    )
