"""`maemi measure`: the fields of the contract, and one sentence for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from maemi.cli.main import main

FIELDS = {
    "kind",
    "count",
    "mean_size_m",
    "median_size_m",
    "std_size_m",
    "mean_size_px",
    "coverage",
    "pitch_m",
    "pixel_size_m",
    "pixel_size_source",
    "sizes_px",
    "warnings",
}


@pytest.fixture
def discs(tmp_path: Path) -> Path:
    """Six discs of 40 pixels."""
    y, x = np.mgrid[0:300, 0:400]
    scan = np.full((300, 400), 60.0)
    for row in (70, 200):
        for column in (70, 200, 330):
            scan[(y - row) ** 2 + (x - column) ** 2 <= 400] = 180
    file = tmp_path / "discs.png"
    Image.fromarray(gaussian_filter(scan, 1).astype(np.uint8)).save(file)
    return file


def test_json_has_the_fields_of_the_contract(discs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", str(discs), "--kind", "particles", "--pixel-size", "1e-9", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= FIELDS
    assert found["count"] == 6
    assert found["mean_size_m"] == pytest.approx(40e-9, rel=0.05)
    assert found["pixel_size_source"] == "typed in"
    assert len(found["sizes_px"]) == 6


def test_without_pixel_size_lengths_are_null(discs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", str(discs), "--kind", "particles", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["mean_size_m"] is None
    assert found["mean_size_px"] == pytest.approx(40, rel=0.05)


def test_a_person_reads_lines(discs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", str(discs), "--kind", "particles", "--pixel-size", "1e-9"]) == 0
    text = capsys.readouterr().out
    assert "particles" in text
    assert "nm (typed in)" in text


def test_settings_overlay_and_table_of_objects(discs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overlay, table = tmp_path / "seen.png", tmp_path / "objects.csv"
    argv = ["measure", str(discs), "--kind", "particles", "--polarity", "bright", "--split", "0.3"]
    argv += ["--pixel-size", "1e-9", "--overlay", str(overlay), "--objects", str(table)]
    assert main([*argv, "--methods"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Particles in discs.png were measured with MAEMI") and "split 0.30" in said
    with Image.open(overlay) as picture:
        assert picture.size == (400, 300) and picture.mode == "RGB"
        red, green, blue = picture.getpixel((200, 50))  # the edge of the second disc
        assert green > red + 80 and blue > red + 60
    header, *lines = table.read_text().splitlines()
    assert header.startswith("object,size_nm,area_nm2") and "row_px" in header and len(lines) == 6
    assert float(lines[0].split(",")[1]) == pytest.approx(40, rel=0.05)
    assert main(argv) == 2, "nothing is overwritten"
    assert "--replace" in capsys.readouterr().err
    assert main([*argv, "--replace"]) == 0


def test_a_folder_that_there_is_not_is_told_before_measuring(
    discs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["measure", str(discs), "--objects", str(tmp_path / "none" / "all.csv")]) == 2
    assert "to write all.csv into; make it first" in capsys.readouterr().err


def test_no_overlay_in_a_format_that_is_none(discs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", str(discs), "--kind", "particles", "--overlay", str(tmp_path / "seen.docx")]) == 2
    assert ".png" in capsys.readouterr().err and not (tmp_path / "seen.docx").exists()


@pytest.mark.parametrize("bad", ["missing", "text", "size"])
def test_bad_input_is_one_sentence(bad: str, discs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.tif"
    broken.write_text("no micrograph")
    argv = {
        "missing": [str(tmp_path / "none.tif")],
        "text": [str(broken)],
        "size": [str(discs), "--pixel-size", "-3"],
    }[bad]
    assert main(["measure", *argv]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err
