"""Text from bytes whose encoding nobody tells."""

from __future__ import annotations


def decoded(data: bytes) -> str:
    """Text from bytes: UTF-16 with or without its mark, UTF-8, else Latin-1, which takes any byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    # Every other byte of European text in UTF-16 is zero.
    head = data[:64]
    if len(head) >= 8 and head[1::2].count(0) > len(head) // 4:
        return data.decode("utf-16-le", errors="replace")
    if len(head) >= 8 and head[::2].count(0) > len(head) // 4:
        return data.decode("utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
