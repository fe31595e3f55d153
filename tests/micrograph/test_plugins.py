"""Readers of others: found by their entry points, never before our own, and harmless where they are broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PLUG_IN = '''
"""A reader as somebody else would write it."""
import os
from pathlib import Path

import numpy as np

from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource


class Toy:
    name = "Toy"
    suffixes = frozenset({".toy", ".tif"})

    def recognises(self, head):
        return head.startswith((b"TOY", b"II*"))

    def describe(self, path):
        if b"crash" in Path(path).read_bytes():
            os.abort()
        size = PixelSize(1e-9, 1e-9, PixelSizeSource.METADATA, "toy")
        return MicrographInfo(path, "Toy", "Toys", (4, 6), "uint8", 1, 1, size, scan_rows=4)

    def pixels(self, path, frame, step):
        return np.arange(24, dtype=np.uint8).reshape(4, 6)[::step, ::step]
'''
POINTS = "[maemi.formats]\ntoy = toy_maemi:Toy\nbroken = no_such_module:Reader\nnumber = math:pi\n"


@pytest.fixture
def toys(tmp_path: Path) -> dict[str, str]:
    """An environment in which a distribution with plug-ins is installed."""
    site = tmp_path / "site"
    facts = site / "toy_maemi-1.0.dist-info"
    facts.mkdir(parents=True)
    (site / "toy_maemi.py").write_text(PLUG_IN)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-maemi\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(POINTS)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *sys.path])}


def maemi(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "maemi", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_plug_in_reads(toys, tmp_path):
    path = tmp_path / "a.toy"
    path.write_bytes(b"TOY")
    done = maemi(toys, "info", str(path), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["format"] == "Toy"
    # And not where it is not installed.
    assert maemi(dict(os.environ), "info", str(path)).returncode == 2


def test_a_folder_with_its_files_is_added(toys, tmp_path):
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.toy").write_bytes(b"TOY")
    assert maemi(toys, "init", str(tmp_path / "project")).returncode == 0
    done = maemi(toys, "add", str(tmp_path / "project"), str(folder), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["added"] == 1


def test_it_cannot_shadow_a_reader_of_ours(toys, tmp_path, write_tiff, ramp):
    done = maemi(toys, "info", str(write_tiff(ramp)), "--json")
    assert json.loads(done.stdout)["format"] == "TIFF"


def test_a_crash_of_it_is_one_sentence(toys, tmp_path):
    path = tmp_path / "a.toy"
    path.write_bytes(b"TOY crash")
    done = maemi(toys, "info", str(path))
    assert done.returncode == 2
    assert "made its decoder crash" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_does_not_load_is_told_by_doctor(toys):
    found = json.loads(maemi(toys, "doctor", "--json").stdout)["formats"]
    assert found["plug_ins"] == ["Toy"]
    assert len(found["problems"]) == 2
    assert "broken (no_such_module:Reader) does not load" in found["problems"][0]
    assert "it is no reader" in found["problems"][1]
