"""What can be answered from the facts that a system message hands over, and what cannot be answered at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

from maemi.micrograph.units import format_length, format_voltage
from maemi.model.facts import KINDS, counted_word, facts_text
from maemi.train.embedded.turns import Turn, pick, question

_KINDS = {
    "particles": "particles",
    "powder": "particles",
    "fibres": "fibres",
    "nanowires": "fibres",
    "porous_sponge": "pores",
    "patterned_surface": "pattern",
    "films_coated_surface": "grains",
}
_SOURCES = ("metadata", "sidecar", "scale bar", "typed in")


@dataclass(frozen=True, slots=True)
class Told:
    """What a conversation's system message tells of the micrograph: fields of `maemi info` and `maemi measure`."""

    info: dict[str, Any] = field(default_factory=dict[str, Any])
    measured: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def text(self) -> str:
        """The system message; "" tells nothing."""
        return facts_text(self.info, self.measured)


def draw_told(facts: dict[str, Any], rng: Generator) -> Told:
    """Some of what is known, sometimes nothing: a file or a measurement seldom has everything."""
    if rng.random() < 0.45:
        return Told()
    return Told(_draw_info(facts, rng), _draw_measurement(facts, rng) if rng.random() < 0.7 else {})


def _draw_info(facts: dict[str, Any], rng: Generator) -> dict[str, Any]:
    columns = int(pick(rng, (512, 768, 1024, 1280, 1536, 2048, 3072)))
    rows = round(columns * facts["rows"] / facts["columns"])
    info: dict[str, Any] = {"shape": [rows, columns], "synthetic": bool(rng.random() < 0.3)}
    if rng.random() < 0.85:
        # The field's width is drawn anew: what is told must be read, it cannot be seen.
        pixel = facts["field_width_m"] * float(np.exp(rng.normal(0.0, 0.7))) / columns
        info |= {"pixel_size_m": [pixel, pixel], "pixel_size_source": pick(rng, _SOURCES)}
    known = facts.get("acquisition", {})
    info |= {name: value for name, value in known.items() if value is not None and rng.random() < 0.6}
    if "accelerating_voltage_v" in info:
        info["accelerating_voltage_v"] = pick(
            rng, (500.0, 1e3, 2e3, 3e3, 5e3, 8e3, 10e3, 12e3, 15e3, 20e3, 30e3, 200e3)
        )
    if "magnification" in info:
        info["magnification"] = float(f"{info['magnification'] * np.exp(rng.normal(0, 0.7)):.3g}")
    return info


def _draw_measurement(facts: dict[str, Any], rng: Generator) -> dict[str, Any]:
    off = np.exp(rng.normal(0.0, 0.25, 4))
    # A measurement may look for the wrong thing: what the image shows must come from the image.
    kind = _KINDS.get(facts["class"], "objects") if rng.random() < 0.5 else pick(rng, tuple(KINDS))
    measured: dict[str, Any] = {"kind": kind}
    if facts.get("count"):
        measured["count"] = max(1, round(facts["count"] * off[0]))
    if facts.get("mean_size_m"):
        measured["mean_size_m"] = facts["mean_size_m"] * off[1]
        measured["std_size_m"] = measured["mean_size_m"] * float(rng.uniform(0.05, 0.6)) if rng.random() < 0.7 else None
    if facts.get("coverage"):
        measured["coverage"] = min(0.99, facts["coverage"] * off[2])
    if facts.get("pitch_m"):
        measured["pitch_m"] = facts["pitch_m"] * off[3]
    if facts.get("orientation_deg") is not None and rng.random() < 0.7:
        measured["orientation_deg"] = float(facts["orientation_deg"])
    return measured


def told_turns(told: Told, things: str, rng: Generator) -> list[Turn]:
    """Answers that repeat what was told, and for everything that was not told, that it is not known."""
    return [*_of_file(told.info, things, rng), *_of_measurement(told, things, rng), *_unknowable(things, rng)]


def _of_file(info: dict[str, Any], things: str, rng: Generator) -> list[Turn]:
    def turn(topic: str, said: str | None, missing: str) -> Turn:
        unknown = f"That is not known: {missing}."
        return Turn(topic, question(topic, things, rng), said or unknown, "" if said is None else said)

    pixel = info.get("pixel_size_m", [None])[0]
    rows, columns = info.get("shape", (0, 0))
    volts, times = info.get("accelerating_voltage_v"), info.get("magnification")
    technique, detector = info.get("technique"), info.get("detector")
    no_scale = "the pixel size is not given, and an image alone has no scale"
    return [
        turn("pixel_size", f"One pixel is {format_length(pixel)}." if pixel else None, no_scale),
        turn(
            "field",
            f"The field of view is {format_length(columns * pixel)} × {format_length(rows * pixel)}."
            if pixel
            else None,
            no_scale,
        ),
        turn(
            "voltage",
            f"The accelerating voltage was {format_voltage(volts)}." if volts else None,
            "the voltage is not given",
        ),
        turn(
            "magnification", f"The magnification is {times:.0f}×." if times else None, "the magnification is not given"
        ),
        turn("detector", f"The detector was {detector}." if detector else None, "the detector is not given"),
        turn("technique", f"It was taken by {technique}." if technique else None, "the technique is not given"),
    ]


def _of_measurement(told: Told, things: str, rng: Generator) -> list[Turn]:
    measured = told.measured
    turns: list[Turn] = []
    if measured.get("mean_size_m"):
        spread = f" ± {format_length(measured['std_size_m'])}" if measured.get("std_size_m") else ""
        said = f"The measured mean size is {format_length(measured['mean_size_m'])}{spread}."
        turns.append(Turn("mean_size", question("mean_size", things, rng), said, said))
    else:
        turns.append(
            Turn(
                "mean_size",
                question("mean_size", things, rng),
                "I cannot state a size: it was not measured. Run a measurement with the pixel size.",
                "cannot",
            )
        )
    if measured.get("count"):
        said = f"The measurement counts {measured['count']} {counted_word(measured)}."
        turns.append(Turn("count_told", question("count", things, rng), said, said))
    if measured.get("coverage"):
        said = f"The measured coverage is {measured['coverage'] * 100:.0f} %."
        turns.append(Turn("coverage_told", question("coverage", things, rng), said, said))
    if measured.get("pitch_m"):
        said = f"The measured pitch is {format_length(measured['pitch_m'])}."
        turns.append(Turn("pitch", question("pitch", things, rng), said, said))
    return turns


def measured_words(measured: dict[str, Any]) -> str:
    """One sentence with the measured numbers, for the end of a caption; "" where nothing was measured."""
    says: list[str] = []
    if measured.get("count"):
        says.append(f"{measured['count']} {counted_word(measured)}")
    if measured.get("mean_size_m"):
        says.append(f"mean size {format_length(measured['mean_size_m'])}")
    if measured.get("coverage"):
        says.append(f"coverage {measured['coverage'] * 100:.0f} %")
    return f"Measured: {', '.join(says)}." if says else ""


_COMPOSITION = (
    "A micrograph alone does not show the composition; EDS or another spectroscopy would.",
    "That cannot be told from the image: measure the composition, for example with EDS.",
)
_UNKNOWABLE = ("The image does not show that, so I do not know.", "That cannot be known from a micrograph.")
_APPLICATION = (
    "The image does not say what the material is for.",
    "An application cannot be told from the image alone.",
)


def _unknowable(things: str, rng: Generator) -> list[Turn]:
    return [
        Turn("composition", question("composition", things, rng), pick(rng, _COMPOSITION)),
        Turn("unknowable", question("unknowable", things, rng), pick(rng, _UNKNOWABLE)),
        Turn("application", question("application", things, rng), pick(rng, _APPLICATION)),
    ]
