"""JSON documents of any length, one element at a time: no file has to fit into memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

CHUNK = 1 << 20
LONGEST = 64 << 20
"""Characters of one element: an image of a few thousand pixels a side, as a data URL, has less."""

_SPACE = re.compile(r"[ \t\r\n]*")
_OF_NUMBER = re.compile(r"[-+.0-9eE]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the list, or of a list that is an entry of the object."""

    key: str
    """The entry's name; "" where the document is a list."""
    line: int
    """Where it begins, from 1."""
    value: Any


def elements(file: IO[str]) -> Iterator[Element]:
    """The elements of a document that is a list, or an object of lists; other entries of it come as one element.

    A list in an object is announced by an element whose value is None.

    Raises ValueError, with the line, where it is no JSON, is nested too deeply, or has an element that is too long.
    """
    reader = _Reader(file)
    try:
        yield from _document(reader)
    except RecursionError as error:
        raise ValueError(f"line {reader.line}: it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"line {reader.line}: {error.msg}") from error


def _document(reader: _Reader) -> Iterator[Element]:
    sign = reader.sign()
    if sign == "[":
        yield from _list(reader, "")
    elif sign == "{":
        yield from _object(reader)
    else:
        raise ValueError(f"line {reader.line}: there is neither a list nor an object")
    if reader.sign():
        raise ValueError(f"line {reader.line}: something follows the end")


def _list(reader: _Reader, key: str) -> Iterator[Element]:
    reader.take()
    if reader.sign() == "]":
        reader.take()
        return
    while True:
        reader.sign()
        yield Element(key, reader.line, reader.value())
        if reader.expect(",]") == "]":
            return


def _object(reader: _Reader) -> Iterator[Element]:
    reader.take()
    if reader.sign() == "}":
        reader.take()
        return
    while True:
        if reader.sign() != '"':
            raise ValueError(f"line {reader.line}: an entry has no name")
        key = str(reader.value())
        reader.expect(":")
        if reader.sign() == "[":
            yield Element(key, reader.line, None)
            yield from _list(reader, key)
        else:
            yield Element(key, reader.line, reader.value())
        if reader.expect(",}") == "}":
            return


class _Reader:
    """The text around the place that is read; what lies before it is forgotten."""

    def __init__(self, file: IO[str]) -> None:
        self.line = 1
        self._file = file
        self._text = ""
        self._at = 0
        self._ended = False

    def sign(self) -> str:
        """The next sign that is no space, not yet taken; "" at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._move(space.end() if space else self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self) -> None:
        """Go on behind the sign."""
        self._move(self._at + 1)

    def expect(self, signs: str) -> str:
        """The next sign, which must be one of these. Raises ValueError."""
        found = self.sign()
        if not found or found not in signs:
            raise ValueError(f"line {self.line}: {' or '.join(signs)} is missing")
        self.take()
        return found

    def value(self) -> Any:
        """The whole value that begins here."""
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                # It may only be cut off where the text in memory ends. Twice as much each time: no value is read often.
                if self._more():
                    continue
                raise
            # A number may go on behind the end of what was read: `0.` is a 0 to the decoder, and may become 0.5.
            tail = _OF_NUMBER.match(self._text, end)
            if (tail is not None and tail.end() < len(self._text)) or not self._more():
                self._move(end)
                return found

    def _move(self, place: int) -> None:
        self.line += self._text.count("\n", self._at, place)
        self._at = place

    def _more(self) -> bool:
        if self._ended:
            return False
        left = self._text[self._at :]
        if len(left) > LONGEST:
            raise ValueError(f"line {self.line}: an element is longer than {LONGEST >> 20} million characters")
        more = self._file.read(max(CHUNK, len(left)))
        self._ended = not more
        self._text, self._at = left + more, 0
        return bool(more)
