"""What the unit of an axis says: a length in real space, reciprocal space, an energy, a time, or nothing."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum

from maemi.micrograph.units import LENGTH_UNITS

_SPELLINGS = {
    "um": "µm",
    "μm": "µm",
    "micron": "µm",
    "microns": "µm",
    "micrometer": "µm",
    "micrometre": "µm",
    "a": "Å",
    "ang": "Å",
    "Å": "Å",
    "angstrom": "Å",
    "angstroms": "Å",
    "nanometer": "nm",
    "nanometre": "nm",
    "meter": "m",
    "metre": "m",
}
_RECIPROCAL = re.compile(r"^1/|^/|\^-1$|\^\(-1\)$|-1$|⁻¹$|^(m|µ|u)?rad$|^deg(rees)?$|^°$")
_ENERGY = re.compile(r"^[kM]?eV$", re.IGNORECASE)
_TIME = re.compile(r"^([mµun]?s|sec(onds)?)$", re.IGNORECASE)


class Kind(Enum):
    """What an axis of data runs along."""

    LENGTH = "length"
    RECIPROCAL = "reciprocal"
    ENERGY = "energy"
    TIME = "time"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of data: its kind, and metres from one value to the next where it is a calibrated length."""

    kind: Kind
    metres: float | None = None


def axis(step: float | None, unit: str) -> Axis:
    """The axis of steps of `step` in a unit as files write it: `nm`, `[n_m]`, `1/nm`, `mrad`, `eV`, `` …"""
    text = unit.strip(" \t\r\n\0[]").replace("_", "").replace(" ", "")
    if _RECIPROCAL.search(text):
        return Axis(Kind.RECIPROCAL)
    if _ENERGY.match(text):
        return Axis(Kind.ENERGY)
    known = _SPELLINGS.get(text.lower(), text)
    if known in LENGTH_UNITS:
        # Signs only say which way the axis points.
        size = abs(step) * LENGTH_UNITS[known] if step is not None and math.isfinite(step) else 0.0
        return Axis(Kind.LENGTH, size if 0 < size < math.inf else None)
    return Axis(Kind.TIME if _TIME.match(text) else Kind.UNKNOWN)
