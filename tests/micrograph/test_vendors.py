"""What FEI, Zeiss and others write into their files, and the traps in it."""

from __future__ import annotations

import numpy as np
import pytest
import tifffile

from maemi.micrograph.reading import read_info
from maemi.micrograph.record import MicrographInfo, PixelSizeSource


def stored(rows: int, columns: int = 128) -> np.ndarray:
    return (np.arange(rows * columns) % 251).astype(np.uint8).reshape(rows, columns)


def test_fei(write_tiff, fei_text):
    info = read_info(write_tiff(stored(108), {34682: fei_text}))
    assert info.vendor == "FEI / Thermo Fisher"
    assert info.pixel_size is not None
    assert (info.pixel_size.row_m, info.pixel_size.column_m) == pytest.approx((1e-6, 1e-6))
    assert info.pixel_size.source is PixelSizeSource.METADATA
    assert (info.scan_rows, info.info_bar) == (96, (96, 107))
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.detector, taken.technique) == (5000, "ETD", "SEM")
    assert (taken.instrument, taken.taken_at) == ("Helios NanoLab 660", "2016-06-13T17:06:40")
    assert (taken.working_distance_m, taken.dwell_time_s) == pytest.approx((0.00403466, 1e-5))
    assert not info.synthetic
    assert MicrographInfo.from_json(info.to_json()) == info


def test_fei_without_info_bar_says_so(write_tiff, fei_text):
    info = read_info(write_tiff(stored(96), {34682: fei_text}))
    assert (info.info_bar, info.scan_rows) == (None, None)


def test_fei_stored_at_half_the_size(write_tiff, fei_text):
    info = read_info(write_tiff(stored(54, 64), {34682: fei_text}))
    assert info.pixel_size is not None
    assert info.pixel_size.column_m == pytest.approx(2e-6)
    assert info.info_bar == (48, 53)
    assert info.warnings


def test_fei_cut_picture_has_no_pixel_size(write_tiff, fei_text):
    info = read_info(write_tiff(stored(90, 64), {34682: fei_text}))
    assert info.pixel_size is None
    assert "cut" in info.warnings[0]


def test_fei_broken_floats_and_no_field_width(write_tiff, fei_text):
    text = fei_text
    for good, bad in (("PixelWidth=1.0e-006", "PixelWidth=-1.#IND"), ("PixelHeight=1.0e-006", "PixelHeight=nan")):
        text = text.replace(good, bad)
    info = read_info(write_tiff(stored(108), {34682: text}))
    assert info.pixel_size is not None
    assert info.pixel_size.detail == "[Scan] HorFieldsize"
    text = text.replace("HorFieldsize=0.000128", "HorFieldsize=").replace("HFW=0.00012800", "HFW=0.07e")
    info = read_info(write_tiff(stored(108), {34682: text}))
    assert info.pixel_size is None
    assert info.warnings == ("the metadata have no field width and no pixel size",)
    assert info.acquisition.detector == "ETD"


@pytest.mark.parametrize("said", ["1", "yes", "true"])
def test_phantoms_say_that_they_are_synthetic(write_tiff, fei_text, zeiss_text, said):
    assert read_info(write_tiff(stored(108), {34682: f"{fei_text}[MAEMI]\nSynthetic={said}\n"})).synthetic
    text = f"{zeiss_text}AP_MAEMI_SYNTHETIC\nSynthetic = {said}\n"
    assert read_info(write_tiff(stored(96), {34118: text})).synthetic


def test_zeiss(write_tiff, zeiss_text):
    info = read_info(write_tiff(stored(96), {34118: zeiss_text}))
    assert info.vendor == "Zeiss"
    assert info.pixel_size is not None
    assert info.pixel_size.mean_m == pytest.approx(5.825e-9)
    assert info.pixel_size.detail == "AP_IMAGE_PIXEL_SIZE"
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.magnification, taken.detector) == (5000, 50000, "InLens")
    assert (taken.instrument, taken.taken_at) == ("Merlin", "2018-09-25T08:20:42")
    assert taken.working_distance_m == pytest.approx(3.9e-3)
    assert not info.synthetic


def test_zeiss_stored_at_half_the_size_takes_the_field_width(write_tiff, zeiss_text):
    info = read_info(write_tiff(stored(48, 64), {34118: zeiss_text}))
    assert info.pixel_size is not None
    assert info.pixel_size.mean_m == pytest.approx(745.6e-9 / 64)
    assert "AP_WIDTH" in info.warnings[0]


def test_zeiss_cut_picture_has_no_pixel_size(write_tiff, zeiss_text):
    text = f"{zeiss_text}DP_IMAGE_STORE\nStore resolution = 128 * 96\n"
    assert read_info(write_tiff(stored(96), {34118: text})).pixel_size is not None
    info = read_info(write_tiff(stored(50, 100), {34118: text}))
    assert info.pixel_size is None
    assert "cut" in info.warnings[0]
    # An older file has no store resolution; the height of its field tells.
    text = f"{zeiss_text}AP_HEIGHT\nHeight = 559.2 nm\n"
    assert read_info(write_tiff(stored(50, 100), {34118: text})).pixel_size is None
    half = read_info(write_tiff(stored(48, 64), {34118: text})).pixel_size
    assert half is not None
    assert half.mean_m == pytest.approx(745.6e-9 / 64)


def test_tescan_tag_and_sidecar(write_tiff):
    text = (
        "\x00\x01jpeg\x00\r\nMagnification=59999.85\r\nPixelSizeX=0.0000000045\r\nPixelSizeY=0.000000005\r\n"
        "ImageStripSize=12\r\nDevice=TESCAN AMBER\r\nHV=1000.0\r\nDetector=E-T\r\nDate=2023-03-24\r\nTime=08:08:25\r\n"
    )
    info = read_info(write_tiff(stored(108), {50431: text}))
    assert info.pixel_size is not None
    assert (info.pixel_size.row_m, info.pixel_size.column_m) == pytest.approx((5e-9, 4.5e-9))
    assert (info.scan_rows, info.acquisition.accelerating_voltage_v) == (96, 1000)
    plain = write_tiff(stored(108), name="plain.tif")
    for name in ("plain.hdr", "plain-tif.hdr"):
        sidecar = plain.with_name(name)
        sidecar.write_text("[MAIN]\nPixelSizeX = 4.5e-9\nPixelSizeY = 5e-9\nImageStripSize = 12\n")
        info = read_info(plain)
        assert info.pixel_size is not None
        assert (info.pixel_size.source, info.pixel_size.row_m) == (PixelSizeSource.SIDECAR, 5e-9)
        assert info.scan_rows == 96
        sidecar.unlink()
    assert read_info(plain).pixel_size is None


HITACHI = (
    "[SemImageFile]\r\nInstructName=S-4800\r\nSignalName=SE(M)\r\nAcceleratingVoltage=15000 Volt\r\n"
    "Magnification=50000\r\nWorkingDistance=8200 um\r\nPixelSize={size}\r\nDataSize={data}\r\n"
    "Date=2012/05/09\r\nTime=13:20:05\r\n"
)


def test_hitachi_sidecar_in_utf_16(write_tiff):
    path = write_tiff(stored(108))
    path.with_suffix(".txt").write_bytes(HITACHI.format(size="1.984375", data="128x96").encode("utf-16"))
    info = read_info(path)
    assert info.vendor == "Hitachi"
    assert info.pixel_size is not None
    assert info.pixel_size.mean_m == pytest.approx(1.984375e-9)
    assert info.pixel_size.source is PixelSizeSource.SIDECAR
    assert info.info_bar == (96, 107)
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.magnification) == (15000, 50000)
    assert taken.working_distance_m == pytest.approx(8.2e-3)
    assert taken.taken_at == "2012-05-09T13:20:05"


def test_hitachi_sidecar_of_another_size_or_of_anything_else(write_tiff):
    path = write_tiff(stored(108))
    path.with_suffix(".txt").write_text(HITACHI.format(size="1.98", data="1280x960"), encoding="utf-16")
    assert read_info(path).pixel_size is None
    path.with_suffix(".txt").write_bytes(b"my notes: PixelSize=3\n\xff\xfe\x00")
    info = read_info(path)
    assert (info.vendor, info.pixel_size) == (None, None)


@pytest.mark.parametrize("resolution", [(72, 72), (96, 96), (1, 1)])
@pytest.mark.parametrize("unit", ["inch", "centimeter", "none"])
def test_resolution_for_printers_is_no_calibration(write_tiff, resolution, unit):
    path = write_tiff(stored(96), resolution=resolution, resolutionunit=unit)
    assert read_info(path).pixel_size is None


def test_imagej_inch_is_a_printers_resolution_too(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, stored(96), imagej=True, resolution=(72, 72), metadata={"unit": "inch"})
    info = read_info(path)
    assert (info.vendor, info.pixel_size) == ("ImageJ", None)
    tifffile.imwrite(path, stored(96), imagej=True, resolution=(4.0, 4.0), metadata={"unit": "nm"})
    size = read_info(path).pixel_size
    assert size is not None
    assert size.mean_m == pytest.approx(0.25e-9)


def test_jeol_diffraction_is_reciprocal(write_tiff):
    text = (
        '<?xml version="1.0"?><TemReporter><AccelerationVoltage>200000</AccelerationVoltage>'
        "<ImageFormingMode>modeDIFF</ImageFormingMode><SelectorString>40cm</SelectorString></TemReporter>"
    )
    info = read_info(write_tiff(stored(96), description=text))
    assert (info.vendor, info.reciprocal, info.pixel_size) == ("JEOL", True, None)
    assert info.acquisition.accelerating_voltage_v == 200_000
