"""The micrograph as a model sees it: the same picture that teachers and fine-tunes get, of pixels on screen already."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from maemi.micrograph.record import MicrographInfo

LEAST_SIDE = 32
"""Pixels of a region's picture along either side, at least, where the micrograph has them."""


def picture_url(pixels: NDArray[Any], info: MicrographInfo | None) -> str:
    """The scan of `pixels` [rows, columns] or [rows, columns, 3] as the chat protocol carries it: an 8-bit grey PNG."""
    from maemi.micrograph.grey import to_grey, without_info_bar
    from maemi.micrograph.picture import as_picture, data_url, png_of

    grey = to_grey(pixels)
    return data_url(png_of(as_picture(grey if info is None else without_info_bar(grey, info))))


def region_url(pixels: NDArray[Any], box: tuple[float, float, float, float]) -> str:
    """The part of `pixels` that a region covers, in the same form; `box` as of a Shape: first column, first row, …"""
    from math import ceil, floor

    from maemi.micrograph.grey import to_grey
    from maemi.micrograph.picture import as_picture, data_url, png_of

    left, top = max(0, floor(box[0])), max(0, floor(box[1]))
    # A line along a row is no picture: some pixels of what lies beside it.
    right, bottom = max(ceil(box[2]), left + LEAST_SIDE), max(ceil(box[3]), top + LEAST_SIDE)
    left, top = max(0, min(left, pixels.shape[1] - LEAST_SIDE)), max(0, min(top, pixels.shape[0] - LEAST_SIDE))
    return data_url(png_of(as_picture(to_grey(pixels[top:bottom, left:right]))))
