"""The micrograph as a model sees it: the same picture that teachers and fine-tunes get, of pixels on screen already."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from maemi.micrograph.record import MicrographInfo


def picture_url(pixels: NDArray[Any], info: MicrographInfo | None) -> str:
    """The scan of `pixels` [rows, columns] or [rows, columns, 3] as the chat protocol carries it: an 8-bit grey PNG."""
    from maemi.micrograph.grey import to_grey, without_info_bar
    from maemi.micrograph.picture import as_picture, data_url, png_of

    grey = to_grey(pixels)
    return data_url(png_of(as_picture(grey if info is None else without_info_bar(grey, info))))
