"""Decoding in child processes: a file that crashes, hangs or bloats a decoder never harms the program."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from math import prod
from pathlib import Path
from secrets import token_hex
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.decoder_process import DECODING, DecoderProcess
from maemi.micrograph.errors import MicrographError
from maemi.micrograph.frames import Header
from maemi.micrograph.pyramid_growing import Grown
from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.taking_in import TakenIn

DEFAULT_SECONDS = 60.0
DEFAULT_MEMORY = 6 << 30
"""Bytes of address space: 400 million pixels of float32, twice over, and the libraries."""

_PATIENCE = 5.0
_END, _SOON, _NORMAL, _LATER = range(4)


@dataclass(frozen=True)
class _Job:
    request: Header
    parse: Callable[[Header, bytearray], Any]
    future: Future[Any]


@dataclass(frozen=True, slots=True)
class Overview:
    """A frame that is shown by tiles, as small as it gets."""

    pixels: NDArray[Any]
    """Level `top`, in the frame's own dtype."""
    sample: NDArray[Any] | None
    """Pixels from all over the frame, where `pixels` are only a rough picture (`FirstLook`)."""
    shape: tuple[int, int]
    """Rows and columns of the frame."""
    top: int
    refined: bool
    """Whether every level is at its best; otherwise `DecoderPool.grow` makes them so."""


class DecoderPool:
    """Child processes that read micrographs; they start at the first request and end with `close`.

    Pixels go before infos, infos before thumbnails and the growing of pyramids, each in the order asked for.
    `future.cancel()` drops a request that has not begun. Each future ends with its result or a MicrographError, which
    a crash, a request of more than `seconds`, or one of more than `memory` bytes becomes too; the next request gets a
    fresh process.
    """

    MODULE = "maemi.micrograph.child"
    """What a child process runs; a room with requests of its own names another."""
    COMPLAINTS = DECODING
    """What is said of a file that kills or outlasts a child."""

    def __init__(self, processes: int = 1, seconds: float = DEFAULT_SECONDS, memory: int = DEFAULT_MEMORY) -> None:
        self._jobs: queue.PriorityQueue[tuple[int, int, _Job | None]] = queue.PriorityQueue()
        self._turns = itertools.count()
        self._closed = False
        # Several pools may let the same pyramid grow; each has its own part of it.
        self._token = token_hex(4)
        self._lock = threading.Lock()
        self._children = [
            DecoderProcess(seconds, memory, self.MODULE, self.COMPLAINTS) for _ in range(max(1, processes))
        ]
        self._threads = [
            threading.Thread(target=self._serve, args=(child,), name=f"decoder-{index}", daemon=True)
            for index, child in enumerate(self._children)
        ]
        for thread in self._threads:
            thread.start()

    def info(self, path: Path) -> Future[MicrographInfo]:
        """`read_info` in a child."""
        return self._submit(
            _NORMAL, {"do": "info", "path": str(path)}, lambda head, _: MicrographInfo.from_json(head["info"])
        )

    def scale_bar(self, path: Path, check: bool = False) -> Future[MicrographInfo]:
        """`with_scale_bar` in a child; with `check` also where the file gives a pixel size, to compare both."""
        request = {"do": "scale_bar", "path": str(path), "check": check}
        return self._submit(_NORMAL, request, lambda head, _: MicrographInfo.from_json(head["info"]))

    def pixels(self, path: Path, frame: int = 0) -> Future[NDArray[Any]]:
        """`read_pixels` in a child; the array is writable and owned by the caller."""
        return self._submit(_SOON, {"do": "pixels", "path": str(path), "frame": frame}, _array)

    def thumbnail(self, path: Path, side: int = 256) -> Future[bytes]:
        """`thumbnail_png` in a child."""
        return self._submit(_LATER, {"do": "thumbnail", "path": str(path), "side": side}, lambda _, body: bytes(body))

    def picture(self, path: Path, side: int = 1024) -> Future[bytes]:
        """`open_picture` in a child, as a PNG."""
        return self._submit(_SOON, {"do": "picture", "path": str(path), "side": side}, lambda _, body: bytes(body))

    def overview(self, path: Path, frame: int = 0, cache: Path | None = None) -> Future[Overview]:
        """`TiledFrame.overview` in a child; `cache` is the folder of pyramids."""
        return self._submit(_SOON, _tiled("overview", path, frame, cache), _overview)

    def tile(
        self, path: Path, frame: int, place: tuple[int, int, int], cache: Path | None = None, ahead: bool = False
    ) -> Future[NDArray[Any] | None]:
        """`TiledFrame.tile` of (level, row, column) in a child; `ahead` of its being seen, it waits for what is."""
        request = {**_tiled("tile", path, frame, cache), **dict(zip(("level", "row", "column"), place, strict=True))}
        return self._submit(_NORMAL if ahead else _SOON, request, _array_or_none)

    def grow(self, path: Path, frame: int, cache: Path, have: int = 0, seconds: float = 0.5) -> Future[Grown | None]:
        """`grow` of a frame's pyramid in a child, for a while."""
        request = {**_tiled("grow", path, frame, cache), "builder": self._token, "have": have, "seconds": seconds}
        return self._submit(_LATER, request, _grown)

    def take_in(self, path: Path, side: int = 256) -> Future[TakenIn]:
        """Hash, info and thumbnail in one pass, in a child."""
        request = {"do": "take_in", "path": str(path), "side": side}
        return self._submit(_LATER, request, lambda head, body: TakenIn(**head["found"], png=bytes(body)))

    def close(self) -> None:
        """End the children now; what waits is cancelled, what is under way fails. May be called twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        for _ in self._threads:
            self._jobs.put((_END, next(self._turns), None))
        for child in self._children:
            child.close()
        for thread in self._threads:
            # Only a callback of a future that never returns could keep one; it must not keep the program.
            thread.join(_PATIENCE)
        for child in self._children:
            child.finish()
        while True:
            try:
                job = self._jobs.get_nowait()[-1]
            except queue.Empty:
                return
            if job is not None:
                job.future.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _submit(self, urgency: int, request: Header, parse: Callable[[Header, bytearray], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                future.set_exception(MicrographError(f"{request['path']} was not read because the decoder is closed."))
            else:
                self._jobs.put((urgency, next(self._turns), _Job(request, parse, future)))
        return future

    def _serve(self, child: DecoderProcess) -> None:
        while (job := self._jobs.get()[-1]) is not None:
            if not job.future.set_running_or_notify_cancel():
                continue
            try:
                result = job.parse(*child.ask(job.request))
            except MicrographError as error:
                job.future.set_exception(error)
            except Exception as error:
                # The thread must live on; a future that never ends would leave the window waiting.
                job.future.set_exception(
                    MicrographError(f"{job.request['path']} could not be decoded ({error}); try it once more.")
                )
            else:
                job.future.set_result(result)


def _array(header: Header, body: bytearray) -> NDArray[Any]:
    return np.frombuffer(body, dtype=np.dtype(header["dtype"])).reshape(header["shape"])


def _array_or_none(header: Header, body: bytearray) -> NDArray[Any] | None:
    return None if header.get("missing") else _array(header, body)


def _overview(header: Header, body: bytearray) -> Overview:
    shape = (int(header["rows"]), int(header["columns"]))
    pixels, sample = _array(header, body), None
    if "sample" in header:
        count = prod(header["overview"])
        pixels, sample = pixels[:count].reshape(header["overview"]), pixels[count:].reshape(header["sample"])
    return Overview(pixels, sample, shape, int(header["top"]), bool(header["refined"]))


def _grown(header: Header, body: bytearray) -> Grown | None:
    rows = _array_or_none(header, body)
    return None if rows is None else Grown(float(header["share"]), rows)


def _tiled(do: str, path: Path, frame: int, cache: Path | None) -> Header:
    return {"do": do, "path": str(path), "frame": frame, "cache": str(cache) if cache is not None else ""}
