"""Palettes: whether an index is the grey itself or stands for a colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def indices_or_colours(indices: NDArray[Any], palette: NDArray[np.uint8]) -> NDArray[Any]:
    """Pixels of a palette picture: grey [rows, columns] where the palette allows it, else RGB [rows, columns, 3].

    `palette` is [entries, 3], 0 to 255. A grey ramp with some coloured entries is what Zeiss writes: the indices are
    the grey, and the colours (at multiples of 9) draw overlays. A palette that is grey but not a ramp is looked up.
    """
    ramp = np.linspace(0, 255, len(palette))
    on_ramp = np.abs(palette.astype(int) - ramp[:, None]).max(axis=1) <= 2
    if on_ramp.mean() > 0.8:
        return indices
    colours = palette[np.minimum(indices, len(palette) - 1)]
    grey = bool((palette == palette[:, :1]).all())
    return colours[..., 0] if grey else colours
