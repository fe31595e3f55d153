"""Images inside messages: whole ones are decoded, everything else is one sentence."""

from __future__ import annotations

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from maemi.errors import InputError
from maemi.model import attachments
from maemi.model.attachments import image_of_url


def png(size: tuple[int, int] = (4, 3), mode: str = "L") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 7).save(out, "PNG")
    return out.getvalue()


def url(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()


def test_a_png_comes_out_as_it_went_in() -> None:
    image = image_of_url(url(png((5, 2))))
    assert image.size == (5, 2)
    assert image.getpixel((0, 0)) == 7


@pytest.mark.parametrize(
    ("given_url", "word"),
    [
        ("https://example.org/a.png", "fetches nothing"),
        ("file:///etc/passwd", "fetches nothing"),
        ("data:image/png,abc", "base64"),
        ("data:image/png;base64,%%%%", "valid base64"),
        (url(b""), "cannot be read"),
        (url(png()[:40]), "cannot be read"),
        (url(b"GIF89a" + bytes(40)), "cannot be read"),
        (url(b"just text"), "cannot be read"),
    ],
)
def test_everything_else_is_refused_in_one_sentence(given_url: str, word: str) -> None:
    with pytest.raises(InputError, match=word) as caught:
        image_of_url(given_url)
    assert "\n" not in str(caught.value)


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_PIXELS", 100)
    with pytest.raises(InputError, match="40 × 30 pixels"):
        image_of_url(url(png((40, 30))))


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="larger than"):
        image_of_url(url(png()))


@given(st.binary(max_size=300), st.integers(0, 60))
def test_damage_never_shows_a_traceback(noise: bytes, at: int) -> None:
    damaged = png()[:at] + noise + png()[at + len(noise) :]
    try:
        image_of_url(url(damaged))
    except InputError as error:
        assert str(error).endswith(".")
