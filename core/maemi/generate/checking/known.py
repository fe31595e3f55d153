"""What is known of a micrograph, by quantity: the value, its interval, and how it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from maemi.generate.checking.cues import CUES, Cue
from maemi.generate.checking.reading.units import Dimension
from maemi.generate.subject import Subject
from maemi.measure.quantities import Quantity
from maemi.measure.result import Measurement

Unit = Literal["m", "V", "×", "%", "°", "n", "1"]


@dataclass(frozen=True, slots=True)
class Known:
    """One quantity in SI units; shares as 0 … 1, angles in degrees."""

    quantity: str
    label: str
    """As a sentence names it: “the mean size”."""
    value: float
    unit: Unit
    """`%`: a share of 1 that is shown in percent; `n`: a whole number; `1`: a ratio."""
    low: float | None = None
    high: float | None = None
    """95 % interval, where there is one."""
    also: tuple[float, ...] = ()
    """Other values that the same words may mean: a median where a mean is meant, the other side of a field."""
    source: str = "measured"
    """Or `file`."""
    span: tuple[float, float] | None = None
    """Smallest and largest of all objects."""
    middle: tuple[float, float] | None = None
    """Tenth and ninetieth percentile of all objects."""

    def cannot_judge(self, low: float, high: float) -> bool:
        """Its interval is so wide that a claim of `low` to `high` cannot be held against it, unless far outside."""
        if self.quantity == "some_size" or self.low is None or self.high is None:
            return False
        wide = self.high - self.low > abs(self.value) > 0
        return wide and high >= self.low / 1.5 and low <= self.high * 1.5


def known_of(subject: Subject, quantity: str) -> Known | None:
    """What file or measurement say; None where they say nothing."""
    taken, size, extent = subject.acquisition, subject.row.pixel_size, subject.field_m
    if quantity == "voltage":
        return _file(quantity, "accelerating voltage", taken.accelerating_voltage_v, "V")
    if quantity == "magnification":
        return _file(quantity, "magnification", taken.magnification, "×")
    if quantity == "working_distance":
        return _file(quantity, "working distance", taken.working_distance_m, "m")
    if quantity == "pixel_size":
        if size is None:
            return None
        spread = 1.96 * (size.relative_uncertainty or 0.0)
        low, high = (size.mean_m * (1 - spread), size.mean_m * (1 + spread)) if spread else (None, None)
        return Known(quantity, "pixel size", size.mean_m, "m", low, high, (size.column_m, size.row_m), "file")
    if quantity == "field":
        return Known(quantity, "field of view", extent[0], "m", also=(extent[1],), source="file") if extent else None
    return _measured(subject.measured, quantity)


def _file(name: str, label: str, value: float | None, unit: Unit) -> Known | None:
    return Known(name, label, value, unit, source="file") if value else None


def _measured(found: Measurement | None, quantity: str) -> Known | None:
    if found is None:
        return None
    if quantity == "nearest" and found.kind == "pattern" and found.pitch_m:
        apart = _metres(found, "mean_nearest")
        return Known("pitch", "pitch", found.pitch_m, "m", also=(apart,) if apart else ())
    if quantity == "radius":
        return _radius(found)
    if quantity in _NAMES:
        for name in _NAMES[quantity]:
            stated = found.quantity(name)
            known = _from(stated, quantity) if stated is not None else None
            if known is not None:
                return replace(known, also=_otherwise(found, quantity))
    plain = _from_fields(found, quantity)
    stated = found.quantity(quantity)
    if plain is None:
        return _from(stated, quantity) if stated is not None else None
    if stated is not None and stated.low is not None and stated.high is not None:
        return replace(plain, low=stated.low, high=stated.high)
    return plain


def _radius(found: Measurement) -> Known | None:
    """Of a tip that of its apex, of objects half of their size."""
    apex, size = found.quantity("apex_radius"), _from_fields(found, "size")
    if apex is not None:
        return _from(apex, "radius")
    if size is None:
        return None
    low, high = (None if bound is None else bound / 2 for bound in (size.low, size.high))
    return Known("radius", "mean radius", size.value / 2, "m", low, high, tuple(value / 2 for value in size.also))


def _otherwise(found: Measurement, quantity: str) -> tuple[float, ...]:
    """What the same word may mean as well: a lattice's other pitch; the ratio of all objects, not of whole ones."""
    other = {"pitch": _metres(found, "pitch_2"), "aspect": found.aspect}.get(quantity)
    return (other,) if other else ()


_NAMES = {
    "nearest": ("mean_nearest",),
    "std_size": ("std_size",),
    "length": ("mean_length", "mean_feret"),
    "line_width": ("line_width",),
    "aspect": ("median_aspect", "mean_aspect"),
    "pitch": ("pitch",),
    "touching": ("touching",),
    "clusters": ("clusters",),
}
"""Which stated quantities a cue may mean, the first that is there."""


def _from(stated: Quantity, quantity: str) -> Known | None:
    units: dict[str, Unit] = {"m": "m", "°": "°", "1": "%" if stated.defined.percent else "1"}
    unit = units.get(stated.unit)
    if unit is None:
        return None
    whole = quantity in ("count", "clusters", "cut_by_border")
    label = re.sub(r"^[A-Z](?=[a-z])", lambda first: first[0].lower(), stated.defined.label)
    return Known(quantity, label, stated.value, "n" if whole else unit, stated.low, stated.high)


def _from_fields(found: Measurement, quantity: str) -> Known | None:
    pixel = found.pixel_size_m
    sizes = sorted(size * pixel for size in found.sizes_px) if pixel else []
    span = (sizes[0], sizes[-1]) if len(sizes) >= 3 else None
    middle = (sizes[len(sizes) // 10], sizes[-1 - len(sizes) // 10]) if len(sizes) >= 5 else None
    if quantity in ("size", "mean_size"):
        mean, median = found.mean_size_m, found.median_size_m
        if mean is None:
            return None
        stated = found.quantity("mean_size") or found.quantity("mean_intercept")
        low, high = (stated.low, stated.high) if stated is not None and stated.unit == "m" else (None, None)
        also = tuple(one for one in (median, _metres(found, "mean_diameter")) if one)
        return Known("size", "mean size", mean, "m", low, high, also, span=span, middle=middle)
    if quantity == "some_size" and span:
        middle_of_all = (span[0] * span[1]) ** 0.5
        return Known(quantity, "range of sizes", middle_of_all, "m", 0.7 * span[0], 1.3 * span[1], span=span)
    if quantity in ("p10_size", "p90_size") and middle:
        ordinal, size = ("tenth", middle[0]) if quantity == "p10_size" else ("ninetieth", middle[1])
        return Known(quantity, f"{ordinal} percentile of the size", size, "m")
    if quantity == "median_size" and found.median_size_m:
        stated = found.quantity("median_size")
        bounds = (stated.low, stated.high) if stated is not None and stated.unit == "m" else (None, None)
        return Known(quantity, "median size", found.median_size_m, "m", *bounds)
    if quantity == "max_size" and span:
        return Known(quantity, "largest size", span[1], "m")
    if quantity == "min_size" and span:
        return Known(quantity, "smallest size", span[0], "m")
    if quantity == "count" and found.count is not None:
        return Known(quantity, "count", float(found.count), "n")
    if quantity == "cut_by_border" and found.count is not None:
        return Known(quantity, "number of objects that the border cuts", float(found.cut_by_border), "n")
    if quantity == "spread" and found.std_size_m and found.mean_size_m:
        return Known(quantity, "standard deviation over the mean", found.std_size_m / found.mean_size_m, "%")
    plain: dict[str, tuple[str, float | None, Unit]] = {
        "std_size": ("standard deviation of the size", found.std_size_m, "m"),
        "coverage": ("area fraction", found.coverage, "%"),
        "pitch": ("pitch", found.pitch_m, "m"),
        "orientation": ("direction", found.orientation_deg, "°"),
        "aspect": ("aspect ratio", found.aspect, "1"),
        "touching": ("share of touching objects", found.touching, "%"),
    }
    label, value, unit = plain.get(quantity, ("", None, "1"))
    return Known(quantity, label, value, unit) if value is not None else None


def _metres(found: Measurement, name: str) -> float | None:
    stated = found.quantity(name)
    return stated.value if stated is not None and stated.unit == "m" else None


_DIMENSIONS_OF: dict[str, frozenset[Dimension]] = {
    "m": frozenset({"length", "pixels"}),
    "°": frozenset({"angle"}),
    "1": frozenset({"bare", "times"}),
    "%": frozenset({"percent", "bare"}),
}


def named_cues(subject: Subject) -> tuple[Cue, ...]:
    """Cues for the quantities of a measurement that `CUES` has no words for: their own labels."""
    found = subject.measured
    if found is None:
        return ()
    have = {name for names in _NAMES.values() for name in names} | {cue.quantity for cue in CUES}
    cues: list[Cue] = []
    for one in found.quantities:
        dimensions = _DIMENSIONS_OF.get("%" if one.defined.percent else one.unit)
        if one.name in have or one.name in ("mean_size", "median_size", "count", "coverage") or dimensions is None:
            continue
        words = re.escape(one.defined.label.split("(")[0].strip().removeprefix("Mean ").removeprefix("Median "))
        cues.append(Cue(one.name, dimensions, re.compile(rf"\b{words}", re.IGNORECASE), "modifier"))
    return tuple(cues)
