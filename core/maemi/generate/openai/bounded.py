"""A bound on the size of whatever a server answers, errors too: it is read into memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

MOST_BYTES = 32 * 2**20
"""An answer has some kilobytes."""
MOST_OF_A_FILE = 2 * 2**30
"""Results of a batch are read in pieces onto the disk."""


def bound(response: httpx2.Response) -> None:
    """A response hook of httpx2: reading more of the body than it may have fails as a broken connection does."""
    import httpx2

    most = MOST_OF_A_FILE if response.request.url.path.endswith("/content") else MOST_BYTES

    class Bounded(httpx2.SyncByteStream):
        def __init__(self, stream: httpx2.SyncByteStream) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            read = 0
            for piece in self._stream:
                read += len(piece)
                if read > most:
                    raise httpx2.ReadError(f"an answer of more than {most} bytes", request=response.request)
                yield piece

        def close(self) -> None:
            self._stream.close()

    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = Bounded(response.stream)
