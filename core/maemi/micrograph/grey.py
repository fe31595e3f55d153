"""From the pixels of a file to the grey scan that is measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.luminance import to_grey
from maemi.micrograph.reading import read_info, read_pixels
from maemi.micrograph.record import MicrographInfo

__all__ = ["scan_pixels", "to_grey", "without_info_bar"]


def scan_pixels(path: Path) -> tuple[NDArray[np.float32], MicrographInfo]:
    """The grey scan [rows, columns] without the info bar, and what the file says.

    Pixels that are not finite take the smallest finite value, which a warning of the info says.
    Raises MicrographError.
    """
    info = read_info(path)
    grey = without_info_bar(to_grey(read_pixels(path)), info)
    finite = np.isfinite(grey)
    if not finite.all():
        grey = np.where(finite, grey, grey[finite].min() if finite.any() else np.float32(0))
        count = int(finite.size - finite.sum())
        warning = f"{count} pixels are not numbers; they count as the darkest"
        info = replace(info, warnings=(*info.warnings, warning))
    return np.ascontiguousarray(grey), info


def without_info_bar(grey: NDArray[np.float32], info: MicrographInfo) -> NDArray[np.float32]:
    """The rows of the scan, of grey [rows, columns] that may have an info bar; a view.

    A bar may leave rows of the scan below it; the larger part is kept, so that the scan is one piece.
    """
    if info.info_bar is None:
        return grey
    first, last = info.info_bar
    return grey[:first] if first >= grey.shape[0] - 1 - last else grey[last + 1 :]
