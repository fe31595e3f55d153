"""The facts of a micrograph as text: what the file and the measurement say, handed to a model so that it need not
guess.

Numbers are measured, words are modelled: a chat puts this text into its system message, and the embedded model is
trained on the same text, so that it repeats these numbers instead of inventing some. No torch here: the window imports
this too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maemi.micrograph.units import format_length, format_voltage

KINDS = {
    "particles": "particles",
    "fibres": "fibres",
    "pores": "pores",
    "pattern": "features",
    "grains": "grains",
    "films": "features",
    "tips": "tips",
}
"""What `maemi measure` looks for, and the word for what it counts."""


def facts_text(info: Mapping[str, Any] | None = None, measurement: Mapping[str, Any] | None = None) -> str:
    """A few short sentences, or "" where nothing is known.

    `info` has the fields of `maemi info --json` (`MicrographInfo.to_json()`), `measurement` those of `maemi measure
    --json` (`Measurement.to_json()`); lengths in metres. Fields that are absent or null are left out.
    """
    lines = [*_of_file(info or {}), *_of_measurement(measurement or {})]
    return "Facts of the micrograph. " + " ".join(lines) if lines else ""


def counted_word(measured: Mapping[str, Any]) -> str:
    """The plural word for what a measurement counted."""
    return KINDS.get(str(measured.get("kind")), "objects")


def _of_file(info: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    if info.get("synthetic"):
        lines.append("It is a synthetic phantom.")
    size, shape = info.get("pixel_size_m"), info.get("shape")
    if info.get("reciprocal"):
        lines.append("It is in reciprocal space and has no length scale.")
    elif size:
        source = f" ({info['pixel_size_source']})" if info.get("pixel_size_source") else ""
        lines.append(f"Pixel size: {format_length((size[0] * size[1]) ** 0.5)}{source}.")
        if shape:
            rows = info.get("scan_rows") or shape[0]
            lines.append(f"Field of view: {format_length(shape[1] * size[1])} × {format_length(rows * size[0])}.")
    else:
        lines += ["Pixel size: not known."] if info else []
    if info.get("technique"):
        lines.append(f"Technique: {info['technique']}.")
    if info.get("accelerating_voltage_v"):
        lines.append(f"Accelerating voltage: {format_voltage(info['accelerating_voltage_v'])}.")
    if info.get("magnification"):
        lines.append(f"Magnification: {info['magnification']:.0f}×.")
    if info.get("detector"):
        lines.append(f"Detector: {info['detector']}.")
    if info.get("working_distance_m"):
        lines.append(f"Working distance: {format_length(info['working_distance_m'], 2)}.")
    return lines


def _of_measurement(measured: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    objects = counted_word(measured)
    if measured.get("count") is not None:
        lines.append(f"Measured count: {measured['count']} {objects}.")
    if measured.get("mean_size_m"):
        spread = f" ± {format_length(measured['std_size_m'])}" if measured.get("std_size_m") else ""
        lines.append(f"Measured mean size: {format_length(measured['mean_size_m'])}{spread}.")
    elif measured.get("mean_size_px"):
        lines.append(f"Measured mean size: {measured['mean_size_px']:.1f} pixels.")
    if measured.get("coverage") is not None:
        lines.append(f"Measured coverage: {measured['coverage'] * 100:.0f} %.")
    if measured.get("pitch_m"):
        lines.append(f"Measured pitch: {format_length(measured['pitch_m'])}.")
    if measured.get("orientation_deg") is not None:
        lines.append(f"Measured orientation: {measured['orientation_deg']:.0f}°.")
    return lines
