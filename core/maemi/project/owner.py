"""Which process has taken something up, and whether it is gone."""

from __future__ import annotations

import os
import platform
from datetime import datetime, timedelta

import psutil

from maemi.project.tables.foundation import now

# What another machine has taken up cannot be asked about; no request to a teacher takes this long.
STALE_ELSEWHERE = timedelta(hours=6)


def this_process() -> str:
    """Host, pid and time of creation."""
    return f"{platform.node()} {os.getpid()} {psutil.Process().create_time():.2f}"


def is_gone(owner: str, since: datetime) -> bool:
    """Whether the process of that name has ended; on another machine, whether hours have passed."""
    host, pid, created = owner.rsplit(" ", 2)
    if host != platform.node():
        return now() - since > STALE_ELSEWHERE
    try:
        return abs(psutil.Process(int(pid)).create_time() - float(created)) > 2.0
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:  # somebody else's process: alive
        return False
