"""Whatever is wrong with a file: one clear sentence, no other exception, no hang, no gigabytes."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from maemi.errors import InputError
from maemi.micrograph.contrast import auto_limits, to_display
from maemi.micrograph.errors import MicrographError
from maemi.micrograph.grey import scan_pixels
from maemi.micrograph.reading import read_info, read_pixels
from maemi.micrograph.thumbnails import thumbnail_png


def sentence(path: Path) -> str:
    """The one sentence that both ways in agree on being needed."""
    with pytest.raises(MicrographError) as caught:
        read_info(path)
    with pytest.raises(MicrographError):
        read_pixels(path)
    text = str(caught.value)
    assert isinstance(caught.value, InputError)
    assert str(path) in text
    assert "\n" not in text
    assert text.endswith(".")
    return text


@pytest.mark.parametrize("keep", [4, 100, 0.5, 0.99])
@pytest.mark.parametrize("compression", [None, "zlib"])
def test_truncated_tiff(write_tiff, ramp, keep, compression):
    path = write_tiff(ramp, compression=compression)
    data = path.read_bytes()
    path.write_bytes(data[: keep if isinstance(keep, int) else int(len(data) * keep)])
    sentence(path)


@pytest.mark.parametrize("suffix", ["png", "jpg", "bmp"])
@pytest.mark.parametrize("keep", [30, 0.5])
def test_truncated_picture(tmp_path, ramp, suffix, keep):
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(ramp).save(path)
    data = path.read_bytes()
    path.write_bytes(data[: keep if isinstance(keep, int) else int(len(data) * keep)])
    assert "damaged" in sentence(path)


def test_text_called_tif(tmp_path):
    path = tmp_path / "notes.tif"
    path.write_text("these are my notes\n")
    assert "does not hold a TIFF" in sentence(path)


def test_empty_file(tmp_path):
    path = tmp_path / "a.png"
    path.touch()
    assert "empty" in sentence(path)


def test_folder_missing_and_strange(tmp_path):
    assert "folder" in sentence(tmp_path)
    assert "does not exist" in sentence(tmp_path / "none.tif")
    assert "cannot be opened" in sentence(tmp_path / ("n" * 400 + ".tif"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are for Unix")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    path = tmp_path / "pipe.tif"
    os.mkfifo(path)
    assert "ordinary file" in sentence(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is allowed to root")
def test_forbidden_file(write_tiff, ramp):
    path = write_tiff(ramp)
    path.chmod(0)
    assert "permission" in sentence(path)


def test_forbidden_file_even_for_root(write_tiff, ramp, monkeypatch):
    path = write_tiff(ramp)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "permission" in sentence(path)


@pytest.mark.parametrize(
    ("name", "head", "says"),
    [
        ("a.gif", b"GIF89a" + bytes(600), "GIF"),
        ("a.img", b"4\0\0\0JED-2200:LibJxImageForm" + bytes(600), "JEOL image"),
        ("a.mrc", bytes(208) + b"MAP " + bytes(400), "MRC"),
        ("a.czi", b"ZISRAWFILE" + bytes(600), "CZI"),
        ("a.xyz", b"whatever", "does not know"),
    ],
)
def test_formats_that_are_not_read_are_named(tmp_path, name, head, says):
    path = tmp_path / name
    path.write_bytes(head)
    assert says in sentence(path)


def png_bomb(side: int) -> bytes:
    """A whole PNG of `side` × `side` black pixels; `side` is a multiple of 100."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    # A block that ends with a full flush stands for itself, so that the same hundred rows can be repeated.
    packer = zlib.compressobj(9, wbits=-15)
    rows = packer.compress(bytes((side + 1) * 100)) + packer.flush(zlib.Z_FULL_FLUSH)
    # Of n zero bytes, Adler-32 is n mod 65521 and 1.
    checksum = struct.pack(">HH", (side + 1) * side % 65521, 1)
    packed = b"\x78\xda" + rows * (side // 100) + b"\x03\x00" + checksum
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_the_bomb_itself_is_a_proper_png():
    with Image.open(io.BytesIO(png_bomb(300))) as image:
        assert not np.asarray(image).any()


def tiff_bomb(path: Path, side: int) -> None:
    """A TIFF that says that it has `side` × `side` pixels."""
    tifffile.imwrite(path, np.zeros((8, 8), np.uint8), metadata=None)
    with tifffile.TiffFile(path, mode="r+b") as file:
        for tag in (256, 257):
            file.pages.first.tags[tag].overwrite(side)


def test_bombs_are_refused_before_decoding(tmp_path):
    png, bmp, tif = (tmp_path / f"bomb.{suffix}" for suffix in ("png", "bmp", "tif"))
    png.write_bytes(png_bomb(30_000))
    bmp.write_bytes(
        struct.pack("<2sIHHI", b"BM", 54, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 30_000, 30_000, 1, 8, *[0] * 6)
    )
    tiff_bomb(tif, 30_000)
    tracemalloc.start()
    for path in (png, bmp, tif):
        assert "400 million" in sentence(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000


def test_a_tiff_whose_pages_go_round_in_circles(write_tiff, ramp):
    path = write_tiff(ramp)
    data = bytearray(path.read_bytes())
    first = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, first)[0]
    struct.pack_into("<I", data, first + 2 + count * 12, first)
    path.write_bytes(data)
    try:
        assert read_info(path).frames == 1
    except MicrographError:
        # Refusing it is right as well; what matters is that it ends.
        return


@pytest.mark.parametrize("fill", [np.nan, np.inf, -np.inf, 0.0, 3.5, 3e38])
def test_floats_without_a_picture(write_tiff, fill):
    path = write_tiff(np.full((80, 90), fill, np.float32))
    scan, info = scan_pixels(path)
    assert np.isfinite(scan).all()
    assert bool(info.warnings) == (not np.isfinite(fill))
    low, high = auto_limits(scan)
    assert low < high
    assert to_display(scan, low, high).dtype == np.uint8
    assert Image.open(io.BytesIO(thumbnail_png(path, 64))).size == (64, 57)


def test_some_pixels_that_are_no_numbers(write_tiff, ramp):
    pixels = ramp.astype(np.float32) + 10
    pixels[3, 4], pixels[5, 6] = np.nan, np.inf
    scan, info = scan_pixels(write_tiff(pixels))
    assert scan[3, 4] == scan[5, 6] == pytest.approx(10)
    assert "2 pixels" in info.warnings[0]


def test_complex_numbers_are_refused(write_tiff, ramp):
    assert "grey" in sentence(write_tiff(ramp.astype(np.complex64)))


def seeds() -> list[bytes]:
    rows = (np.arange(70 * 80) % 251).astype(np.uint8).reshape(70, 80)
    made = []
    fei = "[Beam]\nHV=5000\nBeam=EBeam\n[Scan]\nPixelWidth=1e-9\nPixelHeight=1e-9\n"
    fei += "[Image]\nResolutionX=80\nResolutionY=66\n"
    zeiss = (
        "0\n0\nAP_IMAGE_PIXEL_SIZE\nImage Pixel Size = 5.8 nm\nAP_WIDTH\nWidth = 464 nm\nAP_DATE\nDate :25 Sep 2018\n"
    )
    tescan = "\r\nMagnification=5\r\nPixelSizeX=1e-9\r\nHV=1000\r\nDate=2020-01-01\r\n"
    for tag, text, options in (
        (34682, fei, {}),
        (34118, zeiss, {"compression": "zlib", "predictor": True}),
        (50431, tescan, {"compression": "lzw", "tile": (32, 32), "bigtiff": True}),
        (270, "ImageJ=1.5\nimages=2\nunit=nm\n", {"byteorder": ">"}),
    ):
        out = io.BytesIO()
        extra = [(tag, 2, 0, text.encode(), True)]
        tifffile.imwrite(out, rows, extratags=extra, metadata=None, resolution=(2.0, 2.0), **options)
        made.append(out.getvalue())
    for kind in ("PNG", "JPEG", "BMP"):
        out = io.BytesIO()
        Image.fromarray(rows).save(out, kind)
        made.append(out.getvalue())
    return made


SEEDS = seeds()


@settings(max_examples=150, deadline=60_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.sampled_from(SEEDS),
    keep=st.one_of(st.just(1.0), st.floats(0.0, 1.0)),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
    at_the_ends=st.booleans(),
)
def test_mutated_files_raise_nothing_else(tmp_path, data, keep, changes, at_the_ends):
    mutated = bytearray(data)
    for where, value in changes:
        # The table of tags stands at an end of a TIFF: there every byte matters.
        place = int(where * min(400, len(mutated))) if at_the_ends else int(where * len(mutated))
        mutated[-place - 1 if at_the_ends and value % 2 else place] = value
    path = tmp_path / "mutated.tif"
    path.write_bytes(mutated[: int(len(mutated) * keep)])
    try:
        info = read_info(path)
    except MicrographError as error:
        assert "\n" not in str(error)
        return
    try:
        pixels = read_pixels(path)
    except MicrographError:
        return
    assert pixels.shape[:2] == info.shape


@settings(max_examples=80, deadline=60_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(codec="latin-1"), max_size=400), tag=st.sampled_from([270, 34680, 34682, 34118, 50431])
)
def test_metadata_of_any_text(tmp_path, text, tag):
    keys = {
        34680: "[Scan]\nPixelWidth=",
        34682: "[Beam]\nHV=",
        34118: "AP_WIDTH\nWidth = ",
        50431: "PixelSizeX=",
        270: "ImageJ=1\nunit=",
    }
    path = tmp_path / "text.tif"
    # Latin-1 in a tag of bytes: the text tags of a TIFF are ASCII for tifffile's writer.
    extra = [(tag, 7, 0, (keys[tag] + text).encode("latin-1"), True)]
    tifffile.imwrite(path, np.zeros((8, 8), np.uint8), metadata=None, description=None, extratags=extra)
    size = read_info(path).pixel_size
    assert size is None or (0 < size.row_m < np.inf and 0 < size.column_m < np.inf)
