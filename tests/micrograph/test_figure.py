"""Figures for a paper, read again: bar against truth, pixel size, resolution, kept greys, oblong pixels, refusals."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from maemi.cli.main import main
from maemi.errors import InputError, MaemiError
from maemi.micrograph.figure.making import make_figure, picture_of
from maemi.micrograph.figure.options import FigureOptions, Note
from maemi.micrograph.reading import read_info, read_pixels
from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource
from maemi.micrograph.shapes import Shape

SQUARE = PixelSize(2e-9, 2e-9, PixelSizeSource.TYPED_IN)
OBLONG = PixelSize(6e-9, 2e-9, PixelSizeSource.METADATA, "a test")
GREY = 90


@pytest.fixture
def scan(tmp_path: Path) -> MicrographInfo:
    """16 bits of one grey, 300 rows × 400 columns; what is brighter on a figure was drawn."""
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, np.full((300, 400), 1090, np.uint16))
    return read_info(path)


def bar_in(path: Path) -> tuple[int, int]:
    """Columns and rows of the white bar, as the exported picture has it: the longest run of white."""
    shown = np.asarray(Image.open(path).convert("L"))
    longest, high = 0, 0
    for row in shown:
        runs = [len(run) for run in bytes((row == 255).astype(np.uint8)).split(b"\0")]
        if max(runs) > longest:
            longest, high = max(runs), 0
        high += max(runs) == longest
    return longest, high


TONE = (1000.0, 1255.0, 1.0)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize(("size", "width_mm"), [(SQUARE, None), (SQUARE, 60.0), (OBLONG, None), (OBLONG, 89.0)])
def test_the_bar_is_as_long_as_it_says(
    scan: MicrographInfo, tmp_path: Path, suffix: str, size: PixelSize, width_mm: float | None
) -> None:
    out = tmp_path / f"figure{suffix}"
    made = make_figure(scan, out, FigureOptions(dpi=200, width_mm=width_mm, tone=TONE, font_pt=5), size)
    again = read_info(out)
    assert again.pixel_size is not None and made.layout.bar is not None
    long, _ = bar_in(out)
    truth = made.layout.bar.length_m / again.pixel_size.column_m
    assert long == pytest.approx(truth, abs=0.51), "to half a pixel"
    assert again.pixel_size.column_m * again.shape[1] == pytest.approx(400 * size.column_m)
    assert again.pixel_size.row_m * again.shape[0] == pytest.approx(300 * size.row_m)
    assert again.pixel_size.row_m == pytest.approx(again.pixel_size.column_m, rel=5e-3), "square on paper"
    assert again.info_bar is None


def test_dots_per_inch_and_width_on_paper(scan: MicrographInfo, tmp_path: Path) -> None:
    options = FigureOptions(dpi=600, width_mm=50)
    make_figure(scan, tmp_path / "a.png", options, SQUARE)
    make_figure(scan, tmp_path / "a.tif", options, SQUARE)
    with Image.open(tmp_path / "a.png") as image:
        assert image.info["dpi"] == pytest.approx((600, 600), abs=0.1)
        assert image.width / 600 * 25.4 == pytest.approx(50, abs=0.05)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        tags = file.pages[0].tags
        assert tags["XResolution"].value[0] / tags["XResolution"].value[1] == 600
        assert int(tags["ResolutionUnit"].value) == 2, "inch"
        assert str(tags["ImageDescription"].value).startswith("MAEMI figure\n")


def test_an_svg_has_its_bar_as_a_vector(scan: MicrographInfo, tmp_path: Path) -> None:
    note = Note(Shape("ellipse", ((10, 10), (50, 40))), "A <1 µm & more>")
    made = make_figure(scan, tmp_path / "a.svg", FigureOptions(width_mm=60, notes=(note,)), SQUARE)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    from xml.etree import ElementTree

    root = ElementTree.fromstring(text)
    assert root.get("width") == "60.0311mm" or root.get("width", "").endswith("mm")
    bar = next(each for each in root if each.get("id") == "scale-bar")
    assert made.layout.bar is not None and made.layout.pixel_size is not None
    truth = made.layout.bar.length_m / made.layout.pixel_size.column_m
    assert float(bar.get("width", "0")) == pytest.approx(truth, abs=1e-3)
    words = [each.text for each in root.iter() if each.tag.endswith("text")]
    assert words == ["A <1 µm & more>", made.layout.bar.label]
    assert re.search(r'href="data:image/png;base64,', text)


def test_the_files_own_greys_are_kept(scan: MicrographInfo, tmp_path: Path) -> None:
    made = make_figure(scan, tmp_path / "a.tif", FigureOptions(keep_greys=True, part=(10, 20, 60, 120)), SQUARE)
    assert made.bits == 16 and made.layout.bar is None
    again = read_pixels(tmp_path / "a.tif")
    assert (again.dtype, again.shape) == (np.uint16, (50, 100))
    assert (again == 1090).all()
    size = read_info(tmp_path / "a.tif").pixel_size
    assert size is not None and (size.row_m, size.column_m) == (2e-9, 2e-9)
    for name, options in (
        ("a.png", FigureOptions(keep_greys=True)),
        ("b.tif", FigureOptions(keep_greys=True, width_mm=9)),
    ):
        with pytest.raises(InputError, match="own greys"):
            make_figure(scan, tmp_path / name, options, SQUARE)


def test_notes_lie_where_they_were_drawn(scan: MicrographInfo) -> None:
    box = Note(Shape("rectangle", ((100, 50), (200, 150))), "")
    shown = np.asarray(picture_of(scan, FigureOptions(notes=(box,), bar=False, tone=TONE, font_pt=2), SQUARE))
    white = np.argwhere(shown == 255)
    assert white.min(axis=0) == pytest.approx([50, 100], abs=1)
    assert white.max(axis=0) == pytest.approx([150, 200], abs=1)


def test_notes_beyond_the_part_leave_no_words(scan: MicrographInfo) -> None:
    beyond = Note(Shape("rectangle", ((300, 200), (390, 290))), "far away")
    options = FigureOptions(notes=(beyond,), bar=False, tone=TONE, part=(0, 0, 100, 100))
    shown = np.asarray(picture_of(scan, options, SQUARE))
    assert (shown == GREY).all()


def test_colours_stay_colours_and_bars_may_be_yellow(tmp_path: Path) -> None:
    path = tmp_path / "colours.png"
    Image.fromarray(np.dstack([np.full((80, 90), 200, np.uint8)] + [np.zeros((80, 90), np.uint8)] * 2)).save(path)
    shown = picture_of(
        read_info(path), FigureOptions(colour="yellow", tone=(0, 255, 1), backing=True, font_pt=2), SQUARE
    )
    assert shown.mode == "RGB"
    assert shown.getpixel((1, 1)) == (200, 0, 0)
    assert (0xFF, 0xD5, 0x4A) in {colour for _, colour in shown.getcolors(10_000) or []}


def test_numbers_that_are_none_are_black(tmp_path: Path) -> None:
    path = tmp_path / "holes.tif"
    pixels = np.linspace(0, 1, 64 * 64, dtype=np.float32).reshape(64, 64)
    pixels[0, 0] = np.nan
    tifffile.imwrite(path, pixels)
    assert picture_of(read_info(path), FigureOptions(bar=False)).getpixel((0, 0)) == 0


def test_no_pixel_size_no_bar_and_a_pattern_never_has_one(scan: MicrographInfo, tmp_path: Path) -> None:
    assert make_figure(scan, tmp_path / "a.png").layout.bar is None
    assert read_info(tmp_path / "a.png").pixel_size is None
    assert make_figure(replace(scan, reciprocal=True), tmp_path / "b.png", None, SQUARE).layout.bar is None


def test_the_info_bar_goes_or_stays(tmp_path: Path) -> None:
    from maemi.phantom.drawing import draw
    from maemi.phantom.writing import write

    path = tmp_path / "phantom.tif"
    write(draw("particles", 1, rows=192, columns=256), path)
    info = read_info(path)
    assert info.info_bar is not None
    make_figure(info, tmp_path / "scan.png")
    make_figure(info, tmp_path / "whole.png", FigureOptions(info_bar=True))
    scan, whole = read_info(tmp_path / "scan.png"), read_info(tmp_path / "whole.png")
    assert (scan.shape[0], whole.shape[0]) == (info.info_bar[0], info.shape[0])
    assert scan.synthetic and scan.info_bar is None
    make_figure(info, tmp_path / "scan.svg")
    assert ">Synthetic</text>" in (tmp_path / "scan.svg").read_text(encoding="utf-8")
    unmarked = picture_of(replace(info, synthetic=False), FigureOptions())
    marked = picture_of(info, FigureOptions())
    assert unmarked.tobytes() != marked.tobytes(), "a phantom says what it is"


@pytest.mark.parametrize(
    "wish",
    [
        {"dpi": 5},
        {"width_mm": 1},
        {"font_pt": 0},
        {"bar_corner": "middle"},
        {"bar_length_m": -1.0},
        {"colour": "blue-ish"},
        {"tone": (5.0, 5.0, 1.0)},
        {"tone": (0.0, 5.0, 0.0)},
    ],
)
def test_wishes_that_make_no_sense(wish: dict[str, object]) -> None:
    with pytest.raises(InputError):
        FigureOptions(**wish)  # type: ignore[arg-type]


def test_what_cannot_be_made_is_said(scan: MicrographInfo, tmp_path: Path) -> None:
    for options, words in (
        (FigureOptions(bar_length_m=1.0), "longer than the figure"),
        (FigureOptions(bar_length_m=1e-10), "shorter than a pixel"),
        (FigureOptions(part=(400, 0, 500, 10)), "outside of the scan"),
        (FigureOptions(width_mm=2000, dpi=2400), "too large"),
    ):
        with pytest.raises(InputError, match=words):
            make_figure(scan, tmp_path / "a.png", options, SQUARE)
    with pytest.raises(InputError, match="no kind of figure"):
        make_figure(scan, tmp_path / "a.pdf")
    with pytest.raises(MaemiError, match="cannot be written"):
        make_figure(scan, tmp_path / "nowhere" / "a.png")


def test_a_large_scan_is_read_at_the_size_that_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from maemi.micrograph.figure import source

    path = tmp_path / "large.tif"
    tifffile.imwrite(path, np.tile(np.arange(2000, dtype=np.uint16), (2000, 1)))
    seen: list[int] = []
    real = source.read_region

    def spy(path: Path, rows: tuple[int, int], columns: tuple[int, int], step: int, frame: int) -> object:
        seen.append(step)
        return real(path, rows, columns, step, frame)

    monkeypatch.setattr(source, "read_region", spy)
    shown = picture_of(read_info(path), FigureOptions(width_mm=25.4, dpi=100, bar=False, tone=(0, 2000, 1)))
    assert seen == [10] and shown.size == (100, 100)
    assert np.asarray(shown)[50].tolist() == pytest.approx((np.arange(100) + 0.5) * 2.55, abs=2)


def test_the_command_writes_and_refuses(
    scan: MicrographInfo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "paper.png"
    words = [
        "figure",
        str(scan.path),
        str(out),
        "--column",
        "single",
        "--pixel-size",
        "2 nm",
        "--bar",
        "200 nm",
        "--json",
    ]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["bar_label"] == "200 nm" and told["shape"][1] == 1051
    assert main(words) == 2
    assert "exists already" in capsys.readouterr().err
    assert main([*words, "--replace"]) == 0
