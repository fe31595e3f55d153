"""Text that every database can keep."""

from __future__ import annotations


def storable(text: str) -> str:
    """The text without what no UTF-8 column holds: NUL characters, and halves of surrogate pairs (`?` in their place).

    A teacher's JSON may carry both.
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode()
