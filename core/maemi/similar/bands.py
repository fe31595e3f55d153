"""Octave bands of a picture: how bright and dark details are distributed, and how aligned edges are, at each scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maemi.similar.numerics import box, gaussian

OCTAVES = 6
_QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_EACH = 1 + len(_QUANTILES) + 3 + 1
LENGTH = OCTAVES * _EACH
_TINY = 1e-6


def halved(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Two by two pixels averaged into one."""
    rows, columns = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
    return picture[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3))


def bands(picture: NDArray[np.float32]) -> NDArray[np.float64]:
    """[LENGTH] from a picture of mean 0 and variance 1; zeros for octaves that are coarser than the picture.

    Of each octave: the strength of detail, quantiles of the detail (bright grains and dark pores differ in their
    tails), how aligned edges are in their neighbourhood (structure tensor), and over the whole picture.
    """
    parts: list[NDArray[np.float64]] = []
    level = picture
    for _ in range(OCTAVES):
        if min(level.shape) < 8:
            break
        smooth = gaussian(level, 1.2)
        detail = level - smooth
        strength = float(detail.std()) + 1e-3
        tails = np.tanh(np.quantile(detail / strength, _QUANTILES) / 3)
        parts.append(np.concatenate([[np.log(strength)], tails, _alignment(smooth)]))
        level = halved(smooth)
    found = np.concatenate(parts) if parts else np.zeros(0)
    return np.concatenate([found, np.zeros(LENGTH - found.size)])


def _alignment(smooth: NDArray[np.float32]) -> NDArray[np.float64]:
    """Three quantiles of the local coherence of edges, and the coherence of all edges together; 0 to 1."""
    down, right = np.gradient(smooth)
    horizontal, vertical, both = (
        box(np.asarray(product, np.float32), 5) for product in (right * right, down * down, right * down)
    )
    local = np.hypot(horizontal - vertical, 2 * both) / (horizontal + vertical + _TINY)
    h, v, b = float(horizontal.mean()), float(vertical.mean()), float(both.mean())
    return np.array([*np.quantile(local, (0.1, 0.5, 0.9)), np.hypot(h - v, 2 * b) / (h + v + _TINY)])
