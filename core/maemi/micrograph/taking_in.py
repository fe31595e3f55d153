"""All that a collection keeps of a file, in one pass over it: hash, info and thumbnail."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from maemi.errors import MaemiError
from maemi.micrograph.errors import MicrographError


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What one pass over a file found."""

    content_hash: str
    """SHA-256 of the file; empty where it could not be read through."""
    size: int = 0
    mtime_ns: int = 0
    info: dict[str, Any] | None = None
    """`MicrographInfo.to_json()`; None where the file is no readable micrograph."""
    error: str | None = None
    """Then the sentence that says why."""
    png: bytes = b""
    """The thumbnail; empty where there is none."""

    def header(self) -> dict[str, Any]:
        """All but the thumbnail, as JSON values."""
        return {name: value for name, value in asdict(self).items() if name != "png"}


class Reader(Protocol):
    """Takes files in, one by one or several at once."""

    def take_in(self, path: Path, side: int = 256) -> Future[TakenIn]: ...

    def close(self) -> None: ...


class HereAndNow:
    """Takes files in within this process: for files that the program has written itself."""

    def take_in(self, path: Path, side: int = 256) -> Future[TakenIn]:
        future: Future[TakenIn] = Future()
        future.set_result(take_in(path, side))
        return future

    def close(self) -> None:
        pass


def take_in(path: Path, side: int = 256) -> TakenIn:
    """Hash the file and, while the system still has it in memory, read its info and make its thumbnail.

    Whatever is wrong with the file is in the result. A file that is written to meanwhile is left for another time.
    """
    try:
        before = path.stat()
        content_hash = hash_file(path)
        after = path.stat()
    except OSError as error:
        reason = error.strerror or error
        return TakenIn("", error=f"{path} cannot be read ({reason}); check its permissions and disk.")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return TakenIn("", error=f"{path} is being written at this moment; add it again when it is complete.")
    found = TakenIn(content_hash, after.st_size, after.st_mtime_ns)
    return _look(path, side, found)


def hash_file(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _look(path: Path, side: int, found: TakenIn) -> TakenIn:
    from dataclasses import replace

    from maemi.micrograph import reading, thumbnails

    try:
        info = reading.read_info(path)
    except MaemiError as error:
        return replace(found, error=str(error))
    except MemoryError:
        return replace(found, error=f"{path} needs more memory than a decoder may use; export a smaller version of it.")
    except Exception as error:  # a decoder's own defect must not end the whole add
        return replace(found, error=f"{path} cannot be read as a micrograph: {error or type(error).__name__}.")
    try:
        png = thumbnails.render(info, side)
    except (MicrographError, MemoryError):
        # What it says can be read and what it shows cannot: the gallery tries again and says so.
        png = b""
    return replace(found, info=info.to_json(), png=png)
