"""The only door to scipy and scikit-image in this room: they ship no types, so what they return is annotated here."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportArgumentType=false, reportCallIssue=false, reportReturnType=false

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def gaussian(picture: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Smoothed over `sigma` pixels; the picture is mirrored at its edges."""
    from scipy import ndimage

    return ndimage.gaussian_filter(picture, sigma, mode="reflect")


def box(pictures: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Means over squares of `size` pixels along the last two axes."""
    from scipy import ndimage

    return ndimage.uniform_filter(pictures, size, mode="nearest", axes=(pictures.ndim - 2, pictures.ndim - 1))


def spectrum(pictures: NDArray[Any]) -> NDArray[np.complex64]:
    """Fourier transform along the last two axes."""
    from scipy import fft

    return fft.fft2(pictures.astype(np.complex64, copy=False))


def modulus_of(spectra: NDArray[np.complex64]) -> NDArray[np.float32]:
    """The absolute values of what has these spectra [..., rows, columns]."""
    from scipy import fft

    return np.abs(fft.ifft2(spectra))


def binary_patterns(greys: NDArray[np.int32], radius: float) -> NDArray[np.int64]:
    """The uniform rotation-invariant pattern, 0 to 9, of each pixel's eight neighbours at that radius."""
    from skimage.feature import local_binary_pattern

    return local_binary_pattern(greys, 8, radius, "uniform").astype(np.int64)


def components(one: NDArray[np.int64], other: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """[total]: a label for each of `total` nodes, the same where edges connect them."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(one)), (one, other)), shape=(total, total))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def joined_both_ways(
    one: NDArray[np.int64], other: NDArray[np.int64], weight: NDArray[np.float64], total: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Edges in both directions, of weight a + b - ab where a and b are the weights of the two."""
    from scipy.sparse import coo_array

    graph = coo_array((weight, (one, other)), shape=(total, total)).tocsr()
    either = (graph + graph.T - graph * graph.T).tocoo()
    return either.row.astype(np.int64), either.col.astype(np.int64), either.data.astype(np.float32)
