"""Answers that are numbers of the measurement: counts, sizes, spread, coverage, pitch."""

from __future__ import annotations

from random import Random

from maemi.generate.measured import words
from maemi.generate.measured.words import of, sentence
from maemi.generate.subject import Subject


def count(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    if found is None or found.count is None:
        return None
    counted = words.count_of(found.count, subject.objects)
    verb = "is" if found.count == 1 else "are"
    told = of(rng, f"{counted} can be counted.", f"there {verb} {counted}.", f"image analysis counts {counted}.")
    if found.cut_by_border:
        cut = words.SMALL[found.cut_by_border] if found.cut_by_border < len(words.SMALL) else str(found.cut_by_border)
        told += (
            f" {sentence(cut)} of them {'is' if found.cut_by_border == 1 else 'are'} cut by the border of the image."
        )
    return sentence(told)


def mean_size(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    size = words.mean_size(found) if found else None
    if found is None or size is None:
        return None
    noun, objects = words.size_noun(found), subject.objects
    if len(found.sizes_px) == 1:
        return f"The {noun} of the one {words.singular(objects)} that lies wholly in the image is {size}."
    return of(
        rng,
        f"The mean {noun} of the {objects} is {size}.",
        f"On average the {objects} have {article(noun)} {noun} of {size}.",
        f"The {objects} measure {size} on average ({noun}).",
    )


def article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def size_spread(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    spread = words.spread(found) if found else None
    if found is None or spread is None:
        return None
    if spread < 0.12:
        judged = of(rng, "very uniform in size", "nearly equal in size")
    elif spread < 0.3:
        judged = of(rng, "fairly uniform in size", "moderately spread in size")
    else:
        judged = of(rng, "of widely varying size", "broadly distributed in size")
    return f"The {subject.objects} are {judged}: the standard deviation is {words.percent(spread)} of the mean."


def coverage(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    share, objects = words.coverage(found) if found else None, subject.objects
    if found is None or share is None:
        return None
    if found.kind == "pores":
        return of(rng, f"Pores take up {share} of the imaged area.", f"The area porosity is {share}.")
    return of(
        rng,
        f"The {objects} cover {share} of the imaged area.",
        f"About {share} of the area is covered by the {objects}.",
    )


def pitch(subject: Subject, rng: Random) -> str | None:
    found = subject.measured
    if found is None or found.kind != "pattern":
        return None
    period = words.pitch(found)
    if period is None:
        return None
    return of(
        rng,
        f"The pattern repeats every {period}.",
        f"The pitch is {period}.",
        f"The period of the pattern is {period}.",
    )
