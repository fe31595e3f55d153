"""The projects that were opened last, newest first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

KEY = "recent/projects"
KEPT = 8
DATABASE = "maemi.sqlite"


def is_project(folder: Path) -> bool:
    """Whether a folder is a project, as far as one may look into it."""
    try:
        return (folder / DATABASE).is_file()
    except OSError:
        return False


def recent_projects(settings: QSettings) -> list[str]:
    """Addresses; folders that are gone are left out."""
    stored = settings.value(KEY, [])
    addresses = [stored] if isinstance(stored, str) else list(stored or [])  # pyright: ignore[reportArgumentType, reportCallIssue]
    return [address for address in addresses if "://" in address or is_project(Path(address))]


def remember_project(settings: QSettings, address: str) -> None:
    """Put an address first."""
    others = [known for known in recent_projects(settings) if known != address]
    settings.setValue(KEY, [address, *others][:KEPT])
