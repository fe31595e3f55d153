"""A written phantom reads back as a microscope's own file, and says that it is synthetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile

from maemi.micrograph.reading import read_info, read_pixels
from maemi.micrograph.scale_bar import scale_bar
from maemi.phantom.bar import bar_rows, info_bar
from maemi.phantom.drawing import draw
from maemi.phantom.writing import Vendor, write


@pytest.mark.parametrize("vendor", ["fei", "zeiss"])
@pytest.mark.parametrize(("rows", "columns"), [(768, 1024), (192, 256)])
def test_reads_back(tmp_path: Path, vendor: Vendor, rows: int, columns: int) -> None:
    phantom = draw("particles", 4, rows, columns)
    path = tmp_path / "phantom.tif"
    write(phantom, path, vendor)
    info = read_info(path)
    assert info.synthetic
    assert info.vendor is not None and vendor in info.vendor.lower()
    assert info.shape == (rows + bar_rows(columns), columns)
    assert info.pixel_size is not None
    assert info.pixel_size.mean_m == pytest.approx(phantom.pixel_size_m, rel=2e-5)
    assert info.acquisition.accelerating_voltage_v == phantom.acquisition.accelerating_voltage_v
    assert info.acquisition.magnification == pytest.approx(phantom.acquisition.magnification)
    assert info.acquisition.detector == phantom.acquisition.detector
    assert info.acquisition.working_distance_m == pytest.approx(phantom.acquisition.working_distance_m)
    assert info.warnings == ()
    assert info.scan_rows == rows
    assert info.info_bar == (rows, rows + bar_rows(columns) - 1)
    assert np.array_equal(read_pixels(path)[:rows], phantom.scan)


def test_says_synthetic_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "phantom.tif"
    write(draw("tips", 1, 96, 128), path)
    assert b"SYNTHETIC PHANTOM" in path.read_bytes()
    with tifffile.TiffFile(path) as tif:
        assert "SYNTHETIC PHANTOM" in str(tif.pages[0].description)  # pyright: ignore


@pytest.mark.parametrize("dark", [True, False])
def test_burned_in_bar_has_the_length_it_states(dark: bool) -> None:
    phantom = draw("fibres", 2)
    bar = info_bar(phantom, dark)
    ink = bar > 128 if dark else bar < 128
    _, length_px, _ = scale_bar(phantom.pixel_size_m * 1024, 1024 * 0.24, 1024)
    row = ink[round(bar.shape[0] * 0.74), : round(length_px) + 20]
    marked = np.flatnonzero(row)
    assert marked[-1] - marked[0] == pytest.approx(length_px, abs=1)
    assert row[marked[0] : marked[-1] + 1].all()


def test_the_same_phantom_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a.tif", "b.tif"):
        write(draw("powder", 8, 96, 128), tmp_path / name, "zeiss")
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.tif", "b.tif"]
