"""The numbers of an answer against measurement and metadata."""

from __future__ import annotations

import re
from dataclasses import replace

from maemi.generate.checking.belonging import Meant, kinds_meant, meant_by
from maemi.generate.checking.clauses import sentence_at
from maemi.generate.checking.comparing import verdict
from maemi.generate.checking.counted import count_asked, count_claimed
from maemi.generate.checking.cues import Cue
from maemi.generate.checking.impossible import why_impossible
from maemi.generate.checking.known import Known, known_of, named_cues
from maemi.generate.checking.reading.number import Number
from maemi.generate.checking.reading.scanning import numbers_of
from maemi.generate.checking.restating import restated
from maemi.generate.checking.showing import plainly, shown
from maemi.generate.subject import OBJECTS_OF_KIND, Subject
from maemi.measure.finding import TRUSTED
from maemi.project.rows import Finding, Severity

_FILE = ("voltage", "magnification", "working_distance", "pixel_size", "field", "scale_bar")
"""Quantities that do not depend on what kind of structure was measured."""
_EXACT = 0.03
"""Relative distance up to which a number is taken to be another quantity."""
_SURE = 0.45
"""Confidence of a measurement below which a contradiction is told as a warning only."""
_ALONE = re.compile(r"\s*(?:[.,;!)]|$|in (?:total|all)\b)")
"""What follows a bare number that answers “how many”."""
_OF_THEM, _THERE = re.compile(r"\s+of (?:them|these)\b"), re.compile(r"\b[Tt]here (?:are|were)\W+(?:\w+\s+)?$")
_JOINT = re.compile(r"\s*(?:,|,?\s*\b(?:and|or|to)\b)\s*", re.IGNORECASE)
_MEAN = re.compile(r"\baverag|\bmean\b", re.IGNORECASE)
_NAMES = {
    "size": "size", "count": "count", "coverage": "area fraction", "pitch": "pitch", "pixel_size": "pixel size",
    "field": "field of view", "std_size": "standard deviation", "max_size": "largest size",
    "p10_size": "percentile", "p90_size": "percentile",
    "median_size": "median size", "min_size": "smallest size",
    "nearest": "distance", "working_distance": "working distance", "voltage": "accelerating voltage",
    "magnification": "magnification", "orientation": "direction", "aspect": "aspect ratio", "spread": "spread of sizes",
    "some_size": "size", "radius": "radius",
    "touching": "share of touching objects", "cut_by_border": "number of cut objects", "line_width": "line width",
    "scale_bar": "scale bar",
}  # fmt: skip


def number_findings(question: str, answer: str, subject: Subject, agreeing: bool = False) -> list[Finding]:
    """One finding for each number of the answer that cannot be, contradicts, or cannot be checked.

    `agreeing`: also one (of kind `agrees`) for each that agrees, as the chat shows them.
    """
    numbers = numbers_of(answer)
    cues = named_cues(subject)
    findings: list[Finding] = []
    before: tuple[Number, Meant | None] | None = None
    for number in numbers:
        meant = _meant(number, question, answer, numbers, cues)
        if before is not None and not (meant is not None and meant.clear) and _joined(before[0], number, answer):
            meant = before[1]  # `the extremes are 35 nm and 94 nm`
        before = number, meant
        finding = check_number(number, meant, question, answer, subject)
        if finding is not None and (agreeing or finding.kind != "agrees"):
            findings.append(finding)
    return findings


def _joined(before: Number, number: Number, answer: str) -> bool:
    """Whether a number follows another of its kind with nothing but `and`, `or` or a comma in between."""
    return before.dimension == number.dimension and bool(_JOINT.fullmatch(answer, before.end, number.start))


def _meant(number: Number, question: str, answer: str, numbers: list[Number], cues: tuple[Cue, ...]) -> Meant | None:
    if number.dimension == "count":
        counted = count_claimed(number, question, answer)
        return Meant(counted, True) if counted is not None else None
    if number.of_spread:
        return Meant("std_size", True) if number.dimension in ("length", "pixels") else None
    meant = meant_by(number, question, answer, numbers, cues)
    quantity = _without_unit(number, meant.quantity if meant is not None else None, question, answer)
    return None if quantity is None else Meant(quantity, meant is not None and meant.clear)


def _without_unit(number: Number, found: str | None, question: str, answer: str) -> str | None:
    """What a number without a unit, or with one that says little, is of."""
    if number.dimension == "bare":
        if found in ("magnification",) and number.value >= 10:
            return found
        if found == "coverage":
            return found if number.high <= 1 else None
        if found is None and _OF_THEM.match(answer, number.end) and _THERE.search(answer[: number.start]):
            return "count"
        if found is None and count_asked(question) and _ALONE.match(answer, number.end) and number.value.is_integer():
            return "count"
        return found if found not in ("magnification",) else None
    if number.dimension == "times" and found is None:
        return "magnification" if number.value >= 20 or number.factor >= 1000 else None
    if number.dimension == "voltage" and found is None:
        return "voltage"
    return found


def check_number(number: Number, meant: Meant | None, question: str, answer: str, subject: Subject) -> Finding | None:
    """What is to say of one number, None where it is no claim about the micrograph."""
    quantity = meant.quantity if meant is not None else None
    impossible = why_impossible(number, quantity, answer, subject)
    if impossible is not None:
        quantity = impossible[1]
    known = known_of(subject, quantity) if quantity is not None and quantity != "other" else None
    elsewhere = quantity not in _FILE and not _is_about_the_measured(number, question, answer, subject)
    if elsewhere:
        known = None
    if impossible is not None:
        instead = (restated(number, known) or plainly(known)) if known else None
        told = shown(known) if known else None
        start = number.start - number.negative
        return Finding("unit", impossible[0], "error", told, start, number.end, quantity or "", replacement=instead)
    if quantity is None:
        return None
    if known is None or known.cannot_judge(number.low, number.high):
        return _unchecked(number, quantity, known, subject, elsewhere)
    number = _in_metres(number, subject, known)
    if number.dimension == "pixels":
        return _unchecked(number, quantity, None, subject)
    start, end = sentence_at(answer, number.start)
    if known.quantity == "size" and _MEAN.search(answer[start:end]):
        known = replace(known, also=())  # a mean is meant, and no median
    judged = verdict(number, known, answer[start:end])
    if judged != "agrees" and (meant is None or not meant.clear):
        known = _of_another(number, known, subject) or known
        judged = verdict(number, known, answer[start:end])
    told = shown(known)
    if judged == "agrees":
        return Finding(
            "agrees", f"{number.text} agrees with the {known.label}.", "info", told, number.start, number.end, quantity
        )
    sure = known.source == "file" or subject.measured is None or subject.measured.confidence >= _SURE
    severity: Severity = "error" if judged == "far off" and sure else "warning"
    return Finding(
        "number",
        f"The answer says {number.text}, but the {known.label} is {told}.",
        severity,
        told,
        number.start,
        number.end,
        quantity,
        replacement=restated(number, known),
    )


def _of_another(number: Number, known: Known, subject: Subject) -> Known | None:
    """Another quantity that the number is exactly: then its words were not understood, and it is right.

    Only asked where no word of the clause says what the number is; a wrong one is another quantity by chance in one or
    two of a hundred cases.
    """
    if number.dimension != "length" or known.unit != "m":
        return None
    for quantity in ("field", "pixel_size", "pitch"):
        other = known_of(subject, quantity) if quantity != known.quantity else None
        for value in (other.value, *other.also) if other is not None else ():
            if abs(number.value - value) <= max(_EXACT, min(number.step / 2, 0.1)) * value:
                return other
    return None


def _is_about_the_measured(number: Number, question: str, answer: str, subject: Subject) -> bool:
    """Whether the noun beside a number may name what was measured: a width of electrodes is not one of particles."""
    meant = kinds_meant(number, question, answer)
    found = subject.measured
    if not meant or "any" in meant or found is None:
        return True
    if set(meant) == {"clusters"}:
        return False
    alike = {"fibres": {"fibres", "pattern"}, "pattern": {"pattern", "pores", "particles"}}
    return found.kind in meant or bool(alike.get(found.kind, set()) & meant and found.kind == "pattern")


def _in_metres(number: Number, subject: Subject, known: Known) -> Number:
    """A length in pixels, by the pixel size; left as it is where that is not known."""
    size = subject.row.pixel_size
    if number.dimension != "pixels" or size is None or known.unit != "m":
        return number
    side = size.mean_m
    return replace(
        number,
        dimension="length",
        value=number.value * side,
        low=number.low * side,
        high=number.high * side,
        factor=side,
    )


def _unchecked(
    number: Number, quantity: str, known: Known | None, subject: Subject, elsewhere: bool = False
) -> Finding:
    name = _NAMES.get(quantity, quantity.replace("_", " "))
    found = subject.measurement
    if known is not None:
        why = f"the {name} is known only as {shown(known)}"
    elif quantity == "other":
        why = "neither the file nor the measurement says it"
    elif elsewhere and subject.measured is not None:
        why = f"what was measured are {OBJECTS_OF_KIND[subject.measured.kind]}"
    elif found is not None and found.confidence < TRUSTED and quantity not in _FILE:
        why = "the measurement of this micrograph cannot be trusted"
    else:
        why = f"no {name} is known for this micrograph"
    return Finding(
        "unchecked", f"{number.text} cannot be checked: {why}.", "info", None, number.start, number.end, quantity
    )
