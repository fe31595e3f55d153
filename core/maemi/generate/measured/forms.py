"""Answers about shape and arrangement, as far as the measurement bears them."""

from __future__ import annotations

from random import Random

from maemi.generate.measured.words import count_of, coverage, of, percent
from maemi.generate.subject import Subject


def content(subject: Subject, rng: Random) -> str | None:
    """What is shown, from class and measurement; a phantom is called one."""
    kind = "synthetic micrograph (a phantom)" if subject.synthetic else "micrograph"
    found = subject.measured
    shown: str | None = None
    if found and found.count is not None:
        shown = count_of(found.count, subject.objects)
    elif found and found.kind == "pattern":
        shown = "a periodic pattern"
    elif subject.row.class_name:
        shown = subject.shown_words
    if shown is None:
        return None
    return of(
        rng,
        f"This {kind} shows {shown}.",
        f"The {kind} shows {shown}.",
        f"{shown[0].upper()}{shown[1:]} can be seen in this {kind}.",
    )


def morphology(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    if found is None or found.aspect is None or found.kind in ("grains", "pattern"):
        return None
    objects = subject.objects
    if found.kind == "fibres":
        return of(
            rng,
            f"The {objects} are long and thin, at least {found.aspect:.0f} times as long as wide in this field.",
            f"The {objects} are elongated; within the field they are about {found.aspect:.0f} times as long as wide.",
        )
    if found.aspect < 1.25:
        form = of(rng, "roundish", "about as wide as long", "nearly equiaxed")
    elif found.aspect < 2:
        form = of(rng, "slightly elongated", "somewhat longer than wide")
    else:
        form = "clearly elongated"
    return f"The {objects} are {form}, with a median aspect ratio of {found.aspect:.1f}."


def orientation(subject: Subject, rng: Random) -> str | None:
    """Fibres have a direction one by one; a handful of particles points somewhere by chance."""
    found = subject.measured
    few = 3 if found is not None and found.kind == "fibres" else 10
    if found is None or found.kind == "grains" or (found.kind != "pattern" and (found.count or 0) < few):
        return None
    objects = subject.objects
    if found.orientation_deg is None:
        if found.kind != "fibres":
            return None
        return of(rng, f"No, the {objects} have no common direction.", f"The {objects} run in many directions.")
    degrees = f"{found.orientation_deg:.0f}°"
    if found.kind == "pattern":
        return f"The pattern is oriented at {degrees} to the horizontal, counted counter-clockwise."
    return of(
        rng,
        f"Yes, the {objects} share a direction of about {degrees} to the horizontal, counted counter-clockwise.",
        f"They are aligned at about {degrees} to the horizontal (counter-clockwise).",
    )


def distribution(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    if found is None:
        return None
    if found.kind == "pattern":
        return of(rng, "They repeat regularly over the image.", "The arrangement is periodic.")
    if found.coverage is None or found.kind not in ("particles", "pores", "fibres"):
        return None
    dense = "sparsely" if found.coverage < 0.1 else "densely" if found.coverage > 0.4 else "loosely"
    share, objects = coverage(found), subject.objects
    return of(
        rng,
        f"The {objects} are {dense} distributed and cover {share} of the image.",
        f"They are {dense} spread: the {objects} take up {share} of the image.",
    )


def contact(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    if found is None or found.touching is None or found.kind == "grains" or (found.count or 0) < 2:
        return None
    share, objects = found.touching, subject.objects
    if share < 0.05:
        return of(rng, f"The {objects} lie apart.", f"No, the {objects} are separate from each other.")
    verb = "cross or touch" if found.kind == "fibres" else "touch"
    if share > 0.8:
        return of(rng, f"Most of the {objects} {verb} a neighbour.", f"Yes, nearly all {objects} {verb} another one.")
    return of(
        rng,
        f"About {percent(share)} of the {objects} {verb} a neighbour; the others lie apart.",
        f"Some do: about {percent(share)} of the {objects} {verb} another one.",
    )


def boundaries(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    if found is None or found.sharpness is None or found.kind == "pattern":
        return None
    objects = subject.objects
    if found.sharpness > 8:
        return of(
            rng,
            f"The edges of the {objects} stand out clearly.",
            f"The {objects} are well separated from the background.",
        )
    return f"The edges of the {objects} are faint against the noise."


def surface(subject: Subject, rng: Random) -> str | None:
    """Only a period or grains say something of a surface; texture alone may be noise."""
    found = subject.measured
    if found and found.kind == "pattern":
        return of(rng, "The surface carries a regular pattern.", "The surface is structured periodically.")
    if found and found.kind == "grains":
        return "The surface shows grains with visible boundaries."
    return None


def quality(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    if found is None or found.sharpness is None:
        return None
    ratio = f"the contrast of the {subject.objects} is {found.sharpness:.0f} times the noise"
    if found.sharpness > 8:
        return of(rng, f"The image is clear: {ratio}.", f"The noise is low; {ratio}.")
    return f"The image is noisy: {ratio}."
