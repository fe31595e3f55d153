"""The number reader: what is written in any of many ways is read back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.generate.checking.reading.digits import plain_value, step_of_last_digit, value_of_digits
from maemi.generate.checking.reading.number import Number
from maemi.generate.checking.reading.scanning import numbers_of
from maemi.generate.checking.reading.words import SMALL, TENS, value_of_words
from maemi.micrograph.units import format_length, format_voltage

SPELLED = {1e-9: ("nm", "nanometers", "nanometres"), 1e-6: ("µm", "um", "μm", "microns", "micrometer"), 1e-10: ("Å",)}
RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def only(text: str) -> Number:
    (number,) = numbers_of(text)
    return number


@given(st.floats(1e-10, 9e-3), st.integers(2, 4))
def test_a_length_as_the_window_writes_it(metres: float, digits: int) -> None:
    number = only(f"It is {format_length(metres, digits)} wide.")
    assert number.dimension == "length"
    assert number.value == pytest.approx(metres, rel=0.51 * 10.0 ** (1 - digits))


@given(st.floats(0.5, 5000), st.sampled_from(sorted(SPELLED)), st.data())
@settings(max_examples=150)
def test_a_length_in_any_spelling(amount: float, factor: float, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(SPELLED[factor]))
    shown = f"{amount:.2f}"
    space = data.draw(st.sampled_from(["", " ", "-", "\u00a0", "\u2009"]))
    sign = data.draw(st.sampled_from([".", ","]))
    number = only(f"About {shown.replace('.', sign)}{space}{unit}, roughly.")
    assert number.value == pytest.approx(float(shown) * factor, rel=1e-9)
    assert number.said == "about"


@given(st.integers(10, 99), st.integers(-9, 6))
def test_a_length_with_a_power_of_ten(mantissa: int, exponent: int) -> None:
    written = f"{mantissa / 10:.1f}"
    for text in (
        f"{written} × 10{str(exponent).translate(RAISED)} nm",
        f"{written} x 10^{exponent} nm",
        f"{written} · 10^{{{exponent}}} nm",
        f"{written}e{exponent} nm",
        f"{written}E{exponent}nm",
    ):
        number = only(f"A width of {text}.")
        assert number.value == pytest.approx(mantissa / 10 * 10.0**exponent * 1e-9, rel=1e-9), text


@given(st.integers(1, 999_999))
def test_a_count_in_digits(count: int) -> None:
    for text in (str(count), f"{count:,}", f"{count:,}".replace(",", "\u2009")):
        number = only(f"There are {text} particles.")
        assert (number.dimension, number.value) == ("count", count)


@given(st.integers(1, 999))
def test_a_count_in_words(count: int) -> None:
    number = only(f"There are {in_words(count)} small round particles.")
    assert (number.dimension, number.value) == ("count", count)
    assert value_of_words(in_words(count)) == count


@given(st.integers(100, 999_000))
def test_a_magnification(times: int) -> None:
    for text in (
        f"{times}×",
        f"{times:,}x",
        f"×{times:,}",
        f"{times / 1000:g}k×",
        f"{times / 1000:g} kX",
        f"×{times / 1000:g}k",
    ):
        number = only(f"It was taken at {text} with care.")
        assert number.dimension == "times", text
        assert number.value == pytest.approx(times, rel=1e-5), text


@given(st.sampled_from([500.0, 1e3, 2.5e3, 15e3, 30e3, 300e3]))
def test_a_voltage(volts: float) -> None:
    for text in (format_voltage(volts), format_voltage(volts).replace("V", "eV"), f"{volts / 1000:g} kilovolts"):
        number = only(f"taken at {text}.")
        assert (number.dimension, number.value) == ("voltage", pytest.approx(volts))


@given(st.integers(1, 400), st.integers(1, 400))
def test_a_range(one: int, other: int) -> None:
    low, high = sorted((one, one + other))
    for text in (
        f"{low}–{high} nm",
        f"{low} nm to {high} nm",
        f"between {low} and {high} nm",
        f"from {low} to {high} nm",
    ):
        number = only(f"Sizes lie {text}.")
        assert number.said == "range", text
        assert (number.low, number.high) == (pytest.approx(low * 1e-9), pytest.approx(high * 1e-9)), text


@pytest.mark.parametrize(
    ("text", "dimension", "low", "high"),
    [
        ("1/2 µm", "length", 0.5e-6, 0.5e-6),
        ("1 1/2 µm", "length", 1.5e-6, 1.5e-6),
        ("½ µm", "length", 0.5e-6, 0.5e-6),
        ("half a micron", "length", 0.5e-6, 0.5e-6),
        ("one and a half micrometres", "length", 1.5e-6, 1.5e-6),
        ("1.234,5 nm", "length", 1234.5e-9, 1234.5e-9),
        ("20.000x", "times", 20_000, 20_000),
        ("a dozen particles", "count", 10, 15),
        ("hundreds of pores", "count", 130, 2_000),
        ("between 360 nm and 2.3 µm", "length", 360e-9, 2.3e-6),
        ("5 nm per pixel", "length", 5e-9, 5e-9),
        ("45 degrees", "angle", 45, 45),
        ("twelve per cent", "percent", 0.12, 0.12),
    ],
)
def test_ways_of_writing(text: str, dimension: str, low: float, high: float) -> None:
    number = only(text)
    assert (number.dimension, number.low, number.high) == (dimension, pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text",
    [
        "Figure 2 shows it.", "TiO2 on Si3N4", "a 2D or three-dimensional view", "one of the many",
        "since 2019 it is known", "as in [12, 13]", "12 µm² of film", "heated to °C", "a ratio of 4:3", "1. The first",
        "one pixel",
    ],
)  # fmt: skip
def test_what_claims_nothing_is_left_alone(text: str) -> None:
    assert [one for one in numbers_of(text) if one.dimension != "bare"] == []


def test_sides_are_two_numbers() -> None:
    assert [one.value for one in numbers_of("5.12 × 3.84 µm")] == [pytest.approx(5.12e-6), pytest.approx(3.84e-6)]
    assert [one.value for one in numbers_of("5 micrometres × 400 nm")] == [pytest.approx(5e-6), pytest.approx(4e-7)]


def test_an_uncertainty_is_told_apart() -> None:
    first, second = numbers_of("52 ± 8 nm")
    assert (first.value, second.value, second.of_spread) == (pytest.approx(52e-9), pytest.approx(8e-9), True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("about 50 nm", "about"), ("~50 nm", "about"), ("less than 50 nm", "at most"), ("up to 50 nm", "at most"),
        ("over 50 nm", "at least"), ("50 nm or more", "at least"), ("just over 50 nm", "about"), ("50 nm", "plain"),
    ],
)  # fmt: skip
def test_how_it_is_said(text: str, said: str) -> None:
    assert only(text).said == said


@given(st.text(alphabet="0123456789.,/ ×x10^e-−⁻²³½kK'nmµ"))
def test_any_digits_are_read_without_trouble(text: str) -> None:
    for number in numbers_of(text):
        assert text[number.start : number.end] == number.text
        assert number.low <= number.high
    value_of_digits(text)
    plain_value(text)
    step_of_last_digit(text)


def in_words(count: int) -> str:
    small, tens = list(SMALL), list(TENS)
    if count < 20:
        return small[count]
    if count < 100:
        ten, one = divmod(count, 10)
        return tens[ten - 2] + (f"-{small[one]}" if one else "")
    hundreds, rest = divmod(count, 100)
    return f"{small[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")
