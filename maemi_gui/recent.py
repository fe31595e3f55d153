"""The projects that were opened last, newest first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

KEY = "recent/projects"
KEPT = 8


def recent_projects(settings: QSettings) -> list[str]:
    """Addresses; folders that are gone are left out."""
    stored = settings.value(KEY, [])
    addresses = [stored] if isinstance(stored, str) else list(stored or [])  # pyright: ignore[reportArgumentType, reportCallIssue]
    return [address for address in addresses if "://" in address or (Path(address) / "maemi.sqlite").is_file()]


def remember_project(settings: QSettings, address: str) -> None:
    """Put an address first."""
    others = [known for known in recent_projects(settings) if known != address]
    settings.setValue(KEY, [address, *others][:KEPT])
