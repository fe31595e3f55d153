"""The images of an export: each micrograph once, by the hash of its content, however many pairs are about it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from maemi.errors import MaemiError
from maemi.micrograph.picture import LONGEST_SIDE, open_picture
from maemi.micrograph.taking_in import hash_file
from maemi.project.rows import MicrographRow

ImageKind = Literal["png", "original"]
IMAGE_KINDS: tuple[ImageKind, ...] = get_args(ImageKind)
HASH_ENTRY = "maemi-micrograph-sha256"
MOST_BYTES = 64 << 20
"""Of an image that comes in with pairs."""
SUFFIX_OF = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"BM": ".bmp", b"II*\0": ".tif", b"MM\0*": ".tif"}
"""How image files begin, and how micrographs of that kind are called."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One image that was written."""

    file: Path
    sha256: str
    shape: tuple[int, int] | None
    """Rows and columns; None for a copy of a file whose size nobody read."""


class Pictures:
    """Writes images into a folder: as models see them (8 bits, no info bar), or the files as they are."""

    def __init__(self, folder: Path, kind: ImageKind = "png", side: int = LONGEST_SIDE, colours: bool = False) -> None:
        self._folder = folder
        self._kind = kind
        self._side = side
        self._colours = colours
        self._made: dict[str, Picture | str] = {}
        self.bytes = 0

    def of(self, micrograph: MicrographRow) -> Picture | str:
        """A micrograph's image, or the sentence that says why there is none. Raises OSError where no room is left."""
        key = micrograph.content_hash
        if key not in self._made:
            self._made[key] = self._make(micrograph)
        return self._made[key]

    def _make(self, micrograph: MicrographRow) -> Picture | str:
        try:
            if micrograph.path.is_file() and self._changed(micrograph):
                return f"{micrograph.path} is not the file that its pairs were written about: add it again."
            self._folder.mkdir(exist_ok=True)
            return self._copied(micrograph) if self._kind == "original" else self._drawn(micrograph)
        except MaemiError as error:
            return str(error)

    def _changed(self, micrograph: MicrographRow) -> bool:
        try:
            return hash_file(micrograph.path) != micrograph.content_hash
        except OSError as error:
            raise MaemiError(f"{micrograph.path} cannot be read: {error.strerror or error}.") from error

    def _drawn(self, micrograph: MicrographRow) -> Picture:
        from PIL.PngImagePlugin import PngInfo

        image = open_picture(micrograph.path, self._side)
        if self._colours:
            image = image.convert("RGB")
        entries = PngInfo()
        entries.add_text(HASH_ENTRY, micrograph.content_hash)
        buffer = io.BytesIO()
        image.save(buffer, "PNG", pnginfo=entries)
        data = buffer.getvalue()
        file = self._folder / f"{micrograph.content_hash}.png"
        file.write_bytes(data)
        self.bytes += len(data)
        return Picture(file, hashlib.sha256(data).hexdigest(), (image.height, image.width))

    def _copied(self, micrograph: MicrographRow) -> Picture:
        file = self._folder / f"{micrograph.content_hash}{micrograph.path.suffix.lower()}"
        if not micrograph.path.is_file():
            raise MaemiError(f"{micrograph.path} is no longer there; 'maemi check' finds moved files.")
        shutil.copyfile(micrograph.path, file)
        self.bytes += file.stat().st_size
        return Picture(file, micrograph.content_hash, micrograph.info.shape if micrograph.info else None)


def bytes_in(url: str) -> bytes:
    """The image of a data URL; b"" where it holds none."""
    try:
        return base64.b64decode(url.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        return b""


def suffix_of(data: bytes) -> str:
    """The suffix of a file with this content; "" where it begins like no image that micrographs are read from."""
    return next((suffix for start, suffix in SUFFIX_OF.items() if data.startswith(start)), "")


def hash_in(data: bytes) -> str:
    """The micrograph's hash that a PNG of an export carries; "" for an image of another program."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            return str(image.info.get(HASH_ENTRY, ""))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return ""
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return ""
