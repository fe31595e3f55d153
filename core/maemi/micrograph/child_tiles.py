"""What a decoder's process does for frames that are shown by tiles; the last one stays open."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.frames import Header
from maemi.micrograph.pyramid_growing import grow
from maemi.micrograph.pyramid_store import PyramidStore
from maemi.micrograph.tiled import TiledFrame

_WHOLE_SECONDS = 1e9


class OpenTiles:
    """Answers the requests `overview`, `tile` and `grow`; opening a large file costs more than reading a tile of it."""

    def __init__(self) -> None:
        self._tiled: TiledFrame | None = None
        self._key: object = None

    def answer(self, request: Header) -> tuple[Header, bytes | memoryview]:
        """The header and the pixels of an answer. Raises MicrographError."""
        tiled = self._opened(request)
        if request["do"] == "grow":
            # What is decoded whole is pooled to its end: decoding it again for the next part would cost more.
            seconds = _WHOLE_SECONDS if tiled.regions is None else request["seconds"]
            grown = grow(tiled, request["builder"], request["have"], seconds)
            return _packed(None) if grown is None else _packed(grown.rows, share=grown.share)
        if request["do"] == "overview":
            look = tiled.overview()
            about = {"rows": tiled.rows, "columns": tiled.columns, "top": tiled.top, "refined": tiled.refined}
            if look.sample is None:
                return _packed(look.pixels, **about)
            both = np.concatenate([look.pixels.reshape(-1), look.sample.reshape(-1)])
            return _packed(both, **about, overview=list(look.pixels.shape), sample=list(look.sample.shape))
        return _packed(tiled.tile(request["level"], request["row"], request["column"]))

    def _opened(self, request: Header) -> TiledFrame:
        path = Path(request["path"])
        try:
            state = path.stat()
            key = (path, request["frame"], request["cache"], state.st_size, state.st_mtime_ns)
        except OSError:
            # Opening it says in one sentence what is wrong.
            key = object()
        if self._tiled is None or key != self._key:
            if self._tiled is not None:
                self._tiled.close()
                self._tiled = None
            store = PyramidStore(Path(request["cache"])) if request["cache"] else None
            self._tiled, self._key = TiledFrame(path, request["frame"], store), key
        return self._tiled


def _packed(pixels: Pixels | None, **about: object) -> tuple[Header, bytes | memoryview]:
    if pixels is None:
        return {"missing": True}, b""
    header = {**about, "shape": list(pixels.shape), "dtype": pixels.dtype.str}
    return header, np.ascontiguousarray(pixels).reshape(-1).view(np.uint8).data


OPEN_TILES = OpenTiles()
"""A decoder's process has one: it does one thing at a time."""
