"""Micrographs as the network's input, read when they are first needed and kept in memory up to a limit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from maemi.errors import MaemiError
from maemi.micrograph.picture import open_picture
from maemi.progress import Progress

if TYPE_CHECKING:
    from PIL.Image import Image


class ImageStore:
    """What `prepare` makes of a micrograph (tensors by name), by its path; the least recently used goes first."""

    def __init__(self, prepare: Callable[[Image], dict[str, Tensor]], limit_bytes: int, progress: Progress) -> None:
        self._prepare = prepare
        self._limit = limit_bytes
        self._progress = progress
        self._kept: OrderedDict[Path, dict[str, Tensor]] = OrderedDict()
        self._bytes = 0
        self.unreadable: dict[Path, str] = {}

    def get(self, path: Path) -> dict[str, Tensor] | None:
        """The prepared image, or None where its file is gone or damaged, which is told once as a warning."""
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        if path in self.unreadable:
            return None
        try:
            image = open_picture(path)
        except (MaemiError, OSError) as error:
            self.unreadable[path] = str(error)
            self._progress.event("warning", message=f"The pairs of {path.name} are left out: {error}")
            return None
        with torch.no_grad():
            prepared = self._prepare(image)
        self._keep(path, prepared)
        return prepared

    def _keep(self, path: Path, prepared: dict[str, Tensor]) -> None:
        self._kept[path] = prepared
        self._bytes += _size(prepared)
        while self._bytes > self._limit and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= _size(oldest)


def _size(prepared: dict[str, Tensor]) -> int:
    return sum(tensor.nbytes for tensor in prepared.values())
