"""Local binary patterns: which small corners, edges and spots a picture is made of, at four scales.

Source: Ojala, Pietikäinen & Mäenpää 2002, Multiresolution gray-scale and rotation invariant texture classification with
local binary patterns (doi 10.1109/TPAMI.2002.1017623), as scikit-image computes them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maemi.similar.bands import halved
from maemi.similar.numerics import binary_patterns, gaussian

_SCALES, _RADII, _KINDS = 4, (1.0, 2.0), 10
LENGTH = _SCALES * len(_RADII) * _KINDS
_GREYS = 64
"""Steps of grey for each standard deviation: differences below one are noise of the arithmetic."""


def patterns(picture: NDArray[np.float32]) -> NDArray[np.float64]:
    """[LENGTH]: square roots of the shares of the ten uniform rotation-invariant patterns."""
    parts: list[NDArray[np.float64]] = []
    level = gaussian(picture, 0.7)
    for _ in range(_SCALES):
        steps = np.round(level * _GREYS).astype(np.int32)
        for radius in _RADII:
            codes = binary_patterns(steps, radius)
            shares = np.bincount(codes.ravel(), minlength=_KINDS)[:_KINDS] / codes.size
            parts.append(np.sqrt(shares))
        level = halved(gaussian(level, 0.8))
    return np.concatenate(parts)
