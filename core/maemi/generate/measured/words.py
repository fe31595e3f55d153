"""Numbers and words as the measured teacher writes them."""

from __future__ import annotations

from random import Random

from maemi.measure.result import Measurement
from maemi.measure.telling import format_value
from maemi.micrograph.units import format_length

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def count_of(number: int, objects: str) -> str:
    """`one particle`, `12 particles`."""
    if number == 1:
        return f"one {singular(objects)}"
    return f"{SMALL[number] if number < len(SMALL) else number} {objects}"


def singular(objects: str) -> str:
    return objects[:-1] if objects.endswith("s") else objects


def stated(found: Measurement, name: str) -> str | None:
    """A quantity with as many figures as its interval bears; pixels are written out."""
    quantity = found.quantity(name)
    if quantity is None:
        return None
    told = format_value(quantity)
    return f"{told.removesuffix(' px')} pixels" if quantity.unit == "px" else told


def mean_size(found: Measurement) -> str | None:
    """The mean size, in metres where the pixel size is known, else in pixels."""
    if (told := stated(found, "mean_size")) is not None:
        return told
    if found.mean_size_m is not None:
        return format_length(found.mean_size_m, 2)
    return f"{found.mean_size_px:.0f} pixels" if found.mean_size_px is not None else None


def pitch(found: Measurement) -> str | None:
    if (told := stated(found, "pitch")) is not None:
        return told
    if found.pitch_m is not None:
        return format_length(found.pitch_m, 3)
    return f"{found.pitch_px:.1f} pixels" if found.pitch_px is not None else None


def coverage(found: Measurement) -> str | None:
    """The share of the area, in percent."""
    if (told := stated(found, "coverage")) is not None:
        return told
    return percent(found.coverage) if found.coverage is not None else None


def two_lengths(low: float, high: float, digits: int = 2) -> tuple[str, str]:
    """Both with the same number of figures."""
    return format_length(low, digits), format_length(high, digits)


def percent(share: float) -> str:
    """`12 %`; below ten percent with one decimal."""
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"


def size_noun(found: Measurement) -> str:
    """What a size is, by kind."""
    nouns = {"fibres": "diameter", "grains": "intercept length"}
    return nouns.get(found.kind, "equivalent diameter")


def sentence(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def spread(found: Measurement) -> float | None:
    """Standard deviation over mean of the sizes, from five objects on."""
    if len(found.sizes_px) < 5 or not found.mean_size_px:
        return None
    mean = sum(found.sizes_px) / len(found.sizes_px)
    deviation = (sum((size - mean) ** 2 for size in found.sizes_px) / (len(found.sizes_px) - 1)) ** 0.5
    return deviation / mean


def of(rng: Random, *choices: str) -> str:
    """One of several ways to say the same."""
    return rng.choice(choices)
