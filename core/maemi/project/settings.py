"""Settings that belong to the project: everybody who opens it finds them."""

from __future__ import annotations

from typing import Any

from maemi.project.project import Project
from maemi.project.tables.setting import LOCAL_ONLY, Setting


def keep_here(project: Project, on: bool) -> None:
    """Turn the project's own “Local only” switch, for everybody who opens it; here it holds at once."""
    set_setting(project, LOCAL_ONLY, on)
    project.obey_switch()


def is_kept_here(project: Project) -> bool:
    """Whether the project's own switch lets nothing leave a machine."""
    return bool(get_setting(project, LOCAL_ONLY, False))


def get_setting(project: Project, key: str, default: Any = None) -> Any:
    """The JSON value of that name, or `default`."""
    with project.read_session() as session:
        found = session.get(Setting, key)
        return default if found is None else found.value


def set_setting(project: Project, key: str, value: Any) -> None:
    """Keep a JSON value under that name. Never a key or a password: those belong to the system's keyring."""
    with project.session() as session:
        session.merge(Setting(key=key, value=value))
