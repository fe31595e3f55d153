"""Lengths and acquisition in text that a machine read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.micrograph.burned_in.acquisition_text import read_acquisition
from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.lengths import find_lengths
from maemi.micrograph.burned_in.text import Line


def line(text: str, top: float = 0, left: float = 0) -> Line:
    """A line as the recogniser gives it, ten pixels a letter."""
    columns = tuple(left + 10 * place + 5 for place in range(len(text)))
    return Line(text, Box(top, left, top + 20, left + 10 * len(text)), columns, (0.99,) * len(text))


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("200 nm", 200e-9),
        ("500nm", 500e-9),
        ("2 µm", 2e-6),
        ("2 um", 2e-6),
        ("2 μm", 2e-6),
        ("1pm", 1e-6),
        ("10.0 µm", 10e-6),
        ("10,0 µm", 10e-6),
        ("50.0um", 50e-6),
        ("1 mm", 1e-3),
        ("5 Å", 5e-10),
        ("-500 µm", 500e-6),
        ("10 µm*", 10e-6),
        ("20 microns", 20e-6),
    ],
)
def test_lengths_as_they_are_written(text, metres):
    (length,) = find_lengths(text)
    assert length.metres == pytest.approx(metres)
    assert length.alone
    assert not length.named
    assert length.nice


@pytest.mark.parametrize(
    "text", ["", "2 kV", "X10,000", "Photo No. = 122", "0 nm", "0.0 µm", "9999 mm", "1.35e-006 mbar"]
)
def test_what_is_no_length(text):
    assert find_lengths(text) == []


@pytest.mark.parametrize("text", ["WD = 8 mm", "WD 8.6mm", "H 1 = 914.5 nm", "Aperture Size = 30.00 µm"])
def test_a_named_length_is_not_that_of_a_bar(text):
    assert all(length.named for length in find_lengths(text))


def test_picometres_are_doubted_only_where_they_could_be_meant():
    assert not find_lengths("20 pm")[0].doubtful_unit
    assert find_lengths("200 pm")[0].doubtful_unit


@given(st.text(max_size=60))
def test_any_text_is_survived(text):
    for length in find_lengths(text):
        assert 0 < length.metres <= 0.05
        assert text[length.start : length.end] == length.text
    read_acquisition([line(text)])


@given(st.integers(1, 999), st.sampled_from([("nm", 1e-9), ("µm", 1e-6), ("um", 1e-6)]), st.sampled_from(["", " "]))
def test_every_whole_length_is_read(number, unit, space):
    (length,) = find_lengths(f"{number}{space}{unit[0]}")
    assert length.metres == pytest.approx(number * unit[1])


def test_zeiss():
    said = read_acquisition(
        [
            line("EHT =  5.00 kV"),
            line("WD = 4.2 mm"),
            line("Mag =  50.00 K X"),
            line("Signal A = InLens"),
            line("ESB Grid =  800 V"),
        ]
    )
    assert said.accelerating_voltage_v == 5000
    assert said.working_distance_m == pytest.approx(4.2e-3)
    assert said.magnification == 50_000
    assert said.detector == "InLens"


def test_volts_need_a_name():
    assert read_acquisition([line("EHT = 800 V")]).accelerating_voltage_v == 800
    assert read_acquisition([line("ESB Grid = 800 V")]).accelerating_voltage_v is None


def test_hitachi_writes_it_all_in_one_line():
    said = read_acquisition([line("SU8000 5.0kV 8.6mm x50.0k SE(U)")])
    assert (said.accelerating_voltage_v, said.magnification) == (5000, 50_000)
    assert said.working_distance_m == pytest.approx(8.6e-3)
    assert said.detector == "SE(U)"


def test_jeol():
    said = read_acquisition(
        [line("15kV"), line("X10,000", left=100), line("1µm", left=300), line("10 41 SEI", left=500)]
    )
    assert (said.accelerating_voltage_v, said.magnification, said.detector) == (15_000, 10_000, "SEI")


@pytest.mark.parametrize(
    ("text", "magnification"),
    [
        ("SED 1.0kV WD9.4mm x277,000HighVac.", 277_000),
        ("5.0kV 8.6mm x50.0kSE(U)", 50_000),
        ("x1.0k SE(U)", 1000),
        ("mag 2 040 x", 2040),
        ("X139", 139),
        ("Mag = 105 X", 105),
    ],
)
def test_magnifications(text, magnification):
    assert read_acquisition([line(text)]).magnification == magnification


def test_tescan():
    said = read_acquisition(
        [line("SEM HV: 15.0 kV"), line("View field: 10.0 µm"), line("SEM MAG: 20.8 kx"), line("Det: SE")]
    )
    assert said.field_width_m == pytest.approx(10e-6)
    assert (said.accelerating_voltage_v, said.magnification, said.detector) == (15_000, 20_800, "SE")


def test_a_header_above_a_cell_says_what_it_is():
    """FEI: the working distance stands alone in its cell and must not become the length of a bar."""
    headers = [line("HV", 0, 0), line("HFW", 0, 150), line("WD", 0, 300), line("det", 0, 450)]
    cells = [line("5.00 kV", 22, 0), line("1.73 mm", 22, 140), line("4.0 mm", 22, 290), line("ETD", 22, 450)]
    said = read_acquisition(headers + cells)
    assert said.accelerating_voltage_v == 5000
    assert said.field_width_m == pytest.approx(1.73e-3)
    assert said.working_distance_m == pytest.approx(4e-3)
    assert said.detector == "ETD"
    assert set(said.named_lengths) == {5, 6}


def test_cells_that_were_read_as_one_line():
    said = read_acquisition([line("HV", 0, 20), line("HFW", 0, 120), line("10.00 kV   15.9 µm", 22, 0)])
    assert said.field_width_m == pytest.approx(15.9e-6)


def test_pixel_size_in_words():
    assert read_acquisition([line("Pixel Size = 5.86 nm")]).pixel_size_m == pytest.approx(5.86e-9)


def test_values_that_no_microscope_has_were_misread():
    said = read_acquisition([line("EHT = 500000 kV"), line("WD = 900 mm"), line("Mag = 1 X")])
    assert (said.accelerating_voltage_v, said.working_distance_m, said.magnification) == (None, None, None)
