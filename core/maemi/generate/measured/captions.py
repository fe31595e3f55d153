"""Captions and the class, put together from what is known."""

from __future__ import annotations

from random import Random

from maemi.generate.measured import amounts, words
from maemi.generate.measured.words import of
from maemi.generate.subject import Subject
from maemi.micrograph.units import format_length, format_voltage


def caption(subject: Subject, rng: Random) -> str | None:
    """Two to four sentences: what it is, how many and how large, field and voltage."""
    parts = [opening(subject, rng)]
    found = subject.measured
    if found is not None:
        told = [amounts.pitch(subject, rng)] if found.kind == "pattern" else []
        if found.mean_size_px is not None and found.kind != "pattern":
            told.append(amounts.mean_size(subject, rng))
        if found.coverage is not None and rng.random() < 0.7:
            told.append(amounts.coverage(subject, rng))
        parts += [one for one in told if one]
    extent = subject.field_m
    if extent is not None:
        parts.append(f"The field of view is {format_length(extent[0])} wide.")
    volts = subject.acquisition.accelerating_voltage_v
    if volts and not subject.synthetic and rng.random() < 0.5:
        parts.append(f"It was taken at {format_voltage(volts)}.")
    return " ".join(parts)


def opening(subject: Subject, rng: Random) -> str:
    technique = subject.acquisition.technique
    kind = f"{technique} micrograph" if technique and not subject.synthetic else "electron micrograph"
    if subject.synthetic:
        kind = of(rng, "synthetic phantom in the style of an SEM micrograph", "synthetic micrograph (phantom)")
    found = subject.measured
    shown = subject.shown_words
    if found is not None and found.count is not None:
        shown = words.count_of(found.count, subject.objects)
    elif found is not None and found.kind == "pattern":
        shown = "a periodic pattern"
    article = "An" if kind[0] in "aeiouAEIOUS" and not kind.startswith("synthetic") else "A"
    return f"{article} {kind} of {shown}." if shown else f"{article} {kind}."


def class_name(subject: Subject, rng: Random) -> str | None:
    """Only where a person or a phantom's truth gave the class."""
    shown = subject.class_words
    if shown is None:
        return None
    return of(rng, f"It belongs to the class “{shown}”.", f"The class is {shown}.", f"This is of the class {shown}.")
