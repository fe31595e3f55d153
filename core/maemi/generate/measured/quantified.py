"""Answers that are one measured quantity, told with as many figures as its interval bears."""

from __future__ import annotations

from random import Random

import numpy as np

from maemi.generate.measured import words
from maemi.generate.measured.words import of
from maemi.generate.subject import Subject
from maemi.measure.quantities import Quantity
from maemi.measure.telling import format_interval, format_value

STRONG, WEAK = 0.8, 0.3
"""Order parameters of directions above which a person sees alignment, and below which none."""


def measured(subject: Subject, name: str) -> Quantity | None:
    """The quantity of that name, where it could be trusted."""
    return subject.measured.quantity(name) if subject.measured else None


def value(subject: Subject, name: str) -> str | None:
    """The quantity as text, without its interval."""
    quantity = measured(subject, name)
    return format_value(quantity) if quantity else None


def worded(subject: Subject, rng: Random, name: str, *wordings: str) -> str | None:
    """One of several wordings with the quantity at `{}` and the objects' word at `{objects}`; None where unknown."""
    told = value(subject, name)
    return None if told is None else of(rng, *wordings).format(told, objects=subject.objects)


def certainty(subject: Subject, rng: Random) -> str | None:
    """The mean size with the interval that the reading of the picture leaves."""
    quantity = measured(subject, "mean_size")
    interval = format_interval(quantity) if quantity else None
    if quantity is None or interval is None or subject.measured is None:
        return None
    noun, mean = words.size_noun(subject.measured), format_value(quantity)
    between = interval.replace(" to ", " and ")
    return of(
        rng,
        f"The mean {noun} is {mean}; its 95 % interval reaches from {interval}.",
        f"The mean {noun} lies between {between} with 95 % confidence, as far as this micrograph can be read; "
        f"the best value is {mean}.",
        f"It is {mean}, with a 95 % interval of {interval} from the reading of the edges.",
    )


def size_range(subject: Subject, rng: Random) -> str | None:
    """The sizes between which eight of ten objects lie; from ten objects on."""
    found, median = subject.measured, value(subject, "median_size")
    if found is None or median is None or len(found.sizes_px) < 10 or not found.mean_size_px or not found.mean_size_m:
        return None
    metres = found.mean_size_m / found.mean_size_px
    low, high = (float(size) * metres for size in np.percentile(found.sizes_px, (10, 90)))
    shortest, longest = words.two_lengths(low, high)
    objects = subject.objects
    return of(
        rng,
        f"Most {objects}, 80 % of them, lie between {shortest} and {longest}; the median is {median}.",
        f"Most {objects} measure from {shortest} to {longest} (10th to 90th percentile), with a median of {median}.",
        f"The sizes run from {shortest} at the 10th to {longest} at the 90th percentile.",
    )


def density(subject: Subject, rng: Random) -> str | None:
    told = value(subject, "density")
    if told is None:
        return None
    objects = subject.objects
    return of(
        rng,
        f"There are {told.replace(' per ', f' {objects} per ', 1)}.",
        f"The number density of the {objects} is {told}.",
    )


def roundness(subject: Subject, rng: Random) -> str | None:
    quantity, objects = measured(subject, "median_circularity"), subject.objects
    if quantity is None:
        return None
    if quantity.value > 0.9:
        judged = of(rng, "nearly circular in outline", "round")
    elif quantity.value > 0.75:
        judged = of(rng, "roundish, but not circular", "roughly round")
    else:
        judged = of(rng, "far from circular in outline", "not round")
    told = format_value(quantity)
    return of(
        rng,
        f"The {objects} are {judged}: the median circularity is {told}.",
        f"With a median circularity of {told} the {objects} are {judged}.",
    )


def neighbours(subject: Subject, rng: Random) -> str | None:
    return worded(
        subject,
        rng,
        "mean_nearest",
        "The mean distance to the nearest neighbour is {}, from centre to centre.",
        "From centre to centre, neighbouring {objects} are {} apart on average.",
    )


def agglomeration(subject: Subject, rng: Random) -> str | None:
    clusters, share, each = (measured(subject, name) for name in ("clusters", "touching", "per_cluster"))
    if clusters is None or share is None:
        return None
    objects = subject.objects
    if round(clusters.value) == 0:
        return of(rng, f"No, the {objects} lie singly.", f"No agglomerates: none of the {objects} touches another.")
    told = f"{format_value(share)} of the {objects} touch another one"
    groups = round(clusters.value)
    many = f"in {groups} clusters" if groups > 1 else "in one cluster"
    mean = f" of {format_value(each)} on average" if each is not None and groups > 1 else ""
    return of(rng, f"Yes, {told}, {many}{mean}.", f"They agglomerate in part: {told}, {many}{mean}.")


def length(subject: Subject, rng: Random) -> str | None:
    return worded(
        subject,
        rng,
        "mean_length",
        "The mean length of the {objects} that lie wholly in the image is {}.",
        "The {objects} are {} long on average, those cut by the border left out.",
    )


def alignment(subject: Subject, rng: Random) -> str | None:
    order, objects = measured(subject, "order_parameter"), subject.objects
    if order is None:
        return None
    if order.value > STRONG:
        judged = of(rng, "strongly aligned", "nearly parallel")
    elif order.value > WEAK:
        judged = of(rng, "partly aligned", "loosely aligned")
    else:
        judged = of(rng, "not aligned", "of no common direction")
    return f"The {objects} are {judged}: the orientational order parameter is {format_value(order)} (1 is parallel)."


def second_pitch(subject: Subject, rng: Random) -> str | None:
    first, second = value(subject, "pitch"), value(subject, "pitch_2")
    if first is None or second is None:
        return None
    return of(
        rng,
        f"The lattice repeats every {first} in one direction and every {second} in the other.",
        f"The two periods are {first} and {second}.",
    )


def line_width(subject: Subject, rng: Random) -> str | None:
    return worded(subject, rng, "line_width", "The lines are {} wide.", "The line width is {}.")


def duty_cycle(subject: Subject, rng: Random) -> str | None:
    return worded(subject, rng, "duty_cycle", "The duty cycle is {}.", "The lines take {} of the period.")


def edge_roughness(subject: Subject, rng: Random) -> str | None:
    return worded(
        subject,
        rng,
        "line_edge_roughness",
        "The line edge roughness is {} (three standard deviations).",
        "The edges deviate from straight lines by {} (3σ).",
    )


def grain_number(subject: Subject, rng: Random) -> str | None:
    number, intercept = value(subject, "grain_size_number"), value(subject, "mean_intercept")
    if number is None:
        return None
    told = f"The ASTM E112 grain-size number is {number}"
    return f"{told}, from a mean linear intercept of {intercept}." if intercept and rng.random() < 0.6 else f"{told}."


def apex(subject: Subject, rng: Random) -> str | None:
    return worded(subject, rng, "apex_radius", "The apex radius is {}.", "The tip ends in a radius of {}.")


def cone(subject: Subject, rng: Random) -> str | None:
    return worded(subject, rng, "cone_angle", "The full cone angle is {}.", "The flanks meet at {}.")


def roughness(subject: Subject, rng: Random) -> str | None:
    """Of grey levels: one image holds no heights."""
    return worded(
        subject,
        rng,
        "correlation_length",
        "The texture of the surface changes over about {}; heights cannot be told from one image.",
        "The grey levels of the surface are correlated over {}. That is texture, not height.",
    )


def cracks(subject: Subject, rng: Random) -> str | None:
    share, width = measured(subject, "crack_area"), value(subject, "crack_width")
    if share is None:
        return None
    if share.value <= 0:
        return of(rng, "No cracks are seen.", "The surface is free of visible cracks.")
    wide = f", {width} wide on average" if width else ""
    return of(
        rng,
        f"Yes, cracks take up {format_value(share)} of the surface{wide}.",
        f"The surface is cracked: {format_value(share)} of its area are cracks{wide}.",
    )
