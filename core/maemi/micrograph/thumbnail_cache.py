"""The folder that keeps thumbnails: by content, and never much more than it may."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from maemi.micrograph.errors import MicrographError

DEFAULT_BYTES = 2 << 30
"""Room for about fifty thousand thumbnails of 256 pixels."""

_USED_AGAIN_S = 3600.0
"""A use is noted once in this time: noting each would write to the disk at every scroll."""
_PART = ".part"
_LOOK_AFTER = 1 / 16
"""The folder is looked through when so large a share of its limit was written since the last time."""
_LEFT = 7 / 8
"""What remains when it is pruned, so that the next pruning is not at once."""


class ThumbnailCache:
    """PNGs in a folder, one a content and side; those that were not used for longest go first when it is full.

    Safe for several threads and processes: each PNG is written beside its place and renamed, and pruning takes for
    granted that others prune too. A process may exceed the limit by a sixteenth before it looks. Nothing is flushed to
    the disk: a thumbnail that a power failure tears is made again.
    """

    def __init__(self, folder: Path, limit: int = DEFAULT_BYTES) -> None:
        self._folder = Path(folder)
        self._limit = limit
        self._written = 0
        self._lock = threading.Lock()

    def find(self, content_hash: str, side: int = 256) -> Path | None:
        """The kept PNG of that content (SHA-256 of the file, in hexadecimal), or None where it must be made."""
        place = self._place(content_hash, side)
        try:
            if time.time() - place.stat().st_mtime > _USED_AGAIN_S:
                os.utime(place)
        except FileNotFoundError:
            return None
        except OSError:
            # A folder that may only be read is still of use.
            return place if place.is_file() else None
        return place

    def keep(self, content_hash: str, side: int, png: bytes) -> Path:
        """Keep a PNG that was made; what was not used for longest makes room. Raises MicrographError."""
        place = self._place(content_hash, side)
        beside = place.with_name(f".{place.name}.{token_hex(4)}{_PART}")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                beside.write_bytes(png)
                beside.replace(place)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise MicrographError(
                f"A thumbnail cannot be written to {self._folder} ({error.strerror or error}); "
                "make room there or allow writing."
            ) from error
        self._account(len(png))
        return place

    def prune(self) -> int:
        """Look through the folder and remove what is too much; returns the bytes that remain."""
        kept: list[tuple[float, int, str]] = []
        for entry in self._entries():
            with suppress(OSError):
                status = entry.stat()
                kept.append((status.st_mtime, status.st_size, entry.path))
        total = sum(size for _, size, _ in kept)
        if total <= self._limit:
            return total
        for used, size, path in sorted(kept):
            if total <= self._limit * _LEFT:
                break
            if path.endswith(_PART) and time.time() - used < _USED_AGAIN_S:
                # Somebody is writing it in this moment; an old one was left by a process that was killed.
                continue
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108 — tens of thousands of them
            total -= size
        return total

    def _account(self, size: int) -> None:
        with self._lock:
            self._written += size
            if self._written <= self._limit * _LOOK_AFTER:
                return
            self._written = 0
        self.prune()

    def _entries(self) -> list[os.DirEntry[str]]:
        found: list[os.DirEntry[str]] = []
        with suppress(OSError), os.scandir(self._folder) as folders:
            for folder in folders:
                if folder.is_dir(follow_symlinks=False):
                    with suppress(OSError), os.scandir(folder.path) as files:
                        found.extend(entry for entry in files if entry.is_file(follow_symlinks=False))
        return found

    def _place(self, content_hash: str, side: int) -> Path:
        name = content_hash
        if not re.fullmatch(r"[0-9a-f]{40,128}", name):
            name = hashlib.sha256(content_hash.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / name[:2] / f"{name[2:]}-{side}.png"
