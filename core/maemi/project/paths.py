"""How a micrograph's path is kept, so that a project that holds its own files can be moved."""

from __future__ import annotations

from pathlib import Path, PurePosixPath


def to_stored(path: Path, folder: Path) -> str:
    """Relative to the project's folder, with `/`, where the file lies inside it; else absolute."""
    absolute = path.absolute()
    try:
        return absolute.relative_to(folder).as_posix()
    except ValueError:
        return str(absolute)


def from_stored(stored: str, folder: Path) -> Path:
    """The inverse of `to_stored`; always absolute."""
    path = Path(stored)
    return path if path.is_absolute() else folder / PurePosixPath(stored)
