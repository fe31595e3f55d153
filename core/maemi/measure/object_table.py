"""One line an object: the table of a measurement's objects with units in its header."""

from __future__ import annotations

import csv
import io

from maemi.measure.quantities import QUANTITIES, short
from maemi.measure.result import Measurement

PLACES = ("row", "column")
"""Told in pixels of the scan, by which an object is found again."""


def object_columns(measurement: Measurement) -> dict[str, tuple[float, ...]]:
    """Header with its unit → values; lengths in nanometres where the pixel size is known, else in pixels."""
    metres = measurement.pixel_size_m
    columns: dict[str, tuple[float, ...]] = {}
    for name, values in measurement.objects.items():
        defined = QUANTITIES.get(name)
        power = defined.power if defined else 0
        if power == 0:
            degrees = defined is not None and defined.unit == "°"
            columns[f"{name}_deg" if degrees else name] = values
        elif metres is None or name in PLACES:
            columns[f"{name}_{_unit('px', power)}"] = values
        else:
            factor = (metres * 1e9) ** power
            columns[f"{name}_{_unit('nm', power)}"] = tuple(value * factor for value in values)
    return columns


def object_csv(measurement: Measurement) -> str:
    """Comma-separated, objects numbered from 1 on in the order of the outlines."""
    columns = object_columns(measurement)
    told = io.StringIO()
    lines = csv.writer(told, lineterminator="\n")
    lines.writerow(["object", *columns])
    for number, values in enumerate(zip(*columns.values(), strict=True), start=1):
        lines.writerow([number, *(f"{short(value):g}" if value == value else "" for value in values)])
    return told.getvalue()


def _unit(side: str, power: int) -> str:
    raised = f"{side}{abs(power)}" if abs(power) > 1 else side
    return raised if power > 0 else f"per_{raised}"
