"""What a measurement says, also where its kind states no quantities and only the plain fields hold numbers."""

from __future__ import annotations

from maemi.measure.quantities import QUANTITIES, Quantity, define, unit_of
from maemi.measure.result import Measurement

FIELDS = (
    ("count", "count", None),
    ("mean_size", "mean_size_m", "mean_size_px"),
    ("median_size", "median_size_m", None),
    ("std_size", "std_size_m", None),
    ("pitch", "pitch_m", "pitch_px"),
    ("orientation", "orientation_deg", None),
    ("coverage", "coverage", None),
)
"""Name of the quantity, field in metres or without a unit, field in pixels."""


def stated(measurement: Measurement) -> tuple[Quantity, ...]:
    """Its quantities; where it has none, those that its plain fields are, without intervals."""
    return measurement.quantities or tuple(_of_fields(measurement))


def _of_fields(measurement: Measurement) -> list[Quantity]:
    define("std_size", "Standard deviation of size", 1)
    define("pitch", "Pitch", 1)
    define("orientation", "Orientation", 0, degrees=True)
    found: list[Quantity] = []
    for name, field, in_pixels in FIELDS:
        defined = QUANTITIES[name]
        value = getattr(measurement, field)
        if value is not None:
            found.append(Quantity(name, float(value), unit_of(defined.power, "m", defined.unit)))
        elif in_pixels is not None and getattr(measurement, in_pixels) is not None:
            found.append(Quantity(name, getattr(measurement, in_pixels), unit_of(defined.power, "px", defined.unit)))
    return found
