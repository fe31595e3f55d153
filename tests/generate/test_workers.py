"""Worker processes work, and none is left when their parent is killed."""

from __future__ import annotations

import subprocess
import sys
import time
from operator import add

import psutil

from maemi.generate.workers import worker_pool

PARENT = """
import os, sys, time
from maemi.generate.workers import worker_pool

if __name__ == "__main__":
    pool = worker_pool(2)
    print(*{pool.submit(os.getpid).result() for _ in range(8)}, flush=True)
    time.sleep(60)
"""


def test_workers_work() -> None:
    with worker_pool(2) as pool:
        assert [pool.submit(add, number, 1).result() for number in range(3)] == [1, 2, 3]


def test_workers_end_with_a_killed_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        parent.kill()
        parent.wait(60)
    assert workers
    until = time.monotonic() + 60
    while time.monotonic() < until and any(worker.is_running() and not ended(worker) for worker in workers):
        time.sleep(0.1)
    assert all(not worker.is_running() or ended(worker) for worker in workers)


def ended(worker: psutil.Process) -> bool:
    """A zombie has ended; nobody has asked for its status yet."""
    try:
        return worker.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
