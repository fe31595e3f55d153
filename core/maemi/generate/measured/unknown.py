"""Answers that say what an image cannot tell."""

from __future__ import annotations

from random import Random

from maemi.generate.measured.words import of
from maemi.generate.subject import Subject


def composition(subject: Subject, rng: Random) -> str | None:
    """Grey levels name no element."""
    return of(
        rng,
        "The composition cannot be determined from this image; it needs a spectrum such as EDX.",
        "An electron micrograph alone does not show which elements are present.",
        "That cannot be told from the grey levels; a spectroscopic measurement is needed.",
    )


def application(subject: Subject, rng: Random) -> str | None:
    """The use of a specimen is not in its picture."""
    if subject.synthetic:
        return "It is a synthetic phantom without a specimen, so there is no application."
    return of(
        rng,
        "The image alone does not tell what the material is used for.",
        "The application cannot be known from this micrograph.",
    )
