"""Drawn scans whose truth is known exactly, apart from phantoms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

Scan = NDArray[np.float32]


def discs(
    centres: list[tuple[float, float]], radii: list[float], shape: tuple[int, int] = (400, 600), bright: bool = True
) -> Scan:
    """Discs of grey 180 on 60 (or the other way round), blurred by a pixel."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    scan = np.full(shape, 60.0 if bright else 180.0)
    for (row, column), radius in zip(centres, radii, strict=True):
        scan[(y - row) ** 2 + (x - column) ** 2 <= radius**2] = 180.0 if bright else 60.0
    return gaussian_filter(scan, 1.0).astype(np.float32)


@pytest.fixture
def draw_discs() -> Callable[..., Scan]:
    return discs


@pytest.fixture
def spoil() -> Callable[..., Scan]:
    """Noise and shading on top of a scan."""

    def spoiled(scan: Scan, noise: float = 12.0, shading: float = 40.0, seed: int = 0) -> Scan:
        rng = np.random.default_rng(seed)
        ramp = np.linspace(-0.5, 0.5, scan.shape[1]) * shading
        return (scan + ramp[None, :] + rng.normal(0, noise, scan.shape)).astype(np.float32)

    return spoiled
