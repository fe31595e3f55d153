"""`maemi info`, in lines and in JSON."""

from __future__ import annotations

import argparse
import json

import numpy as np
import pytest
import tifffile

from maemi.cli import info
from maemi.errors import InputError

FEI = (
    "[Beam]\nHV=15000\nBeam=EBeam\nScan=EScan\n[Scan]\nPixelWidth=2.5e-009\nPixelHeight=2.5e-009\n"
    "[Image]\nResolutionX=80\nResolutionY=60\n[Detectors]\nName=TLD\n[MAEMI]\nSynthetic=1\n"
)
FIELDS = {
    *("path", "format", "vendor", "shape", "dtype", "frames", "pixel_size_m", "pixel_size_source", "reciprocal"),
    *("accelerating_voltage_v", "magnification", "detector", "scan_rows", "info_bar", "warnings"),
}


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "fei.tif"
    pixels = np.arange(70 * 80, dtype=np.uint16).reshape(70, 80)
    tifffile.imwrite(made, pixels, metadata=None, extratags=[(34682, 2, 0, FEI.encode(), True)])
    return made


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    info.add_parser(parser.add_subparsers())
    args = parser.parse_args(["info", *words])
    return args.run(args)


def test_json_has_the_contracts_fields(path, capsys):
    assert run(str(path), "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document.keys() >= FIELDS
    assert document["shape"] == [70, 80]
    assert document["pixel_size_m"] == pytest.approx([2.5e-9, 2.5e-9])
    assert (document["pixel_size_source"], document["accelerating_voltage_v"]) == ("metadata", 15000)
    assert (document["scan_rows"], document["info_bar"], document["synthetic"]) == (60, [60, 69], True)


def test_lines_for_people(path, capsys):
    assert run(str(path)) == 0
    printed = capsys.readouterr().out
    assert "2.500 nm (metadata, [Scan] PixelWidth)" in printed
    assert "15 kV" in printed
    assert "TLD" in printed
    assert "phantom" in printed
    assert "rows 60 to 69" in printed


def test_without_a_pixel_size_it_says_so(tmp_path, capsys):
    plain = tmp_path / "plain.tif"
    tifffile.imwrite(plain, np.zeros((4, 5), np.uint8))
    run(str(plain))
    assert "unknown: the file does not say" in capsys.readouterr().out
    run(str(plain), "--json")
    assert json.loads(capsys.readouterr().out)["pixel_size_m"] is None


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        run(str(tmp_path / "none.tif"))
