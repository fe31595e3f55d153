"""Single values out of the tag tree that DigitalMicrograph keeps in its TIFFs (the tree of a DM3 or DM4 file)."""

from __future__ import annotations

import struct

_NUMBERS = {2: "h", 3: "i", 4: "H", 5: "I", 6: "f", 7: "d", 8: "b", 10: "b", 11: "q", 12: "Q"}
"""Code of a type in the tree to struct's letter; values are little-endian."""
_TEXT_CODES = (18, 20)
_UNSIGNED_SHORT = 4
_MOST_WORDS, _MOST_LETTERS = 3, 1000
_MARK = b"%%%%"


def value_of(block: bytes, label: str) -> float | str | None:
    """The number or text below the first leaf called `label`, or None; big-endian as the tree is, of either version.

    A leaf is: its label, in version 4 eight bytes of its size, `%%%%`, how many words describe its type, those words,
    its bytes. The words are eight bytes each in version 4 and four in version 3.
    """
    name = label.encode("latin-1")
    start = 0
    while (start := block.find(name, start)) >= 0:
        begin, start = start, start + 1
        # The two bytes before a label are its length: a label that only ends alike is another one.
        if begin < 2 or block[begin - 2 : begin] != struct.pack(">H", len(name)):
            continue
        for size_bytes, word in ((8, ">Q"), (0, ">I")):
            mark = begin + len(name) + size_bytes
            if block[mark : mark + 4] == _MARK:
                return _leaf(block, mark + 4, word)
    return None


def _leaf(block: bytes, at: int, word: str) -> float | str | None:
    width = struct.calcsize(word)

    def number(index: int) -> int:
        return struct.unpack_from(word, block, at + index * width)[0]

    try:
        count = number(0)
        if count > _MOST_WORDS:
            return None
        code = number(1)
        data = at + (count + 1) * width
        if count == 1 and code in _NUMBERS:
            return float(struct.unpack_from("<" + _NUMBERS[code], block, data)[0])
        letters = number(count)
        if code in _TEXT_CODES and count > 1 and letters <= _MOST_LETTERS:
            if count == 3 and number(2) != _UNSIGNED_SHORT:
                return None
            return block[data : data + 2 * letters].decode("utf-16-le", errors="replace")
    except struct.error:
        # Cut in the middle.
        return None
    return None
