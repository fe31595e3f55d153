"""Files like those that microscopes write, made from scratch."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import tifffile

FEI = """[User]
Date=06/13/2016
Time=05:06:40 PM
[System]
SystemType=Helios NanoLab 660
[Beam]
HV=5000
Beam=EBeam
Scan=EScan
[EBeam]
HFW=0.00012800
WD=0.00403466
[Scan]
Dwelltime=1e-005
PixelWidth=1.0e-006
PixelHeight=1.0e-006
HorFieldsize=0.000128
[Image]
ResolutionX=128
ResolutionY=96
[Detectors]
Name=ETD
[PrivateFei]
TimeOfCreation=13.06.2016 17:06:40
DatabarHeight=12
"""

ZEISS = """0
0
0
AP_WD
WD = 3.9 mm
AP_MAG
Mag =  50.00 K X
AP_PIXEL_SIZE
Pixel Size = 5.825 nm
AP_IMAGE_PIXEL_SIZE
Image Pixel Size = 5.825 nm
AP_WIDTH
Width = 745.6 nm
AP_ACTUALKV
EHT =  5.00 kV
AP_DATE
Date :25 Sep 2018
AP_TIME
Time :8:20:42
DP_DETECTOR_CHANNEL
Signal A = InLens
DP_SEM
Sem = Merlin
"""


@pytest.fixture
def fei_text() -> str:
    """Metadata of a scan of 96 rows and 128 columns, as FEI writes them."""
    return FEI


@pytest.fixture
def zeiss_text() -> str:
    """Metadata of a scan of 128 columns, as Zeiss writes them."""
    return ZEISS


@pytest.fixture
def ramp() -> np.ndarray[Any, Any]:
    """A scan with something in every row and column, uint8 [96, 128]."""
    rows, columns = np.mgrid[0:96, 0:128]
    return ((rows * 3 + columns * 5) % 251).astype(np.uint8)


@pytest.fixture
def write_tiff(tmp_path: Path) -> Callable[..., Path]:
    """Write a TIFF with private text tags: write_tiff(pixels, {34682: text}, name="a.tif", **tifffile's options)."""

    def write(
        pixels: np.ndarray[Any, Any], tags: dict[int, str] | None = None, name: str = "a.tif", **options: Any
    ) -> Path:
        extra = [(code, 2, 0, text.encode("latin-1"), True) for code, text in (tags or {}).items()]
        path = tmp_path / name
        tifffile.imwrite(path, pixels, extratags=extra, metadata=None, **options)
        return path

    return write


@pytest.fixture
def with_bar() -> Callable[..., np.ndarray[Any, Any]]:
    """with_bar(scan, height, background, ink): a strip of blocky text and a scale bar below a scan."""

    def draw(scan: np.ndarray[Any, Any], height: int, background: int, ink: int) -> np.ndarray[Any, Any]:
        columns = scan.shape[1]
        bar = np.full((height, columns), background, scan.dtype)
        top = height // 3
        for start in range(columns // 20, columns - 12, 9):
            bar[top : top + height // 3, start : start + 2] = ink
            bar[top, start : start + 5] = ink
        bar[height - height // 5, columns // 2 : columns - 8] = ink
        return np.vstack([scan, bar])

    return draw


@pytest.fixture(scope="session")
def seeds() -> ModuleType:
    """`benchmarks/seeds.py`: writers of small files of every format, which the fuzzing script mutates, too."""
    return _benchmark("seeds")


@pytest.fixture(scope="session")
def fuzzing(seeds: ModuleType) -> ModuleType:
    """`benchmarks/fuzz_readers.py`."""
    return _benchmark("fuzz_readers")


def _benchmark(name: str) -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
