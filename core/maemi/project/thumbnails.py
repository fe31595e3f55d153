"""The thumbnails of a project, and how much room they may take."""

from __future__ import annotations

from maemi.errors import InputError
from maemi.micrograph.thumbnail_cache import DEFAULT_BYTES, ThumbnailCache
from maemi.project.project import Project
from maemi.project.settings import get_setting, set_setting

SETTING = "thumbnail_bytes"
LEAST_BYTES = 16 << 20


def thumbnail_cache(project: Project) -> ThumbnailCache:
    """The cache in the project's folder, with the limit that was set for it."""
    return ThumbnailCache(project.thumbnails_dir, thumbnail_limit(project))


def thumbnail_limit(project: Project) -> int:
    """Bytes that the thumbnails of this project may take."""
    return int(get_setting(project, SETTING, DEFAULT_BYTES))


def set_thumbnail_limit(project: Project, limit: int) -> None:
    """How many bytes the thumbnails of this project may take. Raises InputError for less than 16 MiB."""
    if limit < LEAST_BYTES:
        raise InputError(f"Thumbnails need {LEAST_BYTES >> 20} MiB of room at least: {limit} bytes hold too few.")
    set_setting(project, SETTING, limit)
