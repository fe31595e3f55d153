"""Texts beside a picture: Hitachi's and JEOL's .txt, TESCAN's .hdr, SerialEM's .mdoc, EPU's .xml."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maemi.micrograph.reading import read_info
from maemi.micrograph.record import PixelSizeSource

JEOL = (
    "$CM_FORMAT JEOL/SEM\r\n$CM_INSTRUMENT JSM-7800F\r\n$CM_SIGNAL SEI\r\n$CM_MAG 5000\r\n$CM_ACCEL_VOLT 15.00\r\n"
    "$CM_DATE 2019/03/12\r\n$CM_TIME 10:21:55\r\n$CM_FULL_SIZE 128 96\r\n$$SM_MICRON_BAR 50\r\n"
    "$$SM_MICRON_MARKER {marker}\r\n$$SM_WD 10.1\r\n"
)


@pytest.fixture(params=[".tif", ".bmp", ".jpg", ".png"])
def picture(request, tmp_path) -> Path:
    """108 rows and 128 columns in one of the formats that SEMs save."""
    path = tmp_path / f"scan{request.param}"
    Image.fromarray((np.arange(108 * 128) % 251).astype(np.uint8).reshape(108, 128)).save(path)
    return path


def column_m(path: Path) -> float | None:
    size = read_info(path).pixel_size
    return size.column_m if size else None


@pytest.mark.parametrize(
    "encoded",
    [
        JEOL.format(marker="1µm").encode("utf-8"),
        JEOL.format(marker="1µm").encode("latin-1"),
        JEOL.format(marker="1µm").encode("utf-16"),
        JEOL.format(marker="1um").encode("utf-16-le"),
        # µm as Japanese Windows writes it.
        JEOL.format(marker="1@m").encode().replace(b"@", b"\x83\xca"),
        JEOL.format(marker="1000 nm").encode(),
    ],
)
def test_jeol(picture, encoded):
    picture.with_suffix(".txt").write_bytes(encoded)
    info = read_info(picture)
    assert info.vendor == "JEOL"
    assert info.pixel_size is not None
    assert info.pixel_size.column_m == pytest.approx(20e-9)
    assert info.pixel_size.source is PixelSizeSource.SIDECAR
    assert info.info_bar == (96, 107)
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.magnification, taken.detector) == (15000, 5000, "SEI")
    assert (taken.instrument, taken.taken_at) == ("JSM-7800F", "2019-03-12T10:21:55")
    assert taken.working_distance_m == pytest.approx(10.1e-3)


@pytest.mark.parametrize(
    ("mag", "bar", "marker", "expected"),
    [
        # A JSM-7800F: 10 µm is 106.67 pixels of 93.75 nm, which its cursor's text confirms.
        (1000, 106, "10um", 93.75e-9),
        (1000, 107, "10um", 93.75e-9),
        (1000, 100, "10um", 100e-9),
        # A magnification of another display: the bar alone counts, and says how coarse it is.
        (700, 106, "10um", 10e-6 / 106),
    ],
)
def test_jeols_bar_of_whole_pixels_and_its_magnification(tmp_path, mag, bar, marker, expected):
    path = tmp_path / "a.bmp"
    Image.fromarray(np.zeros((1024, 1280), np.uint8)).save(path)
    path.with_suffix(".txt").write_text(
        f"$CM_MAG {mag}\n$CM_FRAME_SIZE 0 0\n$CM_FULL_SIZE 1280 960\n$$SM_MICRON_BAR {bar}\n"
        f"$$SM_MICRON_MARKER {marker}\n"
    )
    info = read_info(path)
    assert column_m(path) == pytest.approx(expected)
    assert (info.scan_rows, bool(info.warnings)) == (960, mag == 700)


def test_jeols_tem_counts_pixels_per_metre(picture):
    text = "$CM_INSTRUMENT JEM-2200FS\n$CM_MAG {mag}\n$CM_ACCEL_VOLT 200\n$$EM_PIXELSPERMETER_X {ppm}\n"
    for mag, ppm in [(50000, 2e9), (20000, 1e5)]:
        # Of the specimen, or of the camera, whose pixels are larger than any of a specimen.
        picture.with_suffix(".txt").write_text(text.format(mag=mag, ppm=ppm))
        assert column_m(picture) == pytest.approx(0.5e-9)


HITACHI = "[SemImageFile]\nInstructName=S-4700\nDataSize={size}\nMagnification=15000\n{more}"


def test_hitachi_without_a_pixel_size_has_its_magnification(picture):
    text = HITACHI.format(size="128x96", more="Condition=Vacc=10kV   Mag=x15.0k   WD=8.1mm\nDate=03/12/2019\n")
    picture.with_suffix(".txt").write_text(text)
    info = read_info(picture)
    assert info.pixel_size is not None
    # 99,218.75 nm at 1 × and 1280 columns.
    assert info.pixel_size.column_m == pytest.approx(99218.75e-9 / 15000 * 10)
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.magnification, taken.taken_at) == (10000, 15000, "2019-03-12")
    assert taken.working_distance_m == pytest.approx(8.1e-3)


def test_hitachis_text_for_a_larger_or_a_cut_picture(picture):
    sidecar = picture.with_suffix(".txt")
    sidecar.write_text(HITACHI.format(size="256x216", more="PixelSize=2,5\n"))
    info = read_info(picture)
    assert info.pixel_size is not None
    assert info.pixel_size.column_m == pytest.approx(5e-9)
    assert "resized" in info.warnings[0]
    sidecar.write_text(HITACHI.format(size="1280x960", more="PixelSize=2.5\n"))
    info = read_info(picture)
    assert info.pixel_size is None
    assert "cut" in info.warnings[0]


def test_serialem_counts_in_angstrom(picture):
    text = "PixelSpacing = 2.5\nVoltage = 300\nImageSize = 128 108\n\n[ZValue = 0]\nMagnification = 81000\n"
    Path(f"{picture}.mdoc").write_text(text)
    info = read_info(picture)
    assert info.pixel_size is not None
    assert info.pixel_size.column_m == pytest.approx(2.5e-10)
    assert (info.acquisition.accelerating_voltage_v, info.acquisition.magnification) == (300_000, 81_000)


EPU = (
    '<MicroscopeImage xmlns="x"><microscopeData><acquisition><acquisitionDateTime>2020-01-02T03:04:05.6Z'
    "</acquisitionDateTime><camera><Name>EF-CCD</Name><ReadoutArea><a:height>432</a:height><a:width>512</a:width>"
    "</ReadoutArea></camera></acquisition><gun><AccelerationVoltage>300000</AccelerationVoltage></gun><optics>"
    "<ProjectorMode>{mode}</ProjectorMode></optics></microscopeData><SpatialScale><pixelSize><x><numericValue>1E-10"
    "</numericValue></x><y><numericValue>1E-10</numericValue></y></pixelSize></SpatialScale></MicroscopeImage>"
)


def test_epus_small_jpeg_has_larger_pixels(picture):
    picture.with_suffix(".xml").write_text(EPU.format(mode="Imaging"))
    assert column_m(picture) == pytest.approx(4e-10)
    taken = read_info(picture).acquisition
    assert (taken.accelerating_voltage_v, taken.detector) == (300_000, "EF-CCD")
    assert taken.taken_at == "2020-01-02T03:04:05"
    picture.with_suffix(".xml").write_text(EPU.format(mode="Diffraction"))
    info = read_info(picture)
    assert (info.reciprocal, info.pixel_size) == (True, None)


def test_the_files_own_pixel_size_goes_first_and_the_text_fills_what_it_lacks(write_tiff, fei_text):
    path = write_tiff(np.zeros((96, 128), np.uint8), {34682: fei_text.replace("Name=ETD", "Name=")})
    path.with_suffix(".txt").write_text(JEOL.format(marker="1um"))
    info = read_info(path)
    assert info.pixel_size is not None
    assert (info.pixel_size.column_m, info.vendor) == (1e-6, "FEI / Thermo Fisher")
    assert (info.acquisition.detector, info.acquisition.accelerating_voltage_v) == ("SEI", 5000)
    assert "another pixel size" in info.warnings[-1]


def test_notes_and_other_files_beside_it_say_nothing(picture):
    for text in ("", "PixelSize=3\nmy notes", "\0" * 100, "$100 for the sample", "PixelSizeX=1\nColour=red"):
        for suffix in (".txt", ".hdr", ".xml", ".mdoc"):
            picture.with_suffix(suffix).write_text(text)
        assert column_m(picture) is None
    picture.with_suffix(".txt").unlink()
    picture.with_suffix(".txt").mkdir()
    assert column_m(picture) is None


def test_a_vendors_text_inside_a_png(tmp_path):
    from PIL.PngImagePlugin import PngInfo

    path = tmp_path / "a.png"
    info = PngInfo()
    info.add_text("Description", "PixelSizeX=4.5e-9\nPixelSizeY=4.5e-9\nHV=5000\nImageStripSize=12\nDetector=SE\n")
    pixels = Image.fromarray(np.zeros((108, 128), np.uint8))
    pixels.save(path, pnginfo=info)
    read = read_info(path)
    assert (read.vendor, read.scan_rows, read.acquisition.detector) == ("TESCAN", 96, "SE")
    assert column_m(path) == pytest.approx(4.5e-9)


@pytest.mark.parametrize(("dpi", "metres"), [(96, None), (1200, None), (254_000, 1e-7)])
def test_a_png_with_more_pixels_per_metre_than_a_printer(tmp_path, dpi, metres):
    path = tmp_path / "a.png"
    Image.fromarray(np.zeros((96, 128), np.uint8)).save(path, dpi=(dpi, dpi))
    assert column_m(path) == (metres and pytest.approx(metres, rel=1e-5))
