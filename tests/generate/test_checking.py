"""Checks of a pair: which numbers a text states, and which of them differ from what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.generate.checking.pair import check_pair
from maemi.generate.openai.parsing import parse_reply
from maemi.generate.subject import Subject
from maemi.measure import choosing as _kinds  # noqa: F401 - enters the quantities of all kinds
from maemi.measure.quantities import Quantity
from maemi.measure.result import Measurement
from maemi.micrograph.record import Acquisition, MicrographInfo, PixelSize, PixelSizeSource
from maemi.project.rows import MicrographRow

SIZE = PixelSize(5e-9, 5e-9, PixelSizeSource.METADATA)
INFO = MicrographInfo(
    Path("a.tif"),
    "TIFF",
    "FEI",
    (768, 1024),
    "uint8",
    1,
    1,
    SIZE,
    acquisition=Acquisition(accelerating_voltage_v=15e3, magnification=20_000),
)
ROW = MicrographRow(1, Path("a.tif"), "a.tif", INFO, None, "particles", SIZE, datetime.now(UTC))
FOUND = Measurement(
    "particles",
    count=42,
    mean_size_m=250e-9,
    median_size_m=240e-9,
    std_size_m=50e-9,
    mean_size_px=50.0,
    coverage=0.12,
    pixel_size_m=5e-9,
    sizes_px=tuple(40.0 + i for i in range(20)),
    confidence=0.9,
)
SUBJECT = Subject(ROW, FOUND)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How large are the particles?", "The mean diameter is 250 nm."),
        ("How large are the particles?", "They are about 0.26 µm across."),
        ("How many particles are visible?", "There are 42 particles."),
        ("How many particles are visible?", "About 40 round particles can be seen."),
        ("What fraction of the area do they cover?", "They cover 12 % of the area."),
        ("What was the accelerating voltage?", "It was 15 kV."),
        ("What is the magnification?", "The magnification is 20,000×."),
        ("How wide is the field of view?", "The field of view is 5.12 µm wide."),
        ("What is the pixel size?", "One pixel corresponds to 5.00 nm."),
        ("What is the material?", "The material cannot be told from 2 images."),
        ("How sure is it?", "My estimate of 250 nm for the mean diameter holds to within a few per cent."),
        ("What is seen?", "The image field corresponds to 5.12 µm in width and 3.84 µm in height."),
    ],
)
def test_what_agrees_raises_nothing(question: str, answer: str) -> None:
    assert check_pair(question, answer, SUBJECT) == ()


@pytest.mark.parametrize(
    ("question", "answer", "marked", "measured", "severity"),
    [
        ("How large are the particles?", "The mean diameter is 350 nm.", "350 nm", "250 nm", "warning"),
        ("How large are the particles?", "The mean diameter is 2.5 µm.", "2.5 µm", "250 nm", "error"),
        ("How many particles are visible?", "There are 60 particles.", "60", "42", "warning"),
        ("How many particles are visible?", "Nine particles are visible.", "Nine", "42", "error"),
        ("What fraction do they cover?", "They cover 40 % of the area.", "40 %", "12.0 %", "error"),
        ("What was the accelerating voltage?", "It was 5 kV.", "5 kV", "15 kV", "error"),
        ("What is the pixel size?", "One pixel corresponds to 6 nm.", "6 nm", "5.00 nm", "warning"),
        ("How wide is the field of view?", "The field of view is 8 µm wide.", "8 µm", "5.12 µm × 3.84 µm", "warning"),
        (
            "How sure is it?",
            "My estimate of 800 nm for the mean diameter holds within a few per cent.",
            "800 nm",
            "250 nm",
            "error",
        ),
        (
            "What is seen?",
            "The image field is 5.12 µm in width and 9.8 µm in height.",
            "9.8 µm",
            "5.12 µm × 3.84 µm",
            "warning",
        ),
        ("What do you see?", "Each has a mean diameter, which is 900 nm.", "900 nm", "250 nm", "error"),
    ],
)
def test_what_differs_is_marked_where_it_stands(
    question: str, answer: str, marked: str, measured: str, severity: str
) -> None:
    (finding,) = check_pair(question, answer, SUBJECT)
    assert answer[finding.start : finding.end] == marked
    assert finding.measured == measured
    assert finding.severity == severity


def test_a_voltage_is_no_length() -> None:
    (finding,) = check_pair("How was it taken?", "The image was recorded at 2 nm.", SUBJECT)
    assert (finding.kind, finding.message) == ("unit", "2 nm is not a voltage.")


def test_a_number_said_to_come_from_the_scale_bar_is_checked_and_the_appeal_only_noted() -> None:
    right = check_pair("How large?", "Based on the scale bar, the particles are 250 nm in diameter.", SUBJECT)
    assert [(one.kind, one.severity) for one in right] == [("beside", "info")]
    wrong = check_pair("How large?", "Based on the scale bar, the particles are 900 nm in diameter.", SUBJECT)
    assert ("number", "error") in [(one.kind, one.severity) for one in wrong]
    read = check_pair("What is seen?", "The scale bar reads 2 µm.", SUBJECT)
    assert ("beside", "warning") in [(one.kind, one.severity) for one in read]


def test_what_cannot_be_checked_is_said() -> None:
    (finding,) = check_pair("What is the pitch?", "The pitch is 3 µm.", SUBJECT)
    assert (finding.kind, finding.severity) == ("unchecked", "info")


@settings(deadline=None)  # the first text of an unknown language loads the model that knows it
@given(st.text(), st.text())
def test_any_text_is_checked_without_trouble(question: str, answer: str) -> None:
    for finding in check_pair(question, answer, SUBJECT, "classification"):
        text = question if finding.side == "question" else answer
        if finding.start is not None and finding.end is not None:
            assert 0 <= finding.start < finding.end <= len(text)


@given(st.text() | st.none())
def test_any_reply_is_parsed_without_trouble(text: str | None) -> None:
    parsed = parse_reply(text, ["caption", "count"])
    assert set(parsed.answers) <= {"caption", "count"}
    assert len(parsed.answers) == 2 or parsed.trouble


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["answers", "id", "answer", "caption"]), inner),
    )
)
def test_any_json_is_parsed_without_trouble(document: object) -> None:
    import json

    parsed = parse_reply(f"```json\n{json.dumps(document)}\n```", ["caption"])
    assert all(isinstance(answer, str) and answer for answer in parsed.answers.values())


@pytest.mark.parametrize(
    ("answer", "replacement"),
    [
        ("The particles have a mean radius of 125 nm.", None),
        ("Their radii are about 120 nm.", None),
        ("They are 125 nm in radius and 250 nm in diameter.", None),
        ("The largest radius is 148 nm.", None),
        ("The mean radius is 250 nm.", "125 nm"),
    ],
)
def test_a_radius_is_half_of_a_size(answer: str, replacement: str | None) -> None:
    found = [one for one in check_pair("How large are the particles?", answer, SUBJECT) if one.is_warning]
    assert [one.replacement for one in found] == ([replacement] if replacement else [])


def test_the_radius_of_a_tip_is_that_of_its_apex() -> None:
    apex = Quantity("apex_radius", 20e-9, "m", 18e-9, 22e-9)
    found = Measurement("tips", 1, pixel_size_m=5e-9, confidence=0.9, quantities=(apex,))
    tip = Subject(replace(ROW, class_name="tips"), found)
    assert not check_pair("How sharp is it?", "The tip has a radius of 21 nm.", tip)
    (found,) = check_pair("How sharp is it?", "The tip has a radius of 60 nm.", tip)
    assert (found.kind, found.replacement) == ("number", "20.0 nm")


@pytest.mark.parametrize(("pitch", "wrong"), [("100 nm", False), ("150 nm", False), ("125 nm", True)])
def test_of_a_lattice_either_pitch_is_right(pitch: str, wrong: bool) -> None:
    two = (Quantity("pitch", 100e-9, "m", 99e-9, 101e-9), Quantity("pitch_2", 150e-9, "m", 148e-9, 152e-9))
    found = Measurement("pattern", pitch_m=100e-9, pitch_px=20.0, pixel_size_m=5e-9, confidence=0.9, quantities=two)
    subject = Subject(replace(ROW, class_name="patterned_surface"), found)
    assert any(one.is_warning for one in check_pair("What is the pitch?", f"The pitch is {pitch}.", subject)) == wrong
