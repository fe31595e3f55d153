"""What a micrograph's info gains from reading its picture."""

from __future__ import annotations

from dataclasses import fields, replace
from math import ceil, floor
from typing import Any

import numpy as np

from maemi.micrograph.burned_in.networks import NoReaderError
from maemi.micrograph.burned_in.reading import BurnedIn, read_burned_in
from maemi.micrograph.burned_in.text import Picture
from maemi.micrograph.burned_in.trust import HIGH, Trusted
from maemi.micrograph.reading import read_pixels
from maemi.micrograph.record import Acquisition, MicrographInfo, PixelSize, PixelSizeSource
from maemi.micrograph.scale_bar_reading import ScaleBarReading
from maemi.micrograph.units import format_length

__all__ = ["apply", "needs_reading", "with_scale_bar"]

_LOOKED_AT = 64_000_000
"""Pixels up to which a picture is searched; microscopes write metadata with larger ones."""
_APART = 0.05
"""Metadata and bar that differ by more are worth a warning."""
_NAMES = {
    "accelerating_voltage_v": "voltage",
    "magnification": "magnification",
    "working_distance_m": "working distance",
    "detector": "detector",
}


def needs_reading(info: MicrographInfo) -> bool:
    """Whether the picture is all that can tell the pixel size."""
    return info.pixel_size is None and not info.reciprocal and info.shape[0] * info.shape[1] <= _LOOKED_AT


def with_scale_bar(info: MicrographInfo, check: bool = False) -> MicrographInfo:
    """Read the picture's scale bar and text where the file gives no pixel size; with `check` also to compare both.

    A sure reading becomes the pixel size, with the source `scale bar`; a doubtful one stays in `scale_bar` for a
    person to confirm. Where nothing can read text, a warning says so. Raises MicrographError where the pixels cannot
    be read.
    """
    if info.reciprocal or not (check or needs_reading(info)) or info.shape[0] * info.shape[1] > _LOOKED_AT:
        return info
    picture = as_picture(read_pixels(info.path))
    try:
        return apply(info, read_burned_in(picture, info.info_bar))
    except NoReaderError as error:
        return replace(info, warnings=(*info.warnings, str(error)))


def apply(info: MicrographInfo, found: BurnedIn) -> MicrographInfo:
    """The info with what was read from its picture, which never overrules the file."""
    said = found.said
    gained: dict[str, Any] = {
        entry.name: getattr(said, entry.name)
        for entry in fields(Acquisition)
        if entry.name in _NAMES
        and getattr(info.acquisition, entry.name) is None
        and getattr(said, entry.name) is not None
    }
    warnings = list(info.warnings)
    if gained:
        warnings.append(f"{', '.join(_NAMES[name] for name in gained)}: read from the text in the picture")
    reading = _reading(found.bar, info) if found.bar else None
    size = info.pixel_size
    if reading is not None:
        warnings += _disagreement(size, reading)
        if size is None and reading.confidence >= HIGH:
            size = PixelSize(
                reading.pixel_m,
                reading.pixel_m,
                PixelSizeSource.SCALE_BAR,
                f"“{reading.text}” over {reading.length_px:.1f} px",
                reading.uncertainty,
                reading.confidence,
            )
        elif size is None:
            warnings.append(
                f"the scale bar was read as {reading.text} over {reading.length_px:.1f} px, which is doubtful "
                f"({'; '.join(reading.doubts) or 'low confidence'}): confirm it, or type in a pixel size"
            )
    return replace(
        info,
        pixel_size=size,
        scale_bar=reading,
        acquisition=replace(info.acquisition, **gained),
        warnings=tuple(warnings),
    )


def as_picture(pixels: np.ndarray[Any, Any]) -> Picture:
    """uint8 [rows, columns, 3]; other depths are stretched, since the letters are their darkest or brightest values."""
    if pixels.dtype != np.uint8:
        values = np.nan_to_num(pixels.astype(np.float32), posinf=0, neginf=0)
        low, high = float(values.min()), float(values.max())
        pixels = ((values - low) * (255 / (high - low) if high > low else 0)).astype(np.uint8)
    return np.ascontiguousarray(pixels if pixels.ndim == 3 else np.repeat(pixels[..., np.newaxis], 3, axis=2))


def _reading(bar: Trusted, info: MicrographInfo) -> ScaleBarReading:
    rows, columns = info.shape
    box = bar.box
    return ScaleBarReading(
        length_m=bar.length_m,
        length_px=round(bar.length_px, 3),
        confidence=round(bar.confidence, 3),
        text=bar.text,
        box=(
            max(0, floor(box.top)),
            max(0, floor(box.left)),
            min(rows, ceil(box.bottom)) - 1,
            min(columns, ceil(box.right)) - 1,
        ),
        uncertainty=round(bar.uncertainty, 5),
        doubts=bar.doubts,
    )


def _disagreement(size: PixelSize | None, reading: ScaleBarReading) -> list[str]:
    if size is None or reading.confidence < HIGH or abs(reading.pixel_m / size.column_m - 1) <= _APART:
        return []
    return [
        f"the burned-in scale bar ({reading.text}) gives {format_length(reading.pixel_m)} per pixel, "
        f"the file ({size.source}) {format_length(size.column_m)}: check which is right"
    ]
