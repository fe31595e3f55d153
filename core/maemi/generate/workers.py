"""Worker processes that end with whoever started them, however that ends."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait


def worker_pool(workers: int) -> Executor:
    """`workers` processes started afresh (never forked: numeric libraries hang after it), or one thread for one."""
    if workers <= 1:
        return ThreadPoolExecutor(1)
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=live_with_parent)


def live_with_parent() -> None:
    """In a worker: leave Ctrl+C to the parent, and end when it is gone; idle workers would wait for ever otherwise."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    """Wait for the parent's end of a pipe to close, which the system does even after `kill -9`."""
    wait([sentinel])
    os._exit(1)
