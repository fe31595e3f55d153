"""The texture encoder: classical descriptors on numpy, weighed by what tells scans apart.

No network: it needs neither torch nor weights beyond 30 kB, and finds real micrographs better than the vision part of
the embedded base (docs/similar.md has the figures).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi import resources
from maemi.similar.bands import bands
from maemi.similar.equalising import equalised
from maemi.similar.patches import patches
from maemi.similar.patterns import patterns
from maemi.similar.scattering import scattering
from maemi.similar.texture_version import VERSION

FARTHEST = 4.0
"""Standard deviations at which a value is cut off: one odd value must not decide alone."""


def describe(scan: NDArray[Any]) -> NDArray[np.float64]:
    """All descriptors of a grey scan, one after the other, not yet weighed."""
    picture = equalised(scan)
    return np.concatenate([scattering(picture), bands(picture), patterns(picture), patches(picture)])


class TextureEncoder:
    """Weighs the descriptors by resources/similar/texture.npz, which `maemi.similar.fitting` makes from phantoms."""

    version = VERSION

    def __init__(self) -> None:
        with np.load(resources.path("similar", "texture.npz"), allow_pickle=False) as file:
            self._mean, self._spread = file["mean"].astype(np.float64), file["spread"].astype(np.float64)
            self._projection = file["projection"].astype(np.float64)
        self.length = int(self._projection.shape[1])

    def encode(self, scan: NDArray[Any]) -> NDArray[np.float32]:
        """[length], of length 1, from a grey scan [rows, columns]; a scan without structure gets one too."""
        weighed = standardised(describe(scan), self._mean, self._spread) @ self._projection
        return (weighed / max(float(np.linalg.norm(weighed)), 1e-9)).astype(np.float32)


def standardised(
    values: NDArray[np.float64], mean: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """In standard deviations from the mean, cut off at FARTHEST."""
    return np.clip((values - mean) / spread, -FARTHEST, FARTHEST)
