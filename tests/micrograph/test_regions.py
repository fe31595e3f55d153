"""Parts of a frame are the same pixels as the whole frame's, however the file stores them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats import tiff_chunks
from maemi.micrograph.limits import MAX_PIXELS
from maemi.micrograph.reading import read_info, read_pixels, read_reduced
from maemi.micrograph.regions import open_regions, read_region

ROWS, COLUMNS = 211, 173
LAYOUTS = {
    "one strip": {},
    "strips": {"rowsperstrip": 7},
    "big endian": {"byteorder": ">"},
    "zlib strips": {"compression": "zlib", "rowsperstrip": 16},
    "zlib strips, predictor": {"compression": "zlib", "rowsperstrip": 5, "predictor": True},
    "lzw tiles": {"compression": "lzw", "tile": (32, 48)},
    "plain tiles": {"tile": (64, 64)},
    "packbits": {"compression": "packbits", "rowsperstrip": 9},
    "zstd tiles, big endian": {"compression": "zstd", "tile": (16, 16), "byteorder": ">"},
    "bigtiff": {"bigtiff": True, "rowsperstrip": 20},
}
DTYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]


def noise(dtype: str, *shape: int) -> np.ndarray:
    values = np.random.default_rng(5).normal(0, 1, shape)
    if np.dtype(dtype).kind == "f":
        return values.astype(dtype)
    limits = np.iinfo(dtype)
    return ((values - values.min()) / np.ptp(values) * (limits.max - limits.min) * 0.9 + limits.min).astype(dtype)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    folder = tmp_path_factory.mktemp("layouts")
    made: dict[tuple[str, str], Path] = {}
    for number, (layout, options) in enumerate(LAYOUTS.items()):
        for dtype in DTYPES:
            predicted_float = options.get("predictor") and np.dtype(dtype).kind == "f"
            path = folder / f"{number}_{dtype}.tif"
            kind = {**options, "predictor": 3} if predicted_float else options
            tifffile.imwrite(path, noise(dtype, ROWS, COLUMNS), photometric="minisblack", metadata=None, **kind)
            made[layout, dtype] = path
    return made


@st.composite
def spans(draw: st.DrawFn, end: int) -> tuple[int, int]:
    first = draw(st.integers(0, end - 1))
    return first, draw(st.integers(first + 1, end))


@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    dtype=st.sampled_from(DTYPES),
    rows=spans(ROWS),
    columns=spans(COLUMNS),
    step=st.integers(1, 40),
)
@settings(max_examples=120, deadline=None)
def test_a_part_is_that_part_of_the_whole(files, layout, dtype, rows, columns, step) -> None:
    path = files[layout, dtype]
    part = read_region(path, rows, columns, step)
    assert part is not None
    whole = read_pixels(path)
    assert part.dtype == whole.dtype == np.dtype(dtype)
    assert part.dtype.isnative
    np.testing.assert_array_equal(part, whole[rows[0] : rows[1] : step, columns[0] : columns[1] : step])


@pytest.mark.parametrize("dtype", DTYPES)
def test_reducing_is_striding(files, dtype) -> None:
    for layout in LAYOUTS:
        np.testing.assert_array_equal(
            read_reduced(files[layout, dtype], 7), read_pixels(files[layout, dtype])[::7, ::7]
        )


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("options", [{}, {"compression": "zlib", "rowsperstrip": 9}, {"tile": (32, 32)}])
def test_colours(tmp_path, planar, options) -> None:
    rgb = noise("uint8", 90, 70, 3)
    stored = rgb if planar == "contig" else np.moveaxis(rgb, -1, 0)
    path = tmp_path / "rgb.tif"
    tifffile.imwrite(path, stored, photometric="rgb", planarconfig=planar, metadata=None, **options)
    part = read_region(path, (3, 60), (10, 66), 4)
    if part is None:
        assert planar == "separate"
        assert not options
        return
    np.testing.assert_array_equal(part, rgb[3:60:4, 10:66:4])


def test_white_is_zero_jpeg_tiles_and_bits(tmp_path) -> None:
    inverted = tmp_path / "inverted.tif"
    tifffile.imwrite(inverted, noise("uint8", 64, 64), photometric="miniswhite", rowsperstrip=8, metadata=None)
    jpeg = tmp_path / "jpeg.tif"
    tifffile.imwrite(jpeg, noise("uint8", 64, 96, 3), photometric="rgb", compression="jpeg", tile=(32, 32))
    bits = tmp_path / "bits.tif"
    tifffile.imwrite(bits, noise("uint8", 64, 64) > 128, rowsperstrip=8, photometric="minisblack", metadata=None)
    for path in (inverted, jpeg, bits):
        part = read_region(path, (5, 60), (7, 50), 3)
        assert part is not None
        np.testing.assert_array_equal(part, read_pixels(path)[5:60:3, 7:50:3])


def test_frames_and_stacks_behind_one_page(tmp_path) -> None:
    stack = noise("uint16", 4, 50, 40)
    pages, imagej = tmp_path / "pages.tif", tmp_path / "imagej.tif"
    tifffile.imwrite(pages, stack, photometric="minisblack", metadata=None)
    tifffile.imwrite(imagej, stack, imagej=True)
    for path in (pages, imagej):
        part = read_region(path, (1, 50), (2, 30), 2, frame=2)
        assert part is not None
        np.testing.assert_array_equal(part, stack[2, 1:50:2, 2:30:2])
        with pytest.raises(MicrographError, match="frame 4"):
            open_regions(path, 4)


@pytest.mark.parametrize("where", ["subifds", "pages"])
def test_smaller_copies_in_the_file_are_found(tmp_path, where) -> None:
    full = noise("uint8", 257, 129)
    half, quarter = full[:256:2, :128:2].copy(), full[:256:4, :128:4].copy()
    path = tmp_path / "pyramid.tif"
    with tifffile.TiffWriter(path) as file:
        below = {"subifds": 2} if where == "subifds" else {}
        file.write(full, tile=(64, 64), photometric="minisblack", metadata=None, **below)
        for copy in (half, quarter):
            file.write(copy, tile=(64, 64), photometric="minisblack", subfiletype=1, metadata=None)
    assert read_info(path).frames == 1
    regions = open_regions(path)
    assert regions is not None
    with closing(regions):
        assert regions.levels == (0, 1, 2)
        np.testing.assert_array_equal(regions.read((0, 64), (0, 32), level=2), quarter)


def test_files_that_can_only_be_decoded_whole_say_so(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tiff_chunks, "LARGEST_CHUNK", 2000)
    single = tmp_path / "single.tif"
    tifffile.imwrite(single, noise("uint8", 64, 64), compression="zlib", rowsperstrip=64, photometric="minisblack")
    assert open_regions(single) is None
    np.testing.assert_array_equal(read_reduced(single, 3), read_pixels(single)[::3, ::3])


def test_giants_open_and_bombs_do_not(tmp_path) -> None:
    giant = tmp_path / "giant.tif"
    # 2 GB of zeros, sparse on the disk: all its bytes are in the file, as it says.
    tifffile.memmap(giant, shape=(32_768, 32_768), dtype=np.uint16).flush()
    assert read_info(giant).shape == (32_768, 32_768)
    part = read_region(giant, (32_000, 32_768), (0, 32_768), 256)
    assert part is not None
    assert part.shape == (3, 128)
    with pytest.raises(MicrographError, match="million pixels"):
        read_pixels(giant)
    bomb = tmp_path / "bomb.tif"
    tiles = iter([np.zeros((2048, 2048), np.uint8)] * 100)
    tifffile.imwrite(
        bomb, tiles, shape=(20_480, 20_480), dtype=np.uint8, tile=(2048, 2048), compression="zlib", metadata=None
    )
    assert MAX_PIXELS < 20_480**2
    for read in (read_info, open_regions, lambda path: read_reduced(path, 64)):
        with pytest.raises(MicrographError, match="million pixels"):
            read(bomb)
    cut = tmp_path / "cut.tif"
    with giant.open("rb") as whole:
        cut.write_bytes(whole.read(100_000))
    with pytest.raises(MicrographError, match="incomplete"):
        open_regions(cut)
