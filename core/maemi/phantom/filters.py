"""What drawing takes from scipy and scikit-image, with types; both are imported at the first call, not before."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false, reportArgumentType=false
# pyright: reportCallIssue=false

from __future__ import annotations

import numpy as np

from maemi.phantom.scene import Array


def gaussian(image: Array, sigma_px: float) -> Array:
    """Gaussian blur, float32."""
    from scipy.ndimage import gaussian_filter

    return np.asarray(gaussian_filter(image, sigma_px, mode="nearest"), np.float32)


def wide_blur(image: Array, sigma_px: float) -> Array:
    """Three box filters, near to a Gaussian of deviation `sigma_px`, at a cost that does not grow with it."""
    from scipy.ndimage import uniform_filter

    size = max(1, round(sigma_px) * 2 + 1)
    for _ in range(3):
        image = uniform_filter(image, size, mode="nearest")
    return image


def trailed(image: Array, length_px: int) -> Array:
    """Each point's brightness spread over what the beam meets after it in its row, by `length_px` and half of it."""
    from scipy.ndimage import uniform_filter1d

    for size in (length_px, length_px // 2):
        # The origin puts the window wholly behind the beam: charge trails, it does not lead.
        image = uniform_filter1d(image, size, axis=1, origin=(size - 1) // 2, mode="constant")
    return image


def filtered(image: Array, transfer: Array) -> Array:
    """An image [rows, columns] times a transfer function over `rfft2`'s frequencies."""
    from scipy.fft import irfft2, rfft2

    return np.asarray(irfft2(rfft2(image) * transfer, s=image.shape), np.float32)


def nearest(points: Array, places: Array, count: int) -> Array:
    """The `count` nearest of `points` [n, 2] for each of `places` [m, 2]: int32 [m, count], nearest first."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(points).query(places, k=count)[1], np.int32)


def polygon_pixels(corners: Array, shape: tuple[int, int]) -> tuple[Array, Array]:
    """Rows and columns of the pixels inside a polygon [n, 2] (row, column), cut at the frame."""
    from skimage.draw import polygon

    rows, columns = polygon(corners[:, 0], corners[:, 1], shape)
    return np.asarray(rows), np.asarray(columns)


def correlation(values: Array, level: float) -> float | None:
    """Lag in points at which the autocorrelation, averaged over directions, first falls below `level`; None: never."""
    from scipy.fft import irfft2, rfft2
    from scipy.ndimage import mean

    rows, columns = values.shape
    double = (2 * rows, 2 * columns)
    power = irfft2(np.abs(rfft2(values - values.mean(), double)) ** 2, double)
    pairs = irfft2(np.abs(rfft2(np.ones_like(values), double)) ** 2, double)
    reach = min(rows, columns) // 3
    lags = np.arange(-reach, reach + 1)
    near = (power / np.maximum(pairs, 1))[np.ix_(lags, lags)]
    near = near / near[reach, reach]
    ring = np.rint(np.hypot(lags[:, None], lags[None, :])).astype(int)
    falls = np.asarray(mean(near, ring, np.arange(reach)))
    below = np.flatnonzero(falls < level)
    if not len(below):
        return None
    last = int(below[0])
    return float(last - (level - falls[last]) / (falls[last - 1] - falls[last]))
