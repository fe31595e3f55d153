"""Lengths and voltages as people write them."""

from __future__ import annotations

import math
import re

from maemi.errors import InputError

LENGTH_UNITS = {"fm": 1e-15, "pm": 1e-12, "Å": 1e-10, "nm": 1e-9, "µm": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1.0}
"""Metres in one unit."""
TIME_UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0}
"""Seconds in one unit."""

_STEPS = ("pm", "nm", "µm", "mm", "m")
_SPELLINGS = {"um": "µm", "μm": "µm", "micron": "µm", "microns": "µm", "micrometer": "µm", "A": "Å", "angstrom": "Å"}
_LENGTH = re.compile(r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-zµμÅ]*)")


def format_length(metres: float, digits: int = 3) -> str:
    """A length with `digits` significant digits and the unit that leaves 1 to 999 before it: `1.23 µm`."""
    if not math.isfinite(metres):
        return "unknown length"
    if metres == 0:
        return "0 m"
    # Rounding first: 999.9 nm with three digits is 1.00 µm, not 1000 nm.
    rounded = float(f"{metres:.{digits - 1}e}")
    unit = _STEPS[0]
    for step in _STEPS:
        if abs(rounded) >= LENGTH_UNITS[step] * (1 - 1e-9):
            unit = step
    amount = rounded / LENGTH_UNITS[unit]
    if abs(amount) >= 1e4 or abs(amount) < 1e-3:
        return f"{amount:.{digits - 1}e} {unit}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(amount)) + 1e-9))
    return f"{amount:.{decimals}f} {unit}"


def format_area(square_metres: float, digits: int = 3) -> str:
    """An area in the square of the unit that leaves 0.1 to 100,000 before it: `0.960 µm²`, `12,300 nm²`."""
    if not math.isfinite(square_metres):
        return "unknown area"
    if square_metres == 0:
        return "0 m²"
    unit = _STEPS[0]
    for step in _STEPS:
        if abs(square_metres) >= 0.1 * LENGTH_UNITS[step] ** 2 * (1 - 1e-9):
            unit = step
    rounded = float(f"{square_metres:.{digits - 1}e}") / LENGTH_UNITS[unit] ** 2
    if abs(rounded) >= 1e6 or abs(rounded) < 1e-3:
        return f"{rounded:.{digits - 1}e} {unit}²"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded)) + 1e-9))
    return f"{rounded:,.{decimals}f} {unit}²"


def parse_length(text: str) -> float:
    """Metres from `250 nm`, `0.25 µm`, `2.5e-7` (metres); raises InputError for anything else, zero included."""
    parts = _LENGTH.fullmatch(text.strip())
    unit = _SPELLINGS.get(parts[2], parts[2]) if parts else ""
    if parts is None or (unit and unit not in LENGTH_UNITS):
        raise InputError(f"“{text}” is not a length; write a number and a unit, such as 2.5 nm or 0.1 µm.")
    metres = float(parts[1].replace(",", ".")) * LENGTH_UNITS.get(unit, 1.0)
    if not math.isfinite(metres) or metres <= 0:
        raise InputError(f"“{text}” is not a length above zero; write a number and a unit, such as 2.5 nm.")
    return metres


def format_voltage(volts: float) -> str:
    """An accelerating voltage: `15 kV`, `500 V`."""
    return f"{volts / 1000:g} kV" if abs(volts) >= 1000 else f"{volts:g} V"
