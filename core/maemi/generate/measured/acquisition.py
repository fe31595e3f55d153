"""Answers that the file gives: pixel size, field, technique, voltage, magnification, detector."""

from __future__ import annotations

from random import Random

from maemi.generate.measured.words import of
from maemi.generate.subject import Subject
from maemi.micrograph.record import PixelSizeSource
from maemi.micrograph.units import format_length, format_voltage

SOURCES = {
    PixelSizeSource.METADATA: "the file's metadata",
    PixelSizeSource.SIDECAR: "the file beside the micrograph",
    PixelSizeSource.SCALE_BAR: "the scale bar",
    PixelSizeSource.TYPED_IN: "an entry by hand",
}


def pixel_size(subject: Subject, rng: Random) -> str | None:
    size = subject.row.pixel_size
    if size is None:
        return "The pixel size is not known: the file does not say it." if subject.row.info else None
    if max(size.row_m, size.column_m) > 1.01 * min(size.row_m, size.column_m):
        return f"One pixel is {format_length(size.column_m)} wide and {format_length(size.row_m)} high."
    length = format_length(size.mean_m)
    return of(
        rng,
        f"One pixel corresponds to {length}.",
        f"The pixel size is {length}.",
        f"The pixel size is {length}, according to {SOURCES[size.source]}.",
    )


def field(subject: Subject, rng: Random) -> str | None:
    extent = subject.field_m
    if extent is None:
        return None
    width, height = (format_length(side) for side in extent)
    return of(
        rng,
        f"The field of view is {width} wide and {height} high.",
        f"The micrograph covers {width} × {height}.",
    )


def technique(subject: Subject, rng: Random) -> str | None:
    """What the file says; a phantom was not taken at all."""
    if subject.synthetic:
        return of(
            rng,
            "It is a synthetic phantom: it was drawn by a program in the style of a scanning electron micrograph.",
            "No microscope took it; it is a phantom, drawn to look like a scanning electron micrograph.",
        )
    taken = subject.acquisition
    if taken.technique is None and taken.instrument is None:
        return None
    told = f"by {taken.technique}" if taken.technique else "with an electron microscope"
    if taken.instrument:
        told += f" on a {taken.instrument}"
    if taken.accelerating_voltage_v:
        told += f" at {format_voltage(taken.accelerating_voltage_v)}"
    return f"It was taken {told}, according to the file."


def voltage(subject: Subject, rng: Random) -> str | None:
    volts = subject.acquisition.accelerating_voltage_v
    if not volts:
        return None
    return of(
        rng,
        f"The file states an accelerating voltage of {format_voltage(volts)}.",
        f"The accelerating voltage was {format_voltage(volts)}.",
    )


def magnification(subject: Subject, rng: Random) -> str | None:
    times = subject.acquisition.magnification
    if not times:
        return None
    return f"The file states a magnification of {times:,.0f}×; sizes should be read from the pixel size."


def detector(subject: Subject, rng: Random) -> str | None:
    name = subject.acquisition.detector
    return of(rng, f"The detector was {name}.", f"It was recorded with the {name} detector.") if name else None


def environment(subject: Subject, rng: Random) -> str | None:
    """Nothing tells of it; the answer says what is missing."""
    return of(
        rng,
        "The image does not tell the environment of the specimen, and the file does not state it.",
        "Neither the image nor the file says anything of the specimen's surroundings.",
    )
