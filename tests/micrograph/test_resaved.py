"""Files that were cut, resized or saved again, and the flavours of TIFF in which vendors and people store pixels."""

from __future__ import annotations

import numpy as np
import pytest
import tifffile

from maemi.micrograph.reading import read_info, read_pixels
from maemi.micrograph.vendors.stored import scale_of


def stored(rows: int, columns: int) -> np.ndarray:
    return (np.arange(rows * columns) % 251).astype(np.uint8).reshape(rows, columns)


@pytest.mark.parametrize(
    ("rows", "columns", "scale"),
    [
        (943, 1024, 1.0),
        (884, 1024, 1.0),
        # Rows cut off: the width still tells.
        (700, 1024, 1.0),
        (1886, 2048, 2.0),
        (471, 512, 0.5),
        (442, 512, 0.5),
        (512, 512, None),
        (400, 512, None),
        (884, 900, None),
        (943, 1023, None),
    ],
)
def test_cut_and_resized_are_told_apart(rows, columns, scale):
    assert scale_of(rows, columns, 884, 1024, 59) == scale
    if scale is not None:
        assert scale_of(rows, columns, 884, 1024, None) == scale


@pytest.mark.parametrize("shape", [(64, 64), (90, 64), (108, 100), (96, 127)])
def test_fei_cut_at_its_sides_has_no_pixel_size(write_tiff, fei_text, shape):
    info = read_info(write_tiff(stored(*shape), {34682: fei_text}))
    assert info.pixel_size is None
    assert "cut" in info.warnings[0]


def test_fei_without_its_last_rows_or_enlarged(write_tiff, fei_text):
    info = read_info(write_tiff(stored(80, 128), {34682: fei_text}))
    assert info.pixel_size is not None
    assert (info.pixel_size.column_m, info.scan_rows) == (1e-6, None)
    assert "cut off" in info.warnings[0]
    info = read_info(write_tiff(stored(216, 256), {34682: fei_text}))
    assert info.pixel_size is not None
    assert (info.pixel_size.column_m, info.info_bar) == (pytest.approx(0.5e-6), (192, 215))


def test_fei_with_a_digital_zoom_is_uncertain(write_tiff, fei_text):
    text = fei_text.replace("[Image]\n", "[Image]\nZoomFactor=2\n")
    info = read_info(write_tiff(stored(108, 128), {34682: text}))
    assert info.pixel_size is None
    assert "zoom" in info.warnings[0]


def test_zeiss_without_its_info_bar_keeps_its_pixel_size(write_tiff, zeiss_text):
    text = f"{zeiss_text}DP_IMAGE_STORE\nStore resolution = 128 * 96\n"
    size = read_info(write_tiff(stored(80, 128), {34118: text})).pixel_size
    assert size is not None
    assert size.column_m == pytest.approx(5.825e-9)


def test_zeiss_with_decimal_commas_and_with_nothing_but_bare_numbers(write_tiff, zeiss_text):
    commas = zeiss_text.replace("5.825 nm", "5,825 nm").replace("745.6 nm", "745,6 nm").replace("3.9 mm", "3,9 mm")
    info = read_info(write_tiff(stored(96, 128), {34118: commas}))
    assert info.pixel_size is not None
    assert info.pixel_size.column_m == pytest.approx(5.825e-9)
    assert info.acquisition.working_distance_m == pytest.approx(3.9e-3)
    broken = zeiss_text.replace("5.825 nm", "0.005825 ?m").replace("745.6 nm", "0.7456 ?m")
    size = read_info(write_tiff(stored(96, 128), {34118: broken})).pixel_size
    assert size is not None
    assert size.column_m == pytest.approx(5.825e-9)
    bare = "0\n0\n0\n5.825e-009\n5.0e+004\n6\n5.0e+003\n"
    size = read_info(write_tiff(stored(384, 512), {34118: bare})).pixel_size
    assert size is not None
    assert size.column_m == pytest.approx(11.65e-9)


def test_imagejs_later_calibration_counts(tmp_path, fei_text):
    tags = [(34682, 2, 0, fei_text, True)]
    path = tmp_path / "a.tif"
    for per_um, expected, notes in [(1.0, 1e-6, 0), (4.0, 0.25e-6, 1)]:
        description = "ImageJ=1.54f\nunit=\\u00B5m\n"
        tifffile.imwrite(
            path, stored(96, 128), description=description, resolution=(per_um, per_um), metadata=None, extratags=tags
        )
        info = read_info(path)
        assert info.pixel_size is not None
        assert info.pixel_size.column_m == pytest.approx(expected)
        assert info.vendor == "FEI / Thermo Fisher"
        assert len(info.warnings) == notes


def test_an_editor_of_photographs_is_named(write_tiff, zeiss_text):
    path = write_tiff(stored(96, 128), {34118: zeiss_text}, software="Adobe Photoshop CS6")
    assert "Photoshop" in read_info(path).warnings[0]


@pytest.mark.parametrize(
    ("unit", "per_unit", "metres"),
    [
        ("micron", 50.0, 20e-9),
        ("µm", 50.0, 20e-9),
        ("um", 50.0, 20e-9),
        ("\\u00B5m", 50.0, 20e-9),
        ("nm", 0.5, 2e-9),
        ("A", 0.5, 2e-10),
        ("Å", 0.5, 2e-10),
        ("mm", 1000.0, 1e-6),
        # ImageJ opens TVIPS' centimetres as such.
        ("cm", 1e6, 1e-8),
        ("cm", 118.11, None),
        ("inch", 300.0, None),
        ("pixel", 1.0, None),
        ("", 1.0, None),
        ("1/nm", 10.0, None),
    ],
)
def test_units_of_imagej(tmp_path, unit, per_unit, metres):
    path = tmp_path / "a.tif"
    description = f"ImageJ=1.53t\nunit={unit}\nspacing=2.5\n".encode("utf-8" if unit == "Å" else "latin-1")
    resolution = (per_unit, per_unit)
    tifffile.imwrite(path, stored(96, 128), description=description, resolution=resolution, metadata=None)
    info = read_info(path)
    assert info.vendor == "ImageJ"
    assert (info.pixel_size and info.pixel_size.column_m) == (metres and pytest.approx(metres))
    assert info.reciprocal == (unit == "1/nm")


def test_resolution_finer_than_any_printer_is_the_specimens(write_tiff):
    path = write_tiff(stored(96, 128), resolution=(2e7, 1e7), resolutionunit="centimeter")
    info = read_info(path)
    assert info.pixel_size is not None
    assert (info.pixel_size.column_m, info.pixel_size.row_m) == pytest.approx((0.5e-9, 1e-9))
    assert (info.vendor, "printer" in info.pixel_size.detail) == (None, True)


@pytest.mark.parametrize(
    "options", [{"bigtiff": True}, {"byteorder": ">"}, {"compression": "zlib"}, {"tile": (32, 32)}]
)
@pytest.mark.parametrize("compression", ["lzw", "zstd", "deflate", None])
def test_flavours_keep_the_metadata_and_the_pixels(write_tiff, fei_text, options, compression):
    pixels = stored(108, 128).astype(np.uint16) * 200
    path = write_tiff(pixels, {34682: fei_text}, **{"compression": compression, **options})
    size = read_info(path).pixel_size
    assert size is not None
    assert size.column_m == pytest.approx(1e-6)
    np.testing.assert_array_equal(read_pixels(path), pixels)


def test_colour_planes_a_jpeg_inside_and_single_bits(write_tiff, fei_text):
    grey = stored(108, 128)
    smooth = np.sort(grey.reshape(-1)).reshape(108, 128)
    for pixels, options, channels, exact in [
        (np.stack([grey] * 3), {"photometric": "rgb", "planarconfig": "separate"}, 3, True),
        (np.stack([smooth] * 3, axis=-1), {"photometric": "rgb", "compression": "jpeg"}, 3, False),
        (grey > 100, {"photometric": "minisblack"}, 1, True),
        (grey.astype(np.float64) / 7, {}, 1, True),
    ]:
        path = write_tiff(pixels, {34682: fei_text}, **options)
        info, read = read_info(path), read_pixels(path)
        assert (info.shape, info.channels, info.scan_rows) == ((108, 128), channels, 96)
        assert info.pixel_size is not None
        expected = np.moveaxis(pixels, 0, -1) if options.get("planarconfig") == "separate" else pixels
        assert str(read.dtype) == info.dtype
        if exact:
            np.testing.assert_array_equal(read, expected)
        else:
            assert np.abs(read.astype(int) - expected).mean() < 4


def test_pages_of_another_size_are_no_frames(tmp_path, zeiss_text):
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        for rows in (96, 96, 48):
            tags = [(34118, 2, 0, zeiss_text, True)]
            file.write(stored(rows, 128), metadata=None, extratags=tags, contiguous=False)
    info = read_info(path)
    assert (info.frames, info.shape) == (2, (96, 128))
    assert info.pixel_size is not None
