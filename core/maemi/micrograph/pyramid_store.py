"""The folder that keeps pyramids: bounded, a changed file gets a new one, and those long unused go first."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

from maemi.micrograph.pyramid import VERSION, Pyramid

LIMIT = 4 << 30
"""Bytes of all pyramids in a folder."""
_LEAVE_FREE = 1 << 30
"""Bytes of the disk that stay free for what matters more."""


class PyramidStore:
    """Safe for several threads and processes: each grows its own part, which is renamed when it is whole."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._folder = Path(folder)
        self._limit = limit

    def find(self, path: Path, frame: int) -> Pyramid | None:
        """The open pyramid of a frame, or None."""
        place = self.place(path, frame)
        found = Pyramid.open(place)
        if found is not None:
            # Its time says when it was used last.
            with suppress(OSError):
                os.utime(place)
        return found

    def place(self, path: Path, frame: int) -> Path:
        """Where the pyramid of a frame lies, once it is whole: named by path, size and time of the file."""
        path = Path(path).absolute()
        state = path.stat()
        key = f"{VERSION}\0{path}\0{state.st_size}\0{state.st_mtime_ns}\0{frame}"
        digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
        return self._folder / f"{digest[:32]}.pyramid"

    def part(self, path: Path, frame: int, builder: str) -> Path:
        """Where `builder` (a token of letters and digits) lets it grow."""
        place = self.place(path, frame)
        return place.with_name(f".{place.stem}.{builder}.part")

    def make_room(self, size: int) -> bool:
        """Delete what was unused longest until `size` more bytes fit; False where they never will."""
        if size > self._limit:
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        kept: list[tuple[float, int, Path]] = []
        for file in self._folder.iterdir():
            with suppress(OSError):
                state = file.stat()
                kept.append((state.st_mtime, state.st_size, file))
        total = sum(each for _, each, _ in kept)
        for _, each, file in sorted(kept):
            if total + size <= self._limit:
                break
            # Windows keeps what somebody has open; then the bound is met next time.
            with suppress(OSError):
                file.unlink()
                total -= each
        return shutil.disk_usage(self._folder).free > size + _LEAVE_FREE
