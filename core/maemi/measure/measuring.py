"""Measure a scan: choose the kind of structure, find it, and state what can be trusted in metres."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maemi.errors import InputError
from maemi.measure.choosing import asked_for, choose
from maemi.measure.finding import TRUSTED, Found
from maemi.measure.given import tell_used, within_limits
from maemi.measure.grain_size import with_grain_size
from maemi.measure.outlines import outlines
from maemi.measure.preparing import Prepared, prepare
from maemi.measure.quantities import QUANTITIES
from maemi.measure.recounting import recounted
from maemi.measure.result import KINDS, Kind, Measurement
from maemi.measure.segmenters import is_added
from maemi.measure.segmenting import find_by
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.micrograph.correction import ByKind
from maemi.micrograph.record import PixelSize, PixelSizeSource

NO_CORRECTIONS: ByKind = {}


def measure(
    grey: NDArray[np.floating],
    pixel_size: PixelSize | None,
    kind: str = "auto",
    reduced: int = 1,
    settings: Settings = AUTOMATIC,
    corrections: ByKind = NO_CORRECTIONS,
) -> Measurement:
    """What is in a scan, in metres where its pixel size is known.

    Args:
        grey: [rows, columns] of any grey levels, without the info bar.
        pixel_size: None leaves every length in metres None.
        kind: one of `KINDS`, or `auto` for the kind that the picture fits best.
        reduced: pixels of the micrograph along one side of a pixel of `grey`; pixel size and results are of the
            micrograph's own pixels.
        settings: what a person changed; lengths in pixels of the micrograph.
        corrections: by hand, of each kind; those of the kind that is measured are applied.

    Raises:
        InputError: an unknown kind, an array that is not two-dimensional, or corrections of a kind without objects.
    """
    known_kind(kind)
    if grey.ndim != 2:
        raise InputError(f"A scan to measure has rows and columns only, not shape {grey.shape}.")
    prepared = prepare(grey, settings.reduced(reduced))
    if prepared is None:
        return nothing_in(grey.shape, kind)
    return told(find(prepared, grey, kind), prepared, reduced, pixel_size, corrections)


def known_kind(kind: str) -> Kind | None:
    """The kind of that name, None for `auto`. Raises InputError where there is none."""
    if kind == "auto":
        return None
    if kind not in KINDS:
        raise InputError(f"There is no kind {kind!r} to measure: choose auto, {', '.join(KINDS)}.")
    return KINDS[KINDS.index(kind)]


def nothing_in(shape: tuple[int, ...], kind: str) -> Measurement:
    """Of a scan that could not be prepared: why there is nothing to measure."""
    reason = "the scan has no contrast" if min(shape) >= 16 else "the scan is smaller than 16 pixels"
    return Measurement(known_kind(kind) or "particles", warnings=(f"{reason}: nothing to measure",))


def find(prepared: Prepared, grey: NDArray[np.floating], kind: str) -> Found:
    """The structure of a kind, or with `auto` of the kind that fits best; the slow part of a measurement.

    Raises MaemiError where the segmenter that `prepared.settings` names does not find that kind, or fails.
    """
    wanted = known_kind(kind)
    segmenter = prepared.settings.segmenter
    if segmenter is not None and is_added(segmenter):
        return find_by(segmenter, prepared, grey, wanted)
    best = choose(prepared, grey) if wanted is None else asked_for(wanted, prepared, grey)
    tell_used(best, prepared)
    return best


def told(
    found: Found, prepared: Prepared, reduced: int, pixel_size: PixelSize | None, corrections: ByKind
) -> Measurement:
    """What was found, with the corrections by hand of its kind; `found` may be told again with others."""
    factor = prepared.factor * reduced
    found = within_limits(found, prepared)
    if corrections.get(found.kind):
        found = recounted(found, prepared, corrections[found.kind], factor)
    if reduced > 1:
        # A finder knows no other pixels than those of the scan that it was given.
        lengths = {name: value * reduced for name, value in found.used.items() if name.endswith("_px") and value}
        found = replace(found, used={**found.used, **lengths})
    return state(found, replace(prepared, factor=factor), pixel_size)


def state(found: Found, prepared: Prepared, pixel_size: PixelSize | None) -> Measurement:
    """Working pixels to pixels and metres; numbers that are not trusted become None, with a warning."""
    warnings = list(found.warnings)
    pixel_m = pixel_size.mean_m if pixel_size else None
    source = pixel_size.source if pixel_size else None
    if pixel_size is None:
        warnings.append("no pixel size: lengths are in pixels only")
    elif max(pixel_size.row_m, pixel_size.column_m) > 1.02 * min(pixel_size.row_m, pixel_size.column_m):
        warnings.append("pixels are not square: lengths use the side of a square pixel of equal area")
    if prepared.boxes:
        boxes = "a box with writing" if prepared.boxes == 1 else f"{prepared.boxes} boxes with writing"
        warnings.append(f"{boxes} burned into the scan left out: what lies behind is not seen")
    if found.confidence < TRUSTED:
        warnings.append(f"no {NOUNS[found.kind]} could be told apart reliably: no numbers are given")
        return Measurement(
            found.kind,
            pixel_size_m=pixel_m,
            pixel_size_source=source,
            confidence=found.confidence,
            sharpness=found.sharpness,
            warnings=tuple(warnings),
            corrected=found.corrected,
        )
    found.finish()
    sizes = found.sizes * prepared.factor
    mean, median = (float(sizes.mean()), float(np.median(sizes))) if len(sizes) else (None, None)
    deviation = float(sizes.std(ddof=1)) if len(sizes) > 1 else None
    pitch = found.pitch * prepared.factor if found.pitch is not None else None
    error = 1.96 * (pixel_size.relative_uncertainty or 0.0) if pixel_size else 0.0
    quantities = tuple(one.scaled(prepared.factor, "px") for one in found.quantities.values())
    if pixel_m is not None:
        quantities = with_grain_size(tuple(one.scaled(pixel_m, "m", error) for one in quantities))

    def metres(pixels: float | None) -> float | None:
        return pixels * pixel_m if pixels is not None and pixel_m is not None else None

    return Measurement(
        kind=found.kind,
        count=found.count,
        mean_size_m=metres(mean),
        median_size_m=metres(median),
        std_size_m=metres(deviation),
        mean_size_px=mean,
        coverage=found.coverage,
        pitch_m=metres(pitch),
        pitch_px=pitch,
        pixel_size_m=pixel_m,
        pixel_size_source=source,
        sizes_px=tuple(float(size) for size in sizes),
        cut_by_border=found.cut,
        orientation_deg=found.orientation_deg,
        touching=found.touching,
        aspect=found.aspect,
        sharpness=found.sharpness,
        confidence=found.confidence,
        contours=outlines(found.labels, prepared.factor) if found.labels is not None else (),
        warnings=tuple(warnings),
        quantities=quantities,
        objects=columns_of(found, prepared.factor),
        method=found.method,
        settings={"smoothing_px": prepared.sigma * prepared.factor, **found.used},
        corrected=found.corrected,
    )


def columns_of(found: Found, factor: int) -> dict[str, tuple[float, ...]]:
    """The properties of the objects in pixels of the scan; positions are of pixel centres."""
    columns: dict[str, tuple[float, ...]] = {}
    for name, values in found.objects.items():
        scaled = values * float(factor) ** QUANTITIES[name].power
        if name in ("row", "column"):
            scaled = scaled + (factor - 1) / 2
        columns[name] = tuple(float(value) for value in scaled)
    return columns


NOUNS: dict[Kind, str] = {
    "particles": "particles",
    "fibres": "fibres",
    "pores": "pores",
    "pattern": "repeating pattern",
    "grains": "grains",
    "films": "even texture",
    "tips": "tip",
}


def measure_file(
    path: str | Path,
    kind: str = "auto",
    pixel_size_m: float | None = None,
    settings: Settings = AUTOMATIC,
    corrections: ByKind = NO_CORRECTIONS,
) -> Measurement:
    """Measure the grey scan of a file, its info bar left out; a typed-in pixel size (metres) goes before the file's.

    Where neither is there, the burned-in scale bar is read.

    Raises:
        InputError: the file cannot be read, or the pixel size is not a positive length.
    """
    from maemi.measure.scan import Scan

    if pixel_size_m is not None and not 0 < pixel_size_m < 1:
        raise InputError(f"A pixel size of {pixel_size_m} m is no length of a pixel: give metres, e.g. 2.5e-9.")
    typed = PixelSize(pixel_size_m, pixel_size_m, PixelSizeSource.TYPED_IN) if pixel_size_m is not None else None
    scan = Scan.of_file(path)
    return scan.measure(kind, typed or scan.pixel_size, settings, corrections)
