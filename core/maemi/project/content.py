"""What a request of the chat protocol holds: how many pictures, how large, how much text."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class Content:
    """What kind of thing a request holds; None where it is not known."""

    pictures: int | None = None
    rows: int | None = None
    columns: int | None = None
    """Of the largest picture."""
    text_bytes: int | None = None
    """Of the words: prompt, facts, questions."""


UNKNOWN = Content()


def content_of(messages: Sequence[Any]) -> Content:
    """Pictures and words of messages in the chat protocol's form."""
    sizes = [size for url in pictures_in(messages) if (size := size_of(url)) is not None]
    columns, rows = max(sizes, key=lambda size: size[0] * size[1], default=(None, None))
    text = sum(len(words.encode()) for _, words in texts_in(messages))
    return Content(sum(1 for _ in pictures_in(messages)), rows, columns, text)


def texts_in(messages: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """(role, words) of every text, in order."""
    for role, part in _parts(messages):
        if isinstance(part, str):
            yield role, part
        elif part.get("type") == "text":
            yield role, str(part.get("text", ""))


def pictures_in(messages: Sequence[Any]) -> Iterator[str]:
    """The data URL of every picture, in order."""
    for _, part in _parts(messages):
        if isinstance(part, dict) and part.get("type") == "image_url":
            yield str(part["image_url"]["url"])


def decoded(url: str) -> bytes:
    """The encoded picture that a data URL carries."""
    return base64.b64decode(url.partition(",")[2])


def size_of(url: str) -> tuple[int, int] | None:
    """Columns and rows of a data URL's picture; None where it is no picture that can be read."""
    from PIL import Image

    try:
        with Image.open(BytesIO(decoded(url))) as picture:
            return picture.size
    except (OSError, ValueError):
        return None


def _parts(messages: Sequence[Any]) -> Iterator[tuple[str, str | dict[str, Any]]]:
    for message in cast("Sequence[dict[str, Any]]", messages):
        role, content = str(message.get("role", "")), message.get("content")
        if isinstance(content, str):
            yield role, content
        elif isinstance(content, list):
            for part in cast("list[Any]", content):
                if isinstance(part, dict):
                    yield role, cast("dict[str, Any]", part)
