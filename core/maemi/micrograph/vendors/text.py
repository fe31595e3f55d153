"""Text that microscopes write: quantities with a unit, and entries of XML that may be cut."""

from __future__ import annotations

import html
import re

from maemi.micrograph.units import LENGTH_UNITS
from maemi.micrograph.vendors.facts import positive

_QUANTITY = re.compile(r"\s*([+-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d+)?)\s*([^\d\s].*?)?\s*")
_LONGEST = 80
"""Letters of a quantity: the pattern's time grows with the square of them."""
_SPELLINGS = {
    "um": "µm",
    "micron": "µm",
    "microns": "µm",
    "micrometer": "µm",
    "micrometre": "µm",
    "\\u00b5m": "µm",
    # A micro sign that did not survive: Zeiss' newer SmartSEM, and others on the way through another alphabet.
    "?m": "µm",
    "\ufffdm": "µm",
    "æm": "µm",
    "\x83êm": "µm",
    "nanometer": "nm",
    "nanometre": "nm",
    "millimeter": "mm",
    "millimetre": "mm",
    "picometer": "pm",
    "picometre": "pm",
    "meter": "m",
    "metre": "m",
    "a": "Å",
    "å": "Å",
    "ang": "Å",
    "angstrom": "Å",
    "ångström": "Å",
}
VOLT_UNITS = {"v": 1.0, "volt": 1.0, "volts": 1.0, "kv": 1e3, "mv": 1e6}
"""Volts in one unit, in lower case; microscopes have megavolts and no millivolts."""
SECOND_UNITS = {"ns": 1e-9, "µs": 1e-6, "us": 1e-6, "usec": 1e-6, "ms": 1e-3, "s": 1.0, "sec": 1.0, "secs": 1.0}
"""Seconds in one unit, in lower case."""


def length_unit(text: str) -> float | None:
    """Metres in one unit however it is spelt (`um`, `μm`, `micron`, `\\u00B5m`, `A`), or None for anything else."""
    unit = text.strip().replace("μ", "µ")
    if unit not in LENGTH_UNITS:
        unit = _SPELLINGS.get(unit.lower(), _SPELLINGS.get(unit.lower().removesuffix("s"), ""))
    return LENGTH_UNITS.get(unit)


def quantity(text: object, units: dict[str, float] | None = None, default: float | None = None) -> float | None:
    """A positive number with its unit in SI: `9,8 mm` is 0.0098; None where either is not understood.

    `units` maps units in lower case to SI; without it the quantity is a length. `default` is the factor of a bare
    number; without it a bare number is nothing.
    """
    found = _QUANTITY.fullmatch(text[:_LONGEST]) if isinstance(text, str) else None
    if found is None:
        amount = positive(text)
        return amount * default if amount is not None and default is not None else None
    amount, unit = positive(found[1]), found[2]
    if unit is None:
        factor = default
    elif units is None:
        factor = length_unit(unit)
    else:
        factor = units.get(unit.lower().replace("μ", "µ"))
    return amount * factor if amount is not None and factor is not None else None


def entry(xml: str, *names: str) -> str:
    """The text of the first element `names[-1]` inside `names[0]` inside …; empty where there is none.

    Found by its name and not by a parser: such XML is often cut, and a parser would expand whatever it is told to.
    A prefix of a namespace and attributes are allowed.
    """
    return element(xml, *names)[0]


def element(xml: str, *names: str) -> tuple[str, str]:
    """Like `entry`, with the element's attribute `unit` or `units` as the second text."""
    attributes = ""
    for name in names:
        opening = re.search(rf"<(?:\w+:)?{re.escape(name)}(\s[^<>]*?)?>", xml)
        if opening is None or (opening[1] or "").endswith("/"):
            return "", ""
        attributes = opening[1] or ""
        inside = xml[opening.end() :]
        closing = re.search(rf"</(?:\w+:)?{re.escape(name)}\s*>", inside)
        xml = inside[: closing.start()] if closing else inside
    unit = re.search(r"\bunits?\s*=\s*[\"']([^\"']*)[\"']", attributes)
    # Of an element that holds others, or was cut, only what stands before the next one is its text.
    return html.unescape(xml.partition("<")[0]).strip(), unit[1] if unit else ""
