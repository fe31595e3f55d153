"""What an edit changed, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi_gui.review.pace_words import duration_words
from maemi_gui.review.word_diff import diff_html, word_diff


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("84.5 nm wide", "41 nm wide", [("out", "84.5"), ("in", "41"), ("same", " nm wide")]),
        ("a big round one", "a small flat one", [
            ("same", "a "), ("out", "big round"), ("in", "small flat"), ("same", " one")]),
        ("same", "same", [("same", "same")]),
        ("", "new", [("in", "new")]),
    ],
)  # fmt: skip
def test_changes_are_whole_words(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert word_diff(before, after) == expected


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_the_parts_make_both_texts(before: str, after: str) -> None:
    parts = word_diff(before, after)
    assert "".join(text for kind, text in parts if kind != "in") == before
    assert "".join(text for kind, text in parts if kind != "out") == after


def test_texts_are_shown_letter_by_letter() -> None:
    assert "<img" not in diff_html("<img src='x'>", "<b>")


def test_durations_are_told_in_words() -> None:
    from datetime import timedelta

    told = [duration_words(timedelta(minutes=each)) for each in (0, 40, 60, 175, 1860)]
    assert told == ["1 min", "40 min", "1 h", "2 h 55 min", "31 h"]
