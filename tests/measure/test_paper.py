"""What a measurement says in a paper, in a table, and in a word about trust."""

from __future__ import annotations

import csv
import io

import pytest

from maemi.measure import choosing as _kinds  # noqa: F401 - enters the quantities of all kinds
from maemi.measure.object_table import object_csv
from maemi.measure.paper import READ, methods_text, quantity_table
from maemi.measure.plain_fields import stated
from maemi.measure.quantities import Quantity
from maemi.measure.result import Measurement
from maemi.measure.setting_words import setting_text, settings_text
from maemi.measure.settings import Settings
from maemi.measure.trust import trust_of
from maemi.micrograph.record import PixelSizeSource

FOUND = Measurement(
    "particles",
    count=1204,
    confidence=0.8,
    pixel_size_m=2e-9,
    pixel_size_source=PixelSizeSource.METADATA,
    quantities=(
        Quantity("count", 1204, "1", 1180, 1230, "labelled objects"),
        Quantity("mean_size", 52.34e-9, "m", 51.1e-9, 53.6e-9, "equivalent diameter"),
    ),
    objects={"size": (26.0, 30.0), "area": (530.0, 706.0), "angle": (10.0, float("nan")), "row": (3.5, 9.0)},
    method="threshold at half height, touching ones split",
    settings={"polarity": "bright", "smoothing_px": 1.2, "split": 0.4, "largest_px": None},
    corrected=2,
)


def test_a_methods_section_has_version_settings_and_numbers() -> None:
    told = methods_text(FOUND, Settings(split=0.4), "a.tif")
    assert told.startswith("Particles in a.tif were measured with MAEMI ")
    assert "Threshold at half height, touching ones split. Pixel size: 2.00 nm (metadata)." in told
    assert "Settings chosen from the picture: polarity bright, smoothing 2.40 nm." in told
    assert "Settings given: split 0.40. 2 corrections by hand." in told
    assert "Count 1,204 (1,180–1,230); mean size 52.3 nm (51.1–53.6)." in told
    assert told.endswith(READ)
    assert "No numbers" in methods_text(Measurement("pattern"))


def test_the_table_of_quantities_can_be_pasted_into_a_spreadsheet() -> None:
    header, first, second = quantity_table(FOUND).splitlines()
    assert header.split("\t")[:5] == ["quantity", "value", "low", "high", "unit"]
    assert first.split("\t") == ["Count", "1204", "1180", "1230", "", "labelled objects"]
    assert second.split("\t")[:5] == ["Mean size", "52.3", "51.1", "53.6", "nm"]


def test_the_table_of_objects_has_units_in_its_header() -> None:
    lines = list(csv.DictReader(io.StringIO(object_csv(FOUND))))
    assert lines[0] == {"object": "1", "size_nm": "52", "area_nm2": "2120", "angle_deg": "10", "row_px": "3.5"}
    assert lines[1]["angle_deg"] == ""
    assert object_csv(Measurement("pattern")) == "object\n"


@pytest.mark.parametrize(
    ("confidence", "corrected", "word"),
    [(0.9, 0, "trustworthy"), (0.9, 3, "trustworthy"), (0.4, 0, "doubtful"), (0.1, 0, "not given")],
)
def test_trust_is_a_word_with_a_reason(confidence: float, corrected: int, word: str) -> None:
    trust = trust_of(Measurement("pores", confidence=confidence, corrected=corrected))
    assert trust.word == word and trust.reason.endswith(".")


def test_settings_are_told_in_lengths_where_they_can_be() -> None:
    assert setting_text("smoothing_px", 1.5, None) == "1.5 px"
    assert setting_text("smallest_px", 10, 2e-9) == "20.0 nm"
    assert setting_text("largest_px", None, 2e-9) == "none"
    assert settings_text({"threshold": 0.417, "unknown": 3, "polarity": "dark"}, None) == (
        "polarity dark, threshold 0.42"
    )


def test_plain_fields_are_told_where_a_kind_states_no_quantities() -> None:
    plain = Measurement("pattern", confidence=0.9, pitch_m=1.2e-7, pitch_px=60.0, orientation_deg=91.0)
    assert [(one.name, one.unit) for one in stated(plain)] == [("pitch", "m"), ("orientation", "°")]
    assert "Pitch 120 nm; " in methods_text(plain)
    assert [one.unit for one in stated(Measurement("pattern", pitch_px=60.0))] == ["px"]
    assert stated(FOUND) == FOUND.quantities and stated(Measurement("pores")) == ()
