"""Answers with numbers: true only for whom the facts were handed, since pixels have no metres."""

from __future__ import annotations

import numpy as np

from maemi.micrograph.units import format_length, format_voltage
from maemi.phantom.wording.words import THIN, Facts, named, one_of, percent, pick, sentence


def count(facts: Facts, rng: np.random.Generator) -> str | None:
    """The number of objects."""
    total, objects = facts.get("count"), facts["object"]
    if not total or total < 2:
        return None
    return sentence(
        pick(
            rng,
            (
                f"There are {total} {objects}.",
                f"{total} {objects} are visible.",
                f"The image shows {total} {objects}.",
                f"I count {total} {objects}.",
            ),
        )
    )


def mean_size(facts: Facts, rng: np.random.Generator) -> str | None:
    """The mean size with its unit: a width, a thickness, an apex radius where that is what it is."""
    if facts.get("apex_radius_m"):
        apex = format_length(facts["apex_radius_m"])
        return pick(rng, (f"The apex has a radius of {apex}.", f"The radius of the tip's end is {apex}."))
    if not facts.get("mean_size_m"):
        return None
    value, objects = format_length(facts["mean_size_m"]), facts["object"]
    if facts.get("count") == 1:
        one = one_of(objects)
        return pick(rng, (f"The {one} measures {value}.", f"The size of the {one} is {value}."))
    if objects in THIN:
        how = "thick" if objects in ("layers", "fibres", "nanowires") else "wide"
        return pick(
            rng,
            (
                f"The {objects} are {value} {how} on average.",
                f"On average the {objects} are {value} {how}.",
                f"The mean {'thickness' if how == 'thick' else 'width'} of the {objects} is {value}.",
            ),
        )
    return pick(
        rng,
        (
            f"The mean size of the {objects} is {value}.",
            f"The {objects} are {value} large on average.",
            f"The average size is {value}.",
            f"On average the {objects} measure {value}.",
        ),
    )


def size_spread(facts: Facts, rng: np.random.Generator) -> str | None:
    """The standard deviation."""
    if not facts.get("std_size_m") or (facts.get("count") or 0) < 4:
        return None
    mean, spread = format_length(facts["mean_size_m"]), format_length(facts["std_size_m"])
    return pick(
        rng,
        (
            f"The mean size is {mean} with a standard deviation of {spread}.",
            f"The sizes vary around {mean} with a standard deviation of {spread}.",
            f"The standard deviation of the size is {spread}.",
        ),
    )


def coverage(facts: Facts, rng: np.random.Generator) -> str | None:
    """The covered part in per cent."""
    if not facts.get("count") or facts["coverage"] <= 0:
        return None
    value, objects = percent(facts["coverage"]), named(facts)
    covers = "covers" if facts["count"] == 1 else "cover"
    return pick(
        rng,
        (
            f"The {objects} {covers} {value} of the area.",
            f"The coverage is {value}.",
            f"About {value} of the image is covered by the {objects}.",
            f"The area fraction of the {objects} is {value}.",
        ),
    )


def pitch(facts: Facts, rng: np.random.Generator) -> str | None:
    """The period of a pattern."""
    if not facts.get("pitch_m"):
        return None
    value = format_length(facts["pitch_m"])
    return pick(
        rng,
        (
            f"The pitch is {value}.",
            f"The pattern repeats every {value}.",
            f"The period is {value}.",
            f"The {facts['object']} repeat every {value}.",
        ),
    )


def orientation(facts: Facts, rng: np.random.Generator) -> str | None:
    """The direction in degrees."""
    angle, objects = facts.get("orientation_deg"), facts["object"]
    if angle is None or not facts.get("aligned"):
        return None
    return pick(
        rng,
        (
            f"The {objects} run at {angle:.0f}° to the horizontal.",
            f"The {objects} are aligned at {angle:.0f}°.",
            f"Their orientation is {angle:.0f}°.",
        ),
    )


def pixel_size(facts: Facts, rng: np.random.Generator) -> str | None:
    """Metres in a pixel."""
    value = format_length(facts["pixel_size_m"])
    return pick(
        rng,
        (
            f"The pixel size is {value}.",
            f"One pixel is {value} wide.",
            f"One pixel corresponds to {value}.",
            f"Each pixel measures {value}.",
        ),
    )


def field(facts: Facts, rng: np.random.Generator) -> str | None:
    """Width and height of the field of view."""
    wide = format_length(facts["field_width_m"])
    high = format_length(facts["pixel_size_m"] * facts["rows"])
    return pick(
        rng,
        (
            f"The field of view is {wide} wide and {high} high.",
            f"The image covers {wide} by {high}.",
            f"The imaged field is {wide} × {high}.",
            f"The field is {wide} wide and {high} high.",
        ),
    )


def voltage(facts: Facts, rng: np.random.Generator) -> str | None:
    """The accelerating voltage."""
    if not facts.get("accelerating_voltage_v"):
        return None
    value = format_voltage(facts["accelerating_voltage_v"])
    return pick(
        rng,
        (
            f"The accelerating voltage was {value}.",
            f"It was taken at {value}.",
            f"The voltage was {value}.",
            f"A voltage of {value} was used.",
        ),
    )


def magnification(facts: Facts, rng: np.random.Generator) -> str | None:
    """As the file states it."""
    if not facts.get("magnification"):
        return None
    value = f"{facts['magnification']:,.0f}×"
    return pick(
        rng,
        (
            f"The magnification is {value}.",
            f"It was taken at a magnification of {value}.",
            f"The file states a magnification of {value}.",
        ),
    )


def detector(facts: Facts, rng: np.random.Generator) -> str | None:
    """The detector's name."""
    if not facts.get("detector"):
        return None
    value = facts["detector"]
    return pick(
        rng,
        (f"The detector was {value}.", f"The {value} detector was used.", f"It was taken with the {value} detector."),
    )
