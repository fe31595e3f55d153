"""Pixels come out as they were written, whatever the file's kind."""

from __future__ import annotations

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.reading import SUFFIXES, read_info, read_pixels, read_reduced


@pytest.mark.parametrize(
    "dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float16", "float32", "float64"]
)
@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_grey_tiffs_of_every_depth(write_tiff, ramp, dtype, byteorder):
    pixels = (ramp // 2).astype(dtype) * (1 if "8" in dtype else 3)
    path = write_tiff(pixels, byteorder=byteorder)
    info = read_info(path)
    assert (info.format, info.shape, info.dtype, info.channels, info.frames) == ("TIFF", (96, 128), dtype, 1, 1)
    assert info.pixel_size is None
    got = read_pixels(path)
    assert got.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(got, pixels)


@pytest.mark.parametrize("compression", ["zlib", "lzw", "packbits", None])
def test_compressed_and_tiled(write_tiff, ramp, compression):
    path = write_tiff(ramp, compression=compression, tile=(32, 32))
    np.testing.assert_array_equal(read_pixels(path), ramp)


@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_colour_tiffs_are_rows_columns_three(write_tiff, ramp, planar):
    rgb = np.stack([ramp, ramp // 2, 255 - ramp], axis=-1)
    stored = rgb if planar == "contig" else np.moveaxis(rgb, -1, 0)
    path = write_tiff(np.ascontiguousarray(stored), photometric="rgb", planarconfig=planar)
    assert read_info(path).channels == 3
    np.testing.assert_array_equal(read_pixels(path), rgb)


def test_transparency_is_dropped(write_tiff, ramp):
    rgba = np.stack([ramp, ramp, ramp, np.full_like(ramp, 7)], axis=-1)
    path = write_tiff(rgba, photometric="rgb", extrasamples=["unassalpha"])
    np.testing.assert_array_equal(read_pixels(path), rgba[..., :3])


def test_white_is_the_larger_number(write_tiff, ramp):
    path = write_tiff(ramp, photometric="miniswhite")
    np.testing.assert_array_equal(read_pixels(path), 255 - ramp)


def test_pages_of_one_size_are_frames_and_a_preview_is_not(tmp_path, ramp):
    path = tmp_path / "stack.tif"
    with tifffile.TiffWriter(path) as file:
        for index in range(3):
            file.write(ramp + np.uint8(index), metadata=None)
        file.write(ramp[::4, ::4].copy(), subfiletype=1, metadata=None)
    assert read_info(path).frames == 3
    np.testing.assert_array_equal(read_pixels(path, 2), ramp + np.uint8(2))
    with pytest.raises(MicrographError, match="3 frames"):
        read_pixels(path, 3)


def test_imagej_stack_behind_one_page(tmp_path, ramp):
    path = tmp_path / "hyper.tif"
    stack = np.stack([ramp + np.uint8(index) for index in range(4)]).astype(np.uint16)
    tifffile.imwrite(path, stack, imagej=True, resolution=(50.0, 25.0), metadata={"unit": "um"})
    info = read_info(path)
    assert info.frames == 4
    assert info.pixel_size is not None
    assert info.pixel_size.column_m == pytest.approx(20e-9)
    assert info.pixel_size.row_m == pytest.approx(40e-9)
    np.testing.assert_array_equal(read_pixels(path, 3), stack[3])


def test_zeiss_like_palette_gives_its_indices(write_tiff, ramp):
    grey = np.arange(256, dtype=np.uint16) * 257
    table = np.stack([grey, grey, grey])
    table[:, 9::9] = np.array([[65535], [0], [0]])
    path = write_tiff(ramp, photometric="palette", colormap=table)
    assert read_info(path).channels == 1
    np.testing.assert_array_equal(read_pixels(path), ramp)


def test_coloured_palette_gives_colours(write_tiff, ramp):
    table = np.stack([np.arange(256), np.arange(256)[::-1], np.full(256, 9)]).astype(np.uint16) * 257
    path = write_tiff(ramp, photometric="palette", colormap=table)
    assert read_info(path).channels == 3
    np.testing.assert_array_equal(read_pixels(path), np.stack([ramp, 255 - ramp, np.full_like(ramp, 9)], axis=-1))


@pytest.mark.parametrize(("suffix", "name"), [("png", "PNG"), ("bmp", "BMP")])
@pytest.mark.parametrize("mode", ["L", "RGB", "P"])
def test_lossless_pictures(tmp_path, ramp, suffix, name, mode):
    image = Image.fromarray(ramp)
    expected = ramp if mode == "L" else np.stack([ramp] * 3, axis=-1)
    if mode == "P":
        image = image.convert("RGB").quantize(8)
        expected = np.asarray(image.convert("RGB"))
    else:
        image = image.convert(mode)
    path = tmp_path / f"a.{suffix}"
    image.save(path, dpi=(96, 96))
    info, pixels = read_info(path), read_pixels(path)
    assert (info.format, info.shape, info.dtype, info.pixel_size) == (name, (96, 128), "uint8", None)
    if pixels.ndim == 2 and expected.ndim == 3:
        expected = expected[..., 0]
    assert info.channels == (1 if pixels.ndim == 2 else 3)
    np.testing.assert_array_equal(pixels, expected)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_png_of_16_bits_keeps_them(tmp_path, ramp, channels):
    deep = ramp.astype(np.uint16) * 257 + 3
    stored = deep if channels == 1 else np.stack([deep] * channels, axis=-1)
    path = tmp_path / "deep.png"
    path.write_bytes(imagecodecs.png_encode(np.ascontiguousarray(stored)))
    info, pixels = read_info(path), read_pixels(path)
    assert info.dtype == str(pixels.dtype) == "uint16"
    assert info.channels == (1 if channels < 3 else 3)
    np.testing.assert_array_equal(pixels, deep if channels < 3 else stored[..., :3])


def test_jpeg(tmp_path, ramp):
    path = tmp_path / "a.jpg"
    smooth = np.asarray(Image.fromarray(ramp).resize((128, 96)).resize((256, 192)))
    Image.fromarray(smooth).save(path, quality=95)
    info = read_info(path)
    assert (info.format, info.shape, info.channels) == ("JPEG", (192, 256), 1)
    assert np.abs(read_pixels(path).astype(int) - smooth).mean() < 8


@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.jpg"])
def test_reduced_reading_keeps_the_picture(tmp_path, name):
    rows, columns = np.mgrid[0:400, 0:600]
    pixels = ((rows + columns) // 8 % 256).astype(np.uint8)
    path = tmp_path / name
    if name.endswith("tif"):
        tifffile.imwrite(path, pixels)
    else:
        Image.fromarray(pixels).save(path)
    small = read_reduced(path, 4)
    assert small.shape == (100, 150)
    assert np.abs(small.astype(int) - pixels[::4, ::4]).mean() < 3


def test_suffixes_are_lower_case_with_a_dot():
    assert {".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp"} <= SUFFIXES
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in SUFFIXES)


def test_the_bytes_count_not_the_name(tmp_path, ramp):
    path = tmp_path / "really_a_png.tif"
    Image.fromarray(ramp).save(path, "PNG")
    assert read_info(path).format == "PNG"
