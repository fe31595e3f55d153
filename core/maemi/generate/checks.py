"""Check the numbers of a pair against measurement and metadata; whoever wrote it, a curator sees what differs."""

from __future__ import annotations

from maemi.generate.numbers_in_text import Number, numbers_of
from maemi.generate.subject import Subject
from maemi.measure.result import Measurement
from maemi.micrograph.units import format_length, format_voltage
from maemi.project.rows import Finding, Severity

PITCH_WORDS = ("pitch", "period", "spacing", "repeat", "apart", "distance between")
FIELD_WORDS = ("field", "covers", "wide and", "imaged area", "image width", "across the image")
PIXEL_WORDS = ("pixel",)
SPREAD_WORDS = ("standard deviation", "deviation", "±", "of the mean", "spread")
PORTION_WORDS = ("cover", "fraction", "porosity", "occup", "area", "take up")


def check_answer(question: str, answer: str, subject: Subject) -> tuple[Finding, ...]:
    """One finding for each number of the answer that differs from what is known, or cannot be checked."""
    findings = [one for number in numbers_of(answer) if (one := check_number(number, question, subject))]
    found = subject.measurement
    if found is not None and any(number.kind in ("length", "count", "percent") for number in numbers_of(answer)):
        doubts = [doubt for doubt in found.warnings if not doubt.startswith(("no pixel size", "porosity"))]
        findings += [Finding("measurement", f"About the measurement: {doubt}.", "info") for doubt in doubts]
    return tuple(findings)


def check_number(number: Number, question: str, subject: Subject) -> Finding | None:
    """A finding for one number, or None where it agrees or is no claim about the micrograph."""
    found = subject.measured
    near = number.context.lower() or question.lower()
    about = f"{near} {question.lower()}"
    if number.kind == "voltage":
        volts = subject.acquisition.accelerating_voltage_v
        return _against(number, volts, format_voltage(volts) if volts else None, 0.02, "accelerating voltage")
    if number.kind == "magnification":
        times = subject.acquisition.magnification
        return _against(number, times, f"{times:,.0f}×" if times else None, 0.05, "magnification")
    if number.kind == "length":
        return _check_length(number, about, near, subject)
    if number.kind == "percent":
        if any(word in near for word in SPREAD_WORDS) or not any(word in about for word in PORTION_WORDS):
            return None
        share = found.coverage if found else None
        return _against(
            number, share, f"{100 * share:.1f} %" if share is not None else None, 0.25, "area fraction", 0.03
        )
    count = found.count if found else None
    return _against(number, count, str(count) if count is not None else None, 0.1, "count", 1.0)


def _check_length(number: Number, about: str, near: str, subject: Subject) -> Finding | None:
    found, size = subject.measured, subject.row.pixel_size
    if any(word in near for word in PIXEL_WORDS) and size is not None:
        return _against(number, size.mean_m, format_length(size.mean_m), 0.02, "pixel size")
    if any(word in about for word in FIELD_WORDS):
        extent = subject.field_m
        if extent is None:
            return _unknown(number, "field of view")
        nearest = min(extent, key=lambda side: abs(side - number.value))
        return _against(number, nearest, format_length(nearest), 0.05, "field of view")
    if any(word in about for word in PITCH_WORDS):
        pitch = found.pitch_m if found else None
        return _against(number, pitch, format_length(pitch) if pitch else None, 0.1, "pitch")
    return _check_size(number, found)


def _check_size(number: Number, found: Measurement | None) -> Finding | None:
    """Mean or median, whichever is nearer; a length that is neither may be another object's, so it is told apart."""
    sizes = [size for size in (found.mean_size_m, found.median_size_m) if size] if found else []
    if not sizes:
        return _unknown(number, "size")
    nearest = min(sizes, key=lambda size: abs(size - number.value))
    return _against(number, nearest, format_length(nearest), 0.2, "mean size")


def _against(
    number: Number, known: float | None, shown: str | None, tolerance: float, what: str, slack: float = 0.0
) -> Finding | None:
    """None within the tolerance (relative, or `slack` absolute); else a warning, beyond a factor of two an error."""
    if known is None or shown is None:
        return _unknown(number, what)
    if abs(number.value - known) <= max(tolerance * abs(known), slack):
        return None
    low, high = sorted((abs(number.value), abs(known)))
    severity: Severity = "error" if high > 2 * low and high - low > 2 * slack else "warning"
    return Finding(
        "number",
        f"The answer says {number.text}, but the {what} is {shown}.",
        severity,
        measured=shown,
        start=number.start,
        end=number.end,
    )


def _unknown(number: Number, what: str) -> Finding:
    return Finding(
        "unchecked",
        f"{number.text} cannot be checked: no {what} is known for this micrograph.",
        "info",
        start=number.start,
        end=number.end,
    )
