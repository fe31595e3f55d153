"""Messages between a decoder and its pool: a JSON header and a block of bytes, both with their length before them."""

from __future__ import annotations

import json
import struct
from io import RawIOBase
from typing import Any

_LENGTHS = struct.Struct("<IQ")

Header = dict[str, Any]


def write_message(stream: RawIOBase, header: Header, body: bytes | memoryview = b"") -> None:
    """Send one message to an unbuffered stream."""
    text = json.dumps(header).encode()
    size = body.nbytes if isinstance(body, memoryview) else len(body)
    _all(stream, _LENGTHS.pack(len(text), size) + text)
    _all(stream, body)


def read_message(stream: RawIOBase) -> tuple[Header, bytearray]:
    """Receive one message; raises EOFError where the other side is gone."""
    text_size, body_size = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    header: Header = json.loads(bytes(_exactly(stream, text_size)))
    return header, _exactly(stream, body_size)


def _all(stream: RawIOBase, data: bytes | memoryview) -> None:
    """A raw stream may take only a part at a time."""
    view = memoryview(data)
    while view.nbytes:
        view = view[stream.write(view) :]


def _exactly(stream: RawIOBase, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    filled = 0
    while filled < size:
        count = stream.readinto(view[filled:])
        if not count:
            raise EOFError("the other side closed the pipe")
        filled += count
    return data
