"""SER of FEI's TIA, with what the EMI file beside it says; and EMI files, which only point to their series."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.emi import experiment_of, series_of
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.ser_layout import SPECTRA, Series, read_element, read_series, read_time
from maemi.micrograph.formats.stored import check_frame, native
from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.vendors.facts import calibrated

_LARGEST_PIXEL = 1e-2
"""Metres; SER does not say its unit, and a step of 10,000 and more is one of reciprocal metres."""
_SMALLEST_RECIPROCAL = 1e4


class SerReader:
    """Images of a series as frames. Rows run upwards in the file: they are turned, as TIA shows them."""

    name = "TIA SER"
    suffixes = frozenset({".ser"})

    def recognises(self, head: bytes) -> bool:
        return head.startswith(b"II\x97\x01")

    def describe(self, path: Path) -> MicrographInfo:
        series = _images(path)
        first = read_element(path, series.offsets[0])
        # The last one, too: a series that was cut short must not look whole.
        read_element(path, series.offsets[-1])
        stored = first.stored
        experiment = experiment_of(path)
        step = max(first.column_step, first.row_step)
        reciprocal = step > _SMALLEST_RECIPROCAL or experiment.is_diffraction
        acquisition = experiment.acquisition()
        if acquisition.taken_at is None and series.tag_offsets and (at := read_time(path, series.tag_offsets[0])):
            acquisition = replace(acquisition, taken_at=datetime.fromtimestamp(at, UTC).isoformat())
        size = calibrated(first.row_step, first.column_step, "SER calibration") if step < _LARGEST_PIXEL else None
        return MicrographInfo(
            path=path,
            format="SER",
            vendor="FEI",
            shape=(stored.rows, stored.columns),
            dtype=_shown(stored.dtype).name,
            channels=1,
            frames=len(series.offsets),
            pixel_size=None if reciprocal else size,
            reciprocal=reciprocal,
            acquisition=acquisition,
            scan_rows=stored.rows,
            warnings=("The values are complex numbers; their magnitude is shown.",) if stored.dtype.kind == "c" else (),
        )

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        series = _images(path)
        check_frame(path, frame, len(series.offsets))
        stored = read_element(path, series.offsets[frame]).stored
        mapped = np.memmap(path, stored.dtype, "r", stored.offset, (stored.rows, stored.columns))
        pixels = native(mapped[::-1][::step, ::step])
        return np.abs(pixels) if pixels.dtype.kind == "c" else pixels


class EmiReader:
    """An EMI file is no micrograph: it says how the series beside it were taken."""

    name = "TIA EMI"
    suffixes: frozenset[str] = frozenset()

    def recognises(self, head: bytes) -> bool:
        return head.startswith(b"JK\x00\x02")

    def describe(self, path: Path) -> MicrographInfo:
        _refuse(path)

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        _refuse(path)


def _refuse(path: Path) -> NoReturn:
    series = series_of(path)
    if not series:
        raise MicrographError(
            f"{path} is in the TIA EMI format and describes series whose .ser files are not beside it; copy them there."
        )
    names = ", ".join(each.name for each in series[:3]) + (" …" if len(series) > 3 else "")
    raise MicrographError(f"{path} is in the TIA EMI format and describes what lies in {names}; open that instead.")


def _images(path: Path) -> Series:
    series = read_series(path)
    if series.kind == SPECTRA:
        raise MicrographError(
            f"{path} holds spectra or profiles ({len(series.offsets):,} of them) and no picture; open it in TIA."
        )
    if not series.offsets:
        raise MicrographError(f"{path} holds no image; its acquisition was stopped before the first one.")
    return series


def _shown(dtype: np.dtype[np.generic]) -> np.dtype[np.generic]:
    return np.dtype(f"f{dtype.itemsize // 2}") if dtype.kind == "c" else dtype.newbyteorder("=")
