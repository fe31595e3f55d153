"""Who sits at this machine, where nobody has said so."""

from __future__ import annotations

import getpass
import os

VARIABLE = "MAEMI_CURATOR"


def name_of_person() -> str:
    """The name that the environment gives (`MAEMI_CURATOR`), else the login's."""
    return (os.environ.get(VARIABLE) or login_name()).strip()


def login_name() -> str:
    """The name of the login; `curator` on a machine that has none, as in some containers."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "curator"
