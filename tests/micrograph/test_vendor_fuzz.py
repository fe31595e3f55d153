"""No vendor's reader raises, whatever stands in the metadata, and none makes a length of what is no number."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.decoding import decoded
from maemi.micrograph.vendors.dm_tags import value_of
from maemi.micrograph.vendors.facts import Page, VendorFacts
from maemi.micrograph.vendors.registry import LATER, TEXTS, VENDORS, facts_of, facts_of_exif, facts_of_texts
from maemi.micrograph.vendors.text import entry, length_unit, quantity

NUMBERS = st.one_of(
    st.sampled_from(
        ["", "0", "-1", "1e-9", "1,5", "nan", "inf", "-1.#IND", "1e999", "0.07e", "1.2.3", "5 nm", "5 parsec"]
    ),
    st.floats().map(str),
    st.integers(-10, 10**12).map(str),
)
WORDS = st.one_of(NUMBERS, st.text(max_size=12))
# fmt: off
KEYS = st.sampled_from(
    [
        "PixelSize", "PixelSizeX", "PixelSizeY", "DataSize", "Magnification", "InstructName", "Date", "Time",
        "Condition", "AcceleratingVoltage", "HV", "WD", "ImageStripSize", "Detector", "PixelSpacing",
        "Voltage", "ImageSize", "$CM_MAG", "$CM_FULL_SIZE", "$CM_DATE", "$$SM_MICRON_BAR",
        "$$SM_MICRON_MARKER", "$$EM_PIXELSPERMETER_X", "ResolutionX", "ResolutionY", "HFW", "PixelWidth",
        "DatabarHeight", "ZoomFactor",
    ]
)
# fmt: on
LINES = st.builds(
    lambda heads, pairs: "\n".join([*heads, *(f"{key}{mark}{value}" for key, mark, value in pairs)]),
    st.lists(st.sampled_from(["[SemImageFile]", "[Scan]", "[Image]", "[Beam]", "[EBeam]", "[PrivateFei]"]), max_size=3),
    st.lists(st.tuples(KEYS, st.sampled_from(["=", " = ", " "]), WORDS), max_size=12),
)
# fmt: off
XML_NAMES = [
    "ImageTags", "Fibics", "FeiImage", "Metadata", "MicroscopeImage", "OME", "TemReporter", "ImageWidth",
    "ImageHeight", "ScalingX", "Value", "Units", "Scan", "Ux", "Uy", "Vx", "FOV_X", "Image", "Width",
    "pixelWidth", "databarHeight", "PixelSize", "X", "Y", "width", "pixelSize", "x", "numericValue",
    "ReadoutArea", "Pixels", "item", "EosMode", "ImageFormingMode", "SelectorString",
]
# fmt: on
XML = st.recursive(
    WORDS,
    lambda inside: st.builds(
        lambda name, attributes, parts, cut: (f"<{name}{attributes}>" + "".join(parts) + f"</{name}>")[: cut or None],
        st.sampled_from(XML_NAMES),
        st.sampled_from(["", ' unit="um"', ' units="nm"', ' PhysicalSizeX="1" SizeX="128"', ' name="WD"', "/"]),
        st.lists(inside, max_size=4),
        st.sampled_from([0, 0, 0, 40]),
    ),
    max_leaves=12,
)
TEXT = st.one_of(LINES, XML)
VALUES = st.one_of(
    TEXT,
    st.binary(max_size=60),
    st.integers(),
    st.tuples(st.integers(0, 300), st.integers(0, 300)),
    st.floats(),
    st.none(),
    st.dictionaries(
        st.sampled_from(
            ["Scan", "Image", "Beam", "EBeam", "PrivateFei", "PixelSizeX", "TemMode", "Date", "pixelsizex"]
        ),
        st.one_of(WORDS, st.floats(), st.dictionaries(KEYS, st.one_of(WORDS, st.floats(), st.booleans()), max_size=6)),
        max_size=6,
    ),
    st.dictionaries(
        st.sampled_from(
            ["", "ap_image_pixel_size", "ap_width", "ap_height", "dp_image_store", "ap_mag", "ap_wd", "ap_date"]
        ),
        st.lists(st.one_of(WORDS, st.floats()), max_size=5).map(tuple),
        max_size=6,
    ),
)
# fmt: off
CODES = st.sampled_from(
    [
        270, 271, 272, 282, 283, 296, 305, 306, 33560, 34118, 34680, 34682, 34683, 37706, 50431, 51023,
        65000, 65003, 65004, 65009, 65010, 65027,
    ]
)
# fmt: on


def check(facts: VendorFacts | None) -> None:
    if facts is None:
        return
    if facts.pixel_size is not None:
        for length in (facts.pixel_size.row_m, facts.pixel_size.column_m):
            assert length > 0
            assert math.isfinite(length)
    taken = facts.acquisition
    for value in (taken.accelerating_voltage_v, taken.magnification, taken.working_distance_m, taken.dwell_time_s):
        assert value is None or (value > 0 and math.isfinite(value))
    assert facts.scan_rows is None or 0 < facts.scan_rows <= 96


@settings(max_examples=150, deadline=None)
@given(tags=st.dictionaries(CODES, VALUES, max_size=8))
def test_tags(tags):
    page = Page(Path("a.tif"), 96, 128, tags)
    for read in (*VENDORS, *LATER, facts_of):
        check(read(page))


@settings(max_examples=150, deadline=None)
@given(text=TEXT)
def test_texts(text):
    for read in TEXTS:
        check(read(text, 96, 128))
    check(facts_of_texts([text], 96, 128))


@given(exif=st.dictionaries(st.sampled_from([271, 0xFEA1, 0xA210]), st.one_of(st.just("Renishaw"), VALUES), max_size=3))
def test_exif(exif):
    check(facts_of_exif(exif, 96, 128))


@given(data=st.binary(max_size=80), label=st.sampled_from(["Voltage", "Name"]), cut=st.integers(0, 60))
def test_bytes(data, label, cut):
    assert isinstance(decoded(data), str)
    for middle in (b"%%%%", b"\0" * 8 + b"%%%%"):
        tree = (b"\0" + bytes([len(label)]) + label.encode() + middle + data)[: cut + 10]
        assert isinstance(value_of(tree, label), float | str | None)


@given(text=st.one_of(WORDS, st.text()))
def test_words(text):
    amount = quantity(text, default=1.0)
    assert amount is None or (amount > 0 and math.isfinite(amount))
    assert length_unit(text) is None or length_unit(text) > 0
    date = any_date(text)
    assert date is None or date[4] == "-"
    assert isinstance(entry(text, "a", "b"), str)


def test_dates():
    for text, expected in [
        ("13.06.2016 17:06:40", "2016-06-13T17:06:40"),
        ("06/13/2016 05:06:40 PM", "2016-06-13T17:06:40"),
        ("13/06/2016", "2016-06-13"),
        ("2018:11:15 19:42:31", "2018-11-15T19:42:31"),
        ("2019-11-27T16:11:26.6205405+09:00", "2019-11-27T16:11:26"),
        ("25 Sep 2018 8:20:42", "2018-09-25T08:20:42"),
        ("Mar 4, 2020", "2020-03-04"),
        ("99/99/2019", None),
        ("yesterday", None),
    ]:
        assert any_date(text) == expected, text


def test_quantities():
    for text, expected in [("9,8 mm", 9.8e-3), ("5 um", 5e-6), ("1.5 Å", 1.5e-10), ("2 parsec", None), ("7", None)]:
        assert quantity(text) == (expected and pytest.approx(expected))


@pytest.mark.parametrize("filling", [" ", "\n", "a", "<", "[", "=", " a=", "<Scan "])
def test_long_texts_are_read_in_linear_time(filling):
    """A pattern that takes the square of a text's length would not come back from these."""
    for head in ("", "$CM_MAG 1\n", "[SemImageFile]\nCondition=", "<OME ><Pixels ", "PixelSpacing = 1\nVoltage ="):
        text = head + filling * (200_000 // len(filling))
        for read in TEXTS:
            check(read(text, 96, 128))
