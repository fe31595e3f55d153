"""Keys taken out of every text that is logged, shown, or kept: those of this session, and what looks like one."""

from __future__ import annotations

import logging
import re
from typing import IO, Any

REMOVED = "[key removed]"
LEAST = 6
"""Characters; a shorter key (`none`, `x`) is no secret, and words would be torn apart by it."""
_LOOKS_LIKE_A_KEY = re.compile(
    r"(?P<bearer>\bBearer\s+)[A-Za-z0-9._~+/=\-]{8,}"
    r"|\b(?:sk|rk|pk|hf|gsk|xai|AIza)[-_][A-Za-z0-9_*.\-]{8,}"
    r"|(?P<named>\b(?:api[-_ ]?key|authorization|x-api-key)\b[\"']?\s*[:=]\s*[\"']?)(?=\S*\d)[^\s\"',;}\]]{6,}",
    re.IGNORECASE,
)
_known: set[str] = set()


def know(key: str | None) -> None:
    """From now on this key is taken out of every text of this process."""
    if key and len(key.strip()) >= LEAST:
        _known.add(key.strip())


def without_known(text: str) -> str:
    """The text without the keys of this session and nothing else changed: for answers, which may look like anything."""
    for key in _known:
        if key in text:
            text = text.replace(key, REMOVED)
    return text


def redact(text: str) -> str:
    """The text without keys of this session, without Bearer headers, and without what is written like a key."""
    return _LOOKS_LIKE_A_KEY.sub(_replaced, without_known(text))


def _replaced(found: re.Match[str]) -> str:
    return f"{found['bearer'] or found['named'] or ''}{REMOVED}"


class RedactingFormatter(logging.Formatter):
    """Formats as usual, tracebacks included, and takes keys out of the whole."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class RedactedStream:
    """A text stream before another one, which lets no key through; all else is the stream's own."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(redact(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
