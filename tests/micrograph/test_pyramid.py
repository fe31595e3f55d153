"""Frames by tiles: means of pixels at every level, in bounded memory, from a bounded cache."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from maemi.micrograph import pyramid, pyramid_growing
from maemi.micrograph.decoder import DecoderPool
from maemi.micrograph.first_look import first_look
from maemi.micrograph.formats import tiff_chunks
from maemi.micrograph.pooling import pooled
from maemi.micrograph.pyramid_growing import grow
from maemi.micrograph.pyramid_store import PyramidStore
from maemi.micrograph.regions import open_regions
from maemi.micrograph.tiled import TILE, TiledFrame


def means(pixels: np.ndarray, level: int) -> np.ndarray:
    """Means over whole squares, as directly as they can be computed."""
    side = 2**level
    rows, columns = pixels.shape[0] // side, pixels.shape[1] // side
    squares = pixels[: rows * side, : columns * side].reshape(rows, side, columns, side, *pixels.shape[2:])
    exact = squares.mean(axis=(1, 3), dtype=np.float64)
    return (np.floor(exact + 0.5) if pixels.dtype.kind in "iu" else exact).astype(pixels.dtype)


@given(
    pixels=st.sampled_from(["uint8", "int8", "uint16", "int16", "uint32", "int32"]).flatmap(
        lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40))
    ),
    halvings=st.integers(0, 3),
)
@settings(max_examples=150, deadline=None)
def test_pooling_integers_is_the_mean_rounded_once(pixels, halvings) -> None:
    got = pooled(pixels, halvings)
    assert got.dtype == pixels.dtype
    np.testing.assert_array_equal(got, means(pixels, halvings))


def test_pooling_floats_leaves_out_what_is_not_finite() -> None:
    pixels = np.array([[1, 3, np.nan, np.inf], [5, np.nan, np.inf, np.inf]], np.float32)
    np.testing.assert_array_equal(pooled(pixels, 1)[0, 0], np.float32(3))
    assert not np.isfinite(pooled(pixels, 1)[0, 1])
    largest = np.full((2, 2), np.finfo(np.float32).max, np.float32)
    assert np.isfinite(pooled(largest, 1)).all()
    for dtype in ("float16", "float64", "uint64"):
        assert pooled(np.full((4, 4), 7, dtype), 2).tolist() == [[7]]
    assert pooled(np.full((1024, 1024), 65535, np.uint16), 10).tolist() == [[65535]]


@pytest.fixture
def small(monkeypatch):
    """Levels down to 64 pixels instead of 1024, so that small files have several."""
    monkeypatch.setattr(pyramid, "OVERVIEW_SIDE", 64)


def noise(dtype: str, *shape: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 250, shape).astype(dtype)


def grown(tiled: TiledFrame, seconds: float = 0.0) -> list[float]:
    shares: list[float] = []
    rows: list[np.ndarray] = []
    while True:
        grown = grow(tiled, "test", sum(len(each) for each in rows), seconds)
        assert grown is not None
        shares.append(grown.share)
        rows.append(grown.rows)
        if grown.share == 1.0:
            np.testing.assert_array_equal(np.concatenate(rows), tiled.overview().pixels)
            return shares


@pytest.mark.parametrize(
    ("dtype", "shape", "options"),
    [
        ("uint16", (1100, 1303), {}),
        ("float32", (700, 520), {"rowsperstrip": 13, "compression": "zlib"}),
        ("uint8", (900, 800, 3), {"photometric": "rgb", "tile": (128, 128), "compression": "lzw"}),
    ],
)
def test_every_level_is_means_and_grows_in_parts(small, monkeypatch, tmp_path, dtype, shape, options) -> None:
    monkeypatch.setattr(pyramid_growing, "BAND_BYTES", 200_000)
    pixels = noise(dtype, *shape)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, metadata=None, **{"photometric": "minisblack", **options})
    store = PyramidStore(tmp_path / "cache")
    with closing(TiledFrame(path, 0, store)) as tiled:
        assert not tiled.refined
        first_look = tiled.overview().pixels
        step = 2**tiled.top
        np.testing.assert_array_equal(first_look, pixels[::step, ::step][: shape[0] // step, : shape[1] // step])
        assert tiled.tile(tiled.top - 1, 0, 0) is None
        shares = grown(tiled)
        assert len(shares) > 2
        assert shares == sorted(shares)
        assert tiled.refined
        for level in range(tiled.top + 1):
            whole = means(pixels, level)
            rows = -(-whole.shape[0] // TILE)
            columns = -(-whole.shape[1] // TILE)
            got = np.vstack(
                [np.hstack([tiled.tile(level, row, column) for column in range(columns)]) for row in range(rows)]
            )
            np.testing.assert_allclose(got, whole, rtol=1e-6)
        np.testing.assert_allclose(tiled.overview().pixels, means(pixels, tiled.top), rtol=1e-6)
    assert len(list((tmp_path / "cache").iterdir())) == 1


def shaded(dtype: str, *shape: int) -> np.ndarray:
    """Noise on a ground that brightens from the upper left to the lower right corner."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
    return (noise(dtype, *shape) * 0.2 + 100 * rows / shape[0] + 60 * columns / shape[1]).astype(dtype)


@pytest.mark.parametrize(
    "options", [{"tile": (64, 64), "compression": "zlib"}, {"rowsperstrip": 32, "compression": "zlib"}]
)
def test_a_first_look_that_would_cost_much_is_rough(small, monkeypatch, tmp_path, options) -> None:
    pixels = shaded("uint16", 2000, 1600)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, photometric="minisblack", metadata=None, **options)
    with closing(TiledFrame(path)) as tiled:
        exact = means(pixels, tiled.top).astype(float)
        assert tiled.overview().sample is None
        top = tiled.top
    with closing(open_regions(path)) as regions:
        decoded: list[int] = []
        decode = tiff_chunks.ChunkedPage._decoded
        monkeypatch.setattr(
            tiff_chunks.ChunkedPage, "_decoded", lambda self, index: (decoded.append(index), decode(self, index))[1]
        )
        look = first_look(regions, top, afforded=500_000)
        piece = regions.piece
    assert len(decoded) * min(piece[0], 2000) * min(piece[1], 1600) * 2 < 1_000_000
    assert look.sample is not None
    assert look.pixels.shape == exact.shape
    assert look.pixels.dtype == look.sample.dtype == np.uint16
    assert np.abs(look.pixels - exact).mean() < 12
    # Contrast limits come from pixels, not from means.
    assert look.sample.std() == pytest.approx(pixels.std(), rel=0.1)


def test_what_can_only_be_decoded_whole_is_kept_whole(small, tmp_path) -> None:
    pixels = noise("uint8", 700, 900)
    path = tmp_path / "a.png"
    Image.fromarray(pixels).save(path)
    with closing(TiledFrame(path, 0, PyramidStore(tmp_path / "cache"))) as tiled:
        assert tiled.overview().pixels.shape == (700 >> 4, 900 >> 4)
        assert tiled.tile(0, 0, 0) is None
        grown(tiled, 60)
        np.testing.assert_array_equal(tiled.tile(0, 1, 1), pixels[512:, 512:])
        np.testing.assert_array_equal(tiled.tile(1, 0, 0), means(pixels, 1))


def test_smaller_copies_of_the_file_serve_as_its_pyramid(small, tmp_path) -> None:
    pixels = noise("uint8", 1024, 1024)
    path = tmp_path / "own.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(pixels, tile=(64, 64), photometric="minisblack", subifds=1, metadata=None)
        file.write(means(pixels, 3), tile=(64, 64), photometric="minisblack", subfiletype=1, metadata=None)
    with closing(TiledFrame(path)) as tiled:
        assert tiled.refined
        assert tiled.top == 4
        np.testing.assert_array_equal(tiled.tile(3, 0, 0), means(pixels, 3))


def test_a_changed_file_and_a_broken_cache(small, tmp_path) -> None:
    path = tmp_path / "a.tif"
    store = PyramidStore(tmp_path / "cache")
    tifffile.imwrite(path, noise("uint8", 300, 300), photometric="minisblack", metadata=None)
    with closing(TiledFrame(path, 0, store)) as tiled:
        grown(tiled)
    kept = store.place(path, 0)
    kept.write_bytes(kept.read_bytes()[:-10])
    with closing(TiledFrame(path, 0, store)) as tiled:
        assert not tiled.refined
        grown(tiled)
    kept.write_bytes(b"no pyramid at all")
    assert store.find(path, 0) is None
    os.utime(path, (1, 1))
    assert store.place(path, 0) != kept


def test_the_cache_is_bounded_and_lets_the_oldest_go(small, tmp_path) -> None:
    files = [tmp_path / f"{number}.tif" for number in range(3)]
    store = PyramidStore(tmp_path / "cache", limit=200_000)
    for number, path in enumerate(files):
        tifffile.imwrite(path, noise("uint8", 1024, 1024), photometric="minisblack", metadata=None)
        with closing(TiledFrame(path, 0, store)) as tiled:
            grown(tiled)
        os.utime(store.place(path, 0), (number + 1, number + 1))
    kept = {file.name for file in (tmp_path / "cache").iterdir()}
    assert kept == {store.place(path, 0).name for path in files[1:]}
    tight = PyramidStore(tmp_path / "tight", limit=100)
    with closing(TiledFrame(files[0], 0, tight)) as tiled:
        assert grow(tiled, "test") is None
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    with closing(TiledFrame(files[0], 0, PyramidStore(blocked / "cache"))) as tiled:
        assert grow(tiled, "test") is None


def test_the_pool_serves_tiles(tmp_path) -> None:
    pixels = noise("uint16", 1500, 2500)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, photometric="minisblack", metadata=None)
    with DecoderPool() as pool:
        overview = pool.overview(path, 0, tmp_path / "cache").result(timeout=60)
        assert overview.shape == (1500, 2500)
        assert (overview.top, overview.refined) == (2, True)
        np.testing.assert_array_equal(overview.pixels, means(pixels, 2))
        tile = pool.tile(path, 0, (0, 2, 4)).result(timeout=60)
        np.testing.assert_array_equal(tile, pixels[1024:, 2048:2500])
        assert pool.tile(path, 0, (0, 9, 9), ahead=True).result(timeout=60) is None
        grown = pool.grow(path, 0, tmp_path / "cache", have=370).result(timeout=60)
        assert (grown.share, grown.rows.shape) == (1.0, (5, 625))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="peak memory is read with resource")
def test_a_giant_takes_little_memory(tmp_path) -> None:
    path = tmp_path / "giant.tif"
    # 2 GB, sparse on the disk.
    tifffile.memmap(path, shape=(32_768, 32_768), dtype=np.uint16).flush()
    code = """
import resource, sys
from pathlib import Path
from maemi.micrograph.child_tiles import OPEN_TILES
from maemi.micrograph.thumbnails import thumbnail_png
path, cache = sys.argv[1:]
asked = {"path": path, "frame": 0, "cache": cache}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
OPEN_TILES.answer({**asked, "do": "overview"})
for level in (0, 1, 2):
    OPEN_TILES.answer({**asked, "do": "tile", "level": level, "row": 3, "column": 5})
OPEN_TILES.answer({**asked, "do": "grow", "builder": "x", "have": 0, "seconds": 0.3})
thumbnail_png(Path(path))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    command = [sys.executable, "-c", code, str(path), str(tmp_path / "cache")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 150  # MB, the libraries that are imported late included
