"""What a program shows and what it takes: an X server whose screen can be read, and the memory of a process tree.

The screen of Xvfb lies in a file (`-fbdir`), so looking at it costs the watched program nothing.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

WIDTH, HEIGHT = 1280, 800
EVERY = 0.02
"""Seconds between two looks at the screen or the memory."""


class Screen:
    """An X server of its own. As a context manager; `environment` is what a program on it is started with."""

    def __enter__(self) -> Screen:
        if shutil.which("Xvfb") is None:
            sys.exit("There is no Xvfb on this machine; install it (apt install xvfb) and run this again.")
        self._folder = tempfile.TemporaryDirectory()
        reads, writes = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        options = ["-screen", "0", size, "-fbdir", self._folder.name, "-nolisten", "tcp", "+extension", "GLX"]
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writes), *options],
            pass_fds=[writes],
            stderr=subprocess.DEVNULL,
        )
        os.close(writes)
        with os.fdopen(reads) as told:
            display = told.readline().strip()
        self._file = np.memmap(Path(self._folder.name) / "Xvfb_screen0", np.uint8, "r")
        # The X Window Dump format: big-endian words; header size, and at 19 the entries of a colour map of 12 bytes.
        words = struct.unpack(">25I", self._file[:100].tobytes())
        self._start, self._line = words[0] + words[19] * 12, words[12]
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"},
            "DISPLAY": f":{display}",
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()

    def pixels(self) -> NDArray[np.uint8]:
        """What is shown now: [rows, columns, 3]."""
        lines = self._file[self._start : self._start + HEIGHT * self._line].reshape(HEIGHT, self._line)
        return lines[:, : WIDTH * 4].reshape(HEIGHT, WIDTH, 4)[..., 2::-1].copy()


class Watched:
    """A program and its children: how much memory they take together, as the sum of their resident sets."""

    def __init__(self, command: list[str], **options: Any) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, **options)
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def wait_for(self, seen: Callable[[], bool], seconds: float) -> float | None:
        """Seconds from now until `seen()`; None where that takes too long or the program ends."""
        begun = time.perf_counter()
        while time.perf_counter() - begun < seconds:
            if seen():
                return time.perf_counter() - begun
            if self.process.poll() is not None:
                return None
            time.sleep(EVERY)
        return None

    def end(self) -> None:
        """End the program and what it started."""
        self._over.set()
        self._thread.join()
        try:
            family = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        except psutil.NoSuchProcess:
            family = []
        for one in family:
            try:
                one.kill()
            except psutil.NoSuchProcess:
                continue
        self.process.wait()

    def _watch(self) -> None:
        while not self._over.wait(EVERY * 2):
            try:
                own = psutil.Process(self.process.pid)
                self.peak = max(self.peak, sum(_resident(one) for one in (own, *own.children(recursive=True))))
            except psutil.NoSuchProcess:
                return


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
