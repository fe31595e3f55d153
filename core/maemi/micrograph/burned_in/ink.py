"""How much of each pixel is ink: the drawn white or black of a label, whatever lies behind it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.text import Picture

Ink = NDArray[np.float32]
"""[rows, columns], 0 is background and 1 the ink of the label; beyond both where something is darker or brighter."""

_LEAST_CONTRAST = 40.0
"""Grey levels of 255 between a label and its background."""
_COLOURED = 40.0
"""Grey levels between the channels of a colour."""


def inks(picture: Picture, label: Box) -> Iterator[Ink]:
    """The picture as ink, once or twice: the polarity of the label first, then the other one."""
    grey = _single(picture, label)
    rows, columns = grey.shape
    high = label.height
    around = grey[
        max(0, int(label.top - 0.3 * high)) : min(rows, int(np.ceil(label.bottom + 0.3 * high))),
        max(0, int(label.left - 0.3 * high)) : min(columns, int(np.ceil(label.right + 0.3 * high))),
    ]
    inside = grey[int(label.top) : int(np.ceil(label.bottom)), int(label.left) : int(np.ceil(label.right))]
    if inside.size == 0:
        return
    background = float(np.median(around))
    bright, dark = float(np.percentile(inside, 98)) - background, background - float(np.percentile(inside, 2))
    for level in sorted((bright, -dark), key=abs, reverse=True):
        if abs(level) >= _LEAST_CONTRAST:
            yield ((grey - background) / level).astype(np.float32)


def _single(picture: Picture, label: Box) -> NDArray[np.float32]:
    """One channel: for coloured text the darkest on a bright background, the brightest on a dark one."""
    inside = picture[int(label.top) : int(np.ceil(label.bottom)), int(label.left) : int(np.ceil(label.right))]
    if inside.size and float(np.ptp(inside.astype(np.int16), axis=2).max()) > _COLOURED:
        if float(np.median(inside)) > 127:
            return picture.min(axis=2).astype(np.float32)
        return picture.max(axis=2).astype(np.float32)
    return picture.mean(axis=2, dtype=np.float32)
