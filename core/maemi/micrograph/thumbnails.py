"""Small pictures of micrographs, and the folder that keeps them."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

from PIL import Image

from maemi import durable
from maemi.micrograph.contrast import auto_limits, to_display
from maemi.micrograph.errors import MicrographError
from maemi.micrograph.first_look import look_at
from maemi.micrograph.limits import is_giant
from maemi.micrograph.luminance import to_grey
from maemi.micrograph.reading import read_info, read_reduced
from maemi.micrograph.record import MicrographInfo

_OVERSAMPLING = 4
"""Pixels read for each pixel of the thumbnail along an axis, at most about twice this; the rest is strided over."""

_AFFORDED = 512 << 20
"""Bytes decoded for the thumbnail of a giant; beyond that it is a rough one."""


def thumbnail_png(path: Path, side: int = 256) -> bytes:
    """A PNG of the first frame, the info bar included, its longer side `side` pixels, contrast set automatically.

    The contrast comes from the scan alone, not from the info bar. Raises MicrographError.
    """
    return render(read_info(path), side)


def render(info: MicrographInfo, side: int) -> bytes:
    """The thumbnail of a micrograph whose info is known already."""
    rows, columns = info.shape
    step = max(1, min(rows, columns, max(rows, columns) // (side * _OVERSAMPLING)))
    dear = is_giant(info)
    pixels = look_at(info.path, step.bit_length() - 1, _AFFORDED) if dear else read_reduced(info.path, step)
    # Limits need no more than a fair sample.
    sample = pixels[:: max(1, pixels.shape[0] // 512), :: max(1, pixels.shape[1] // 512)]
    scan = to_grey(sample)
    if info.info_bar is not None:
        first = info.info_bar[0] * scan.shape[0] // rows
        scan = scan[:first] if first else scan
    low, high = auto_limits(scan)
    image = Image.fromarray(to_display(pixels, low, high))
    image.thumbnail((side, side), Image.Resampling.BOX, reducing_gap=None)
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


class ThumbnailCache:
    """PNGs in a folder, one a file and side; a changed file (size or time) gets a new one.

    Safe for several threads and processes: each PNG is written beside its place and renamed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = Path(folder)

    def get(self, path: Path, side: int = 256) -> Path:
        """The cached PNG, made here and now where it is missing. Raises MicrographError."""
        found = self.find(path, side)
        return found if found is not None else self.keep(path, side, thumbnail_png(path, side))

    def find(self, path: Path, side: int = 256) -> Path | None:
        """The cached PNG, or None where it must be made, in a DecoderPool for instance."""
        place = self._place(path, side)
        return place if place.is_file() else None

    def keep(self, path: Path, side: int, png: bytes) -> Path:
        """Put a PNG that was made elsewhere into the cache."""
        place = self._place(path, side)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with durable.written_beside(place) as file:
                file.write(png)
        except OSError as error:
            reason = error.strerror or str(error)
            raise MicrographError(
                f"The thumbnail of {path} cannot be written to {self._folder} ({reason}); "
                "make room there or allow writing."
            ) from error
        return place

    def _place(self, path: Path, side: int) -> Path:
        path = Path(path).absolute()
        try:
            state = path.stat()
            key = f"{path}\0{state.st_size}\0{state.st_mtime_ns}\0{side}"
        except OSError:
            # Missing or forbidden: reading it says so in one sentence.
            key = f"{path}\0{side}"
        digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
        return self._folder / digest[:2] / f"{digest[2:32]}.png"
