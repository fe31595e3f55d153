"""Real files of real microscopes: right to half a per cent, or honestly without a pixel size."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.grey import scan_pixels
from maemi.micrograph.reading import SUFFIXES, read_info, read_pixels
from maemi.micrograph.record import MicrographInfo


def truths(folder: Path) -> list[dict[str, str]]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if (folder / row["path"]).is_file()]


ROWS_M = {
    "vendor/rosettasciio/image/renishaw_wire.jpg": 2.503827e-6,
    "vendor/ncempy/dmTest_3D_int16_64,65,66.dm3": 3e-9,
    "vendor/ncempy/dmTest_3D_int16_64,65,66.dm4": 3e-9,
}
"""Where truth.csv has the columns' size alone, the rows' from RosettaSciIO's tests (rsciio/tests/test_image.py) and
from the file's own calibration of its axes (2 pm, 3 nm, 4 µm)."""
COLUMNS_M = {"vendor/mrcfile/EMD-3001.map": 33.03e-10 / 72, "vendor/mrcfile/EMD-3001.map.bz2": 33.03e-10 / 72}
"""Its columns run along the third axis of the cell (mapc, mapr, maps = 3, 1, 2), of which truth.csv has the first."""


def read_or_refused(path: Path) -> MicrographInfo | None:
    """None where the file is refused as one without a picture, in one sentence that says what it holds instead."""
    try:
        return read_info(path)
    except MicrographError as error:
        assert "\n" not in str(error)
        assert re.search("no picture|packed form|does not read by itself|neither a Velox nor", str(error)), error
        return None


def sizes(text: str) -> tuple[float, float] | None:
    """Row and column in metres from the truth's own way of writing; None where there is none."""
    both = re.fullmatch(r"x ([\d.e-]+) / y ([\d.e-]+)", text)
    if both:
        return float(both[2]), float(both[1])
    try:
        return float(text), float(text)
    except ValueError:
        return None


def test_pixel_sizes_are_right_or_null(real_micrographs):
    wrong, calibrated = [], 0
    for row in truths(real_micrographs):
        if Path(row["path"]).suffix.lower() not in SUFFIXES:
            continue
        info = read_or_refused(real_micrographs / row["path"])
        truth = sizes(row["pixel_size_m"])
        if info is None or info.pixel_size is None:
            continue
        calibrated += 1
        got = (info.pixel_size.row_m, info.pixel_size.column_m)
        if truth is not None and row["path"] in ROWS_M:
            truth = (ROWS_M[row["path"]], truth[1])
        if truth is not None and row["path"] in COLUMNS_M:
            truth = (truth[0], COLUMNS_M[row["path"]])
        if truth is None or not np.allclose(got, truth, rtol=5e-3, atol=0):
            wrong.append((row["path"], got, row["pixel_size_m"]))
        if "diffraction" in row["pixel_size_m"]:
            wrong.append((row["path"], got, "reciprocal"))
    assert not wrong
    # Null for everything would be right and useless.
    assert calibrated >= 55


def test_voltage_and_shape_are_right_or_null(real_micrographs):
    checked = 0
    for row in truths(real_micrographs):
        if Path(row["path"]).suffix.lower() not in SUFFIXES:
            continue
        info = read_or_refused(real_micrographs / row["path"])
        if info is None:
            continue
        volts = info.acquisition.accelerating_voltage_v
        if row["kv"] and volts is not None:
            assert volts == pytest.approx(float(row["kv"]) * 1000, rel=1e-3), row["path"]
            checked += 1
        pixels = read_pixels(real_micrographs / row["path"])
        assert pixels.shape[:2] == info.shape, row["path"]
        assert (pixels.ndim == 3) == (info.channels == 3), row["path"]
        assert str(pixels.dtype) == info.dtype, row["path"]
        # The project keeps it as JSON.
        assert MicrographInfo.from_json(json.loads(json.dumps(info.to_json()))) == info
    assert checked >= 16


def test_other_formats_are_refused_by_name(real_micrographs):
    refused = 0
    for row in truths(real_micrographs):
        path = real_micrographs / row["path"]
        if path.suffix.lower() in {*SUFFIXES, ".npy", ".gz", ".bz2"}:
            continue
        with pytest.raises(MicrographError) as caught:
            read_info(path)
        sentence = str(caught.value)
        assert "format" in sentence, sentence
        assert "\n" not in sentence
        refused += 1
    assert refused > 30


def test_info_bars_of_real_pictures(real_micrographs):
    """Where a bar is seen by eye, and where none is."""
    helios = real_micrographs / "vendor/rosettasciio/tiff/tiff_FEI_Helios/FEI-Helios-Ebeam-8bits.tif"
    assert read_info(helios).info_bar == (442, 470)
    first, last = read_info(real_micrographs / "vendor/sem_scale_bar/Zeiss_1.tif").info_bar or (0, 0)
    assert 696 <= first <= 702
    assert last == 767
    scan, _ = scan_pixels(real_micrographs / "vendor/sem_scale_bar/Tescan_1.TIF")
    assert scan.shape == (1152, 1536)
    for name in ("vendor/zeiss_tiff_meta/test.tif", "vendor/rosettasciio/tiff/TVIPS_bin4/TVIPS_bin4.tif"):
        assert read_info(real_micrographs / name).info_bar is None


def test_no_bar_is_seen_in_pictures_that_were_cropped(real_micrographs):
    cropped = sorted((real_micrographs / "nffa_vlms" / "ms_cropped").rglob("*.jpg"))
    assert len(cropped) > 20
    assert [path.name for path in cropped if read_info(path).info_bar] == []
