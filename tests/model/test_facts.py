"""The facts of a micrograph as text: every number with its unit, nothing that is not known."""

from __future__ import annotations

from pathlib import Path

from maemi.micrograph.record import Acquisition, MicrographInfo, PixelSize, PixelSizeSource
from maemi.model.facts import facts_text

INFO = MicrographInfo(
    path=Path("a.tif"),
    format="TIFF",
    vendor="FEI",
    shape=(1103, 1024),
    dtype="uint8",
    channels=1,
    frames=1,
    pixel_size=PixelSize(2e-9, 2e-9, PixelSizeSource.METADATA),
    acquisition=Acquisition(accelerating_voltage_v=15e3, detector="ETD", magnification=50000, technique="SEM"),
    scan_rows=1024,
    synthetic=True,
)


def test_a_file_says_its_scale_and_how_it_was_taken() -> None:
    text = facts_text(INFO.to_json())
    for words in (
        "synthetic phantom",
        "Pixel size: 2.00 nm (metadata)",
        "Field of view: 2.05 µm × 2.05 µm",
        "Accelerating voltage: 15 kV",
        "Magnification: 50000×",
        "Detector: ETD",
        "Technique: SEM",
    ):
        assert words in text, words


def test_a_measurement_says_its_numbers() -> None:
    measured = {"kind": "fibres", "count": 12, "mean_size_m": 4.2e-7, "std_size_m": 5e-8, "coverage": 0.314,
                "pitch_m": None, "orientation_deg": 41.6}  # fmt: skip
    text = facts_text(None, measured)
    assert "12 fibres" in text
    assert "420 nm ± 50.0 nm" in text
    assert "31 %" in text
    assert "42°" in text
    assert "pitch" not in text


def test_without_a_pixel_size_there_are_no_lengths() -> None:
    text = facts_text({"shape": [10, 10], "pixel_size_m": None}, {"count": 3, "mean_size_px": 12.34, "kind": "pores"})
    assert "Pixel size: not known" in text
    assert "12.3 pixels" in text
    assert "nm" not in text


def test_a_diffraction_pattern_has_no_scale() -> None:
    assert "no length scale" in facts_text({"reciprocal": True, "pixel_size_m": [1e-9, 1e-9], "shape": [10, 10]})


def test_nothing_known_is_nothing_said() -> None:
    assert facts_text() == ""
    assert facts_text({}, {}) == ""
