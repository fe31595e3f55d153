"""No key in what is logged, told or kept."""

from __future__ import annotations

import io
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi import redaction
from maemi.errors import InputError
from maemi.redaction import REMOVED, RedactedStream, RedactingFormatter, know, redact, without_known


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-proj-abcDEF0123456789",
        "{'Authorization': 'Bearer abcdef0123456789xyz'}",
        "x-api-key: 0123456789abcdef",
        'api_key="zyx9876543210"',
        "hf_abcdefgh12345678 was refused",
    ],
)
def test_what_looks_like_a_key_goes(text: str) -> None:
    said = redact(text)
    assert REMOVED in said
    for secret in ("abcDEF0123456789", "abcdef0123456789xyz", "0123456789abcdef", "zyx9876543210", "abcdefgh12345678"):
        assert secret not in said


@pytest.mark.parametrize(
    "text",
    [
        "api.example does not accept the key (401): put the right one into the keyring or OPENAI_API_KEY.",
        "The load-bearing element is 3 µm wide.",
        "There is no key for api.example: set OPENAI_API_KEY, or put one into the settings.",
        "Check the API key: restore it.",
        "/data/disk-01/sk-1.tif cannot be read",
    ],
)
def test_sentences_stay_as_they_are(text: str) -> None:
    assert redact(text) == text


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=6, max_size=40), st.text(), st.text()
)
def test_a_known_key_never_comes_through(key: str, before: str, after: str) -> None:
    redaction._known.clear()
    know(key)
    for cleaned in (redact(before + key + after), without_known(before + key + after), str(InputError(before + key))):
        assert key not in cleaned.replace(REMOVED, "\0")
    redaction._known.clear()


def test_logs_and_streams_are_cleaned_with_their_tracebacks() -> None:
    know("no-pattern-knows-this-one")
    try:
        raise ValueError("the server said no-pattern-knows-this-one")
    except ValueError as error:
        record = logging.LogRecord(
            "x", 40, "f", 1, "sent %s", ("no-pattern-knows-this-one",), (ValueError, error, None)
        )
    assert "no-pattern" not in RedactingFormatter("%(message)s").format(record)
    out = io.StringIO()
    stream = RedactedStream(out)
    print("key no-pattern-knows-this-one", file=stream)
    stream.writelines(["Bearer abcdefgh12345\n"])
    stream.flush()
    assert out.getvalue() == f"key {REMOVED}\nBearer {REMOVED}\n"
