"""PNG, JPEG and BMP: pixels through Pillow, and through imagecodecs where Pillow would drop bits."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.palette import indices_or_colours
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.raster_metadata import facts_of_picture
from maemi.micrograph.limits import MAX_PIXELS, check_size, too_large
from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.vendors.applying import with_facts

# Pillow refuses large pictures on its own, before decoding: our limit, and no mere warning.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_GREY_MODES = {
    "1": "uint8",
    "L": "uint8",
    "LA": "uint8",
    "I;16": "uint16",
    "I;16B": "uint16",
    "I": "int32",
    "F": "float32",
}


@dataclass(frozen=True)
class RasterReader:
    """A format of ordinary pictures. Its resolution in dots per inch is for printers and never a pixel size."""

    name: str
    suffixes: frozenset[str]
    magic: tuple[bytes, ...]

    def recognises(self, head: bytes) -> bool:
        return head.startswith(self.magic)

    def describe(self, path: Path) -> MicrographInfo:
        with _opened(path, self.name) as image:
            depth, grey = _png_kind(path) if self.name == "PNG" else (8, False)
            if depth == 16:
                dtype, channels = "uint16", 1 if grey else 3
            elif image.mode == "P":
                # Whether a palette is grey, only its entries say: they cost nothing to look at.
                pixels = indices_or_colours(np.zeros((1, 1), np.uint8), _palette(image))
                dtype, channels = "uint8", 1 if pixels.ndim == 2 else 3
            else:
                dtype, channels = _GREY_MODES.get(image.mode, "uint8"), 1 if image.mode in _GREY_MODES else 3
            info = MicrographInfo(
                path=path,
                format=self.name,
                vendor=None,
                shape=(image.height, image.width),
                dtype=dtype,
                channels=channels,
                frames=1,
                pixel_size=None,
            )
            return with_facts(info, facts_of_picture(image))

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        if frame != 0:
            raise MicrographError(f"{path} has one frame; frame {frame} does not exist.")
        with _opened(path, self.name) as image:
            if self.name == "PNG" and _png_kind(path)[0] == 16:
                if not image.mode.startswith("I"):
                    return _deep_png(path)[::step, ::step]
                return np.asarray(image)[::step, ::step].astype(np.uint16)
            if step > 1:
                # JPEG decodes at 1/2, 1/4 or 1/8 of its size; the rest of the way is by striding.
                full = image.width
                image.draft(None, (image.width // step, image.height // step))
                step = max(1, step * image.width // full)
            if image.mode == "P":
                return indices_or_colours(np.asarray(image), _palette(image))[::step, ::step]
            if image.mode == "LA":
                return np.asarray(image)[::step, ::step, 0]
            if image.mode == "1":
                return np.asarray(image.convert("L"))[::step, ::step]
            if image.mode in _GREY_MODES:
                return np.asarray(image)[::step, ::step]
            return np.asarray(image.convert("RGB"))[::step, ::step]


@contextmanager
def _opened(path: Path, name: str) -> Generator[Image.Image]:
    """The opened, not yet decoded picture, its size checked."""
    try:
        image = Image.open(path, formats=[name])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large(path) from error
    with image:
        check_size(path, image.height, image.width)
        yield image


def _palette(image: Image.Image) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """The palette [256, 3]; entries that the file leaves out are black."""
    entries = np.frombuffer(bytes(image.getpalette("RGB") or b""), np.uint8).reshape(-1, 3)
    palette = np.zeros((256, 3), np.uint8)
    palette[: len(entries)] = entries
    return palette


def _png_kind(path: Path) -> tuple[int, bool]:
    """Bits per sample and whether it is grey: bytes 24 and 25 of a PNG (PNG specification, section 11.2.1)."""
    with path.open("rb") as file:
        head = file.read(26)
    return head[24], head[25] in (0, 4)


def _deep_png(path: Path) -> Pixels:
    """A PNG of 16 bits per colour, which Pillow would cut to 8."""
    import imagecodecs

    pixels = np.asarray(imagecodecs.png_decode(path.read_bytes()))
    if pixels.ndim == 3:
        return pixels[..., 0] if pixels.shape[2] < 3 else pixels[..., :3]
    return pixels


READERS = (
    RasterReader("PNG", frozenset({".png"}), (b"\x89PNG\r\n\x1a\n",)),
    RasterReader("JPEG", frozenset({".jpg", ".jpeg", ".jpe"}), (b"\xff\xd8\xff",)),
    RasterReader("BMP", frozenset({".bmp"}), (b"BM",)),
)
