"""From a micrograph's file to a figure for a paper: PNG, TIFF or SVG."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi import durable
from maemi.errors import InputError, MaemiError
from maemi.micrograph.figure.layout import FigureLayout, lay_out
from maemi.micrograph.figure.metadata import description
from maemi.micrograph.figure.options import SUFFIXES, FigureOptions
from maemi.micrograph.record import MicrographInfo, PixelSize

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Figure:
    """What was made."""

    path: Path
    layout: FigureLayout
    bits: int
    """Of each grey or colour: 8, or those of the file where its greys were kept."""

    def to_json(self) -> dict[str, Any]:
        """The fields of `maemi figure --json`."""
        size, bar = self.layout.pixel_size, self.layout.bar
        return {
            "figure": str(self.path),
            "shape": [self.layout.rows, self.layout.columns],
            "dpi": self.layout.dpi,
            "bits": self.bits,
            "part": list(self.layout.part),
            "pixel_size_m": [size.row_m, size.column_m] if size else None,
            "bar_length_m": bar.length_m if bar else None,
            "bar_length_px": bar.width if bar else None,
            "bar_label": bar.label if bar else None,
        }


def make_figure(
    info: MicrographInfo, out: Path, options: FigureOptions | None = None, pixel_size: PixelSize | None = None
) -> Figure:
    """Write `out` (replaced where it exists) from `info.path`; `pixel_size` goes before the file's.

    Raises InputError for wishes that cannot be met, MicrographError for the file, MaemiError for the disk.
    """
    options = options or FigureOptions()
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{out.name} is no kind of figure; end its name with .png, .tif or .svg.")
    if options.keep_greys and (suffix not in (".tif", ".tiff") or options.notes or options.width_mm):
        raise InputError(
            "The file's own greys are kept in a TIFF of its own pixels with nothing drawn on it; choose a name with "
            ".tif, and no width and no annotations."
        )
    layout = lay_out(info, pixel_size or info.pixel_size, options)
    words = description(info, layout, options)
    content, bits = _content(info, layout, options, suffix, words)
    try:
        with durable.written_beside(out) as file:
            file.write(content)
    except OSError as error:
        raise MaemiError(f"{out} cannot be written: {error.strerror or error}; choose another folder.") from error
    return Figure(out, layout, bits)


def picture_of(info: MicrographInfo, options: FigureOptions, pixel_size: PixelSize | None = None) -> Image:
    """The same as a picture in memory, for the clipboard. Raises as `make_figure`."""
    from maemi.micrograph.figure.drawing import drawn
    from maemi.micrograph.figure.source import picture

    layout = lay_out(info, pixel_size or info.pixel_size, options)
    return drawn(picture(info.path, layout, options), layout, options)


def _content(
    info: MicrographInfo, layout: FigureLayout, options: FigureOptions, suffix: str, words: str
) -> tuple[bytes, int]:
    import numpy as np

    from maemi.micrograph.figure.drawing import drawn
    from maemi.micrograph.figure.source import own_greys, picture

    if options.keep_greys:
        pixels = own_greys(info.path, layout, options.frame)
        return _tiff(pixels, words, options.dpi), pixels.dtype.itemsize * 8
    plain = picture(info.path, layout, options)
    if suffix == ".svg":
        from maemi.micrograph.figure.svg import svg_text

        return svg_text(plain, layout, options, words).encode(), 8
    made = drawn(plain, layout, options)
    return (_png(made, words, options.dpi) if suffix == ".png" else _tiff(np.asarray(made), words, options.dpi)), 8


def _png(image: Image, words: str, dpi: int) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Description", words)
    text.add_text("Software", "MAEMI")
    buffer = BytesIO()
    image.save(buffer, "PNG", dpi=(dpi, dpi), pnginfo=text)
    return buffer.getvalue()


def _tiff(pixels: Any, words: str, dpi: int) -> bytes:
    import tifffile

    buffer = BytesIO()
    tifffile.imwrite(
        buffer,
        pixels,
        photometric="rgb" if pixels.ndim == 3 else "minisblack",
        resolution=(dpi, dpi),
        resolutionunit="INCH",
        description=words,
        metadata=None,
        software="MAEMI",
        compression="zlib",
    )
    return buffer.getvalue()
