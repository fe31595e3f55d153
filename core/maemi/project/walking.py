"""Find the micrographs under folders, whatever else lies there."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a micrograph, or a place that could not be looked into."""

    path: Path
    """Absolute."""
    problem: str = ""
    """One sentence; empty for a file to read."""


def find_files(
    paths: Sequence[Path],
    suffixes: frozenset[str],
    is_over: Callable[[], bool] = lambda: False,
    passed_over: Counter[str] | None = None,
) -> Iterator[Found]:
    """Files named in `paths`, and those with one of the suffixes in the folders named, sorted within each folder.

    Hidden files and folders are left out, unless they are named themselves. Links to folders are followed, each folder
    once, so that a loop of links ends. `is_over` is asked before each folder, and ends the walk. `passed_over` counts
    the other files of the folders by their lower-case suffix.
    """
    walk = _Walk(suffixes, is_over, Counter() if passed_over is None else passed_over)
    for path in paths:
        absolute = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 — resolve() would follow links
        if absolute.is_dir():
            yield from walk.through(absolute)
        elif absolute.exists():
            yield Found(absolute, "" if _has_one_of(absolute, suffixes) else _not_a_micrograph(absolute, suffixes))
        else:
            yield Found(absolute, f"{absolute} does not exist; check the path.")


class _Walk:
    """One walk: which folders it has seen, and what it looks for."""

    def __init__(self, suffixes: frozenset[str], is_over: Callable[[], bool], passed_over: Counter[str]) -> None:
        self._suffixes = suffixes
        self._is_over = is_over
        self._passed_over = passed_over
        self._seen: set[tuple[int, int]] = set()

    def through(self, folder: Path) -> Iterator[Found]:
        """The files of a folder, then those of the folders in it."""
        if self._is_over():
            return
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in self._seen:
                return
            self._seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as entries:
                sorted_entries = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Found(folder, f"The folder {folder} cannot be read: {error.strerror or error}.")
            return
        folders: list[Path] = []
        for entry in sorted_entries:
            if entry.name.startswith("."):
                continue
            path = Path(entry.path)
            if entry.is_dir():
                folders.append(path)
            elif _has_one_of(path, self._suffixes):
                yield Found(path)
            else:
                self._passed_over[path.suffix.lower()] += 1
        for inner in folders:
            yield from self.through(inner)


def _has_one_of(path: Path, suffixes: frozenset[str]) -> bool:
    """Whether a name ends in one of the suffixes, some of which are double: `.mrc.gz`."""
    return path.suffix.lower() in suffixes or "".join(path.suffixes[-2:]).lower() in suffixes


def _not_a_micrograph(path: Path, suffixes: frozenset[str]) -> str:
    return f"{path} is not a file that MAEMI reads: it reads {', '.join(sorted(suffixes))}."
