"""What measuring takes from scipy, scikit-image and OpenCV, with types; imported at the first call, not before."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false, reportArgumentType=false
# pyright: reportCallIssue=false

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]
Floats = NDArray[np.float64]
Box = tuple[slice, slice]
Array = TypeVar("Array", Labels, Floats, Plane)
EIGHT = np.ones([3, 3], dtype=np.uint8)
"""A pixel and its eight neighbours."""
PLENTY = 20_000
"""Pixels whose median is that of four times as many within a hundredth of their spread."""
CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.uint8)
"""A pixel and its four neighbours."""


def gaussian(plane: Plane, sigma: float, order: tuple[int, int] = (0, 0)) -> Plane:
    """Gaussian smoothing, or with `order` (0 … 2) the derivative along rows and columns; mirrored beyond the frame.

    By OpenCV, with the kernels of SciPy's `gaussian_filter` in a sixth of its time.
    """
    import cv2

    if sigma <= 0:
        return np.asarray(plane, dtype=np.float32)
    down, across = (_bell(sigma, each) for each in order)
    plane = np.asarray(plane, dtype=np.float32)
    found = cv2.sepFilter2D(plane, cv2.CV_32F, across, down, borderType=cv2.BORDER_REFLECT)
    return np.asarray(found, dtype=np.float32)


def _bell(sigma: float, order: int) -> Floats:
    """Gaussian of unit sum out to four deviations, or its first or second derivative, to be correlated with."""
    reach = int(4 * sigma + 0.5)
    x = np.arange(-reach, reach + 1, dtype=np.float64)
    bell = np.exp(-(x**2) / (2 * sigma**2))
    bell /= bell.sum()
    factors = (np.ones_like(x), x / sigma**2, (x**2 / sigma**2 - 1) / sigma**2)
    return factors[order] * bell


def middle(plane: Plane, mask: Mask) -> float:
    """Median of the greys in a mask; of every other row and column where these are plenty."""
    some = plane[::2, ::2][mask[::2, ::2]]
    return float(np.median(some if len(some) >= PLENTY else plane[mask]))


def gradient(plane: Plane) -> tuple[Plane, Plane]:
    """Change of grey per pixel down and to the right, by central differences."""
    down, right = cast("tuple[Plane, Plane]", np.gradient(plane))
    return down, right


def label(mask: Mask, eight: bool = False) -> tuple[Labels, int]:
    """Connected parts, by four or eight neighbours, numbered from 1 in the order of their first pixels; how many."""
    import cv2

    kinds = (8 if eight else 4, cv2.CV_32S, cv2.CCL_WU)
    count, labels = cv2.connectedComponentsWithAlgorithm(mask.astype(np.uint8), *kinds)
    return np.asarray(labels, dtype=np.int32), int(count) - 1


def distances(mask: Mask) -> Plane:
    """Distance of each pixel to the nearest one outside the mask; the frame is no outside.

    Where all is mask, the distance is that to the frame's farthest corner or more.
    """
    import cv2

    found = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(found, dtype=np.float32)


def opened(mask: Mask) -> Mask:
    """The mask without what a cross of three pixels does not fit into; beyond the frame lies nothing."""
    return widened(_narrowed(mask, CROSS), CROSS)


def closed(mask: Mask) -> Mask:
    """The mask with gaps closed into which a cross of three pixels does not fit."""
    return _narrowed(widened(mask, CROSS), CROSS) | mask


def dilated(mask: Mask, times: int = 1, eight: bool = False) -> Mask:
    """The mask and what lies within so many steps of it, to four or to eight neighbours."""
    if eight:
        return widened(mask, np.ones([2 * times + 1, 2 * times + 1], dtype=np.uint8))
    for _ in range(times):
        mask = widened(mask, CROSS)
    return mask


def widened(mask: Mask, element: NDArray[np.uint8]) -> Mask:
    """Dilation by OpenCV, which takes a tenth of SciPy's time."""
    import cv2

    return np.asarray(cv2.dilate(mask.astype(np.uint8), element), dtype=np.bool_)


def _narrowed(mask: Mask, element: NDArray[np.uint8]) -> Mask:
    import cv2

    kept = cv2.erode(mask.astype(np.uint8), element, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    return np.asarray(kept, dtype=np.bool_)


def eroded(mask: Mask, times: int = 1) -> Mask:
    """The mask without the pixels within `times` steps of its edge; beyond the frame lies mask."""
    import cv2

    # OpenCV's own border never narrows anything.
    element = np.ones([2 * times + 1, 2 * times + 1], dtype=np.uint8)
    return np.asarray(cv2.erode(mask.astype(np.uint8), element), dtype=np.bool_)


def filled(mask: Mask) -> Mask:
    """The mask with all holes closed that do not reach the frame."""
    outside, count = label(~mask)
    open_ = np.zeros(count + 1, dtype=np.bool_)
    for side in (outside[0], outside[-1], outside[:, 0], outside[:, -1]):
        open_[side] = True
    open_[0] = False
    return ~open_[outside]


def neighbour_count(mask: Mask) -> NDArray[np.uint8]:
    """How many of the eight neighbours of each pixel are in the mask."""
    import cv2

    inside = mask.astype(np.uint8)
    around = cv2.boxFilter(inside, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(around, dtype=np.uint8) - inside


def highest_near(values: Array, size: int) -> Array:
    """The maximum over a square window of `size` (odd) pixels around each, of the same dtype."""
    return _extreme(values, size, highest=True)


def _extreme(values: Array, size: int, highest: bool) -> Array:
    """By OpenCV, which has no whole numbers of 32 bits: labels go through floats of 64 bits, exactly."""
    import cv2

    plane = values.astype(np.float64) if values.dtype == np.int32 else values
    find = cv2.dilate if highest else cv2.erode
    found = find(plane, np.ones([size, size], dtype=np.uint8))
    return cast("Array", np.asarray(found).astype(values.dtype, copy=False))


def pits(plane: Plane, size: int) -> Mask:
    """Pixels that no other is lower than, within a square window of `size` (odd) around each."""
    return np.asarray(lowest_near(plane, size) == plane, dtype=np.bool_)


def highest(plane: Plane, labels: Labels, count: int) -> Floats:
    """Highest level in each of the labels 1 … count; 0 for a number that no pixel has."""
    found = np.full(count + 1, -np.inf, dtype=np.float32)
    np.maximum.at(found, labels.ravel(), plane.ravel())
    return np.where(np.isfinite(found[1:]), found[1:], 0.0).astype(np.float64)


def lowest_near(values: Array, size: int) -> Array:
    """The minimum over a square window of `size` (odd) pixels around each, of the same dtype."""
    return _extreme(values, size, highest=False)


def boxes(labels: Labels) -> list[Box | None]:
    """The bounding box of each label from 1 on; None for a number that no pixel has."""
    from scipy.ndimage import find_objects

    return list(find_objects(labels))


def means(plane: Plane, labels: Labels, count: int) -> Plane:
    """Mean level of labels 1 … count."""
    from scipy.ndimage import mean

    return np.asarray(mean(plane, labels, np.arange(1, count + 1)), dtype=np.float32)


def stretched(small: Plane, factor: int, shape: tuple[int, ...]) -> Plane:
    """A plane of means over squares of `factor` pixels, drawn out to `shape` by linear interpolation."""
    from scipy.ndimage import map_coordinates

    rows, columns = ((np.arange(side) + 0.5) / factor - 0.5 for side in shape[:2])
    along = map_coordinates(small, np.meshgrid(rows, np.arange(small.shape[1]), indexing="ij"), order=1, mode="nearest")
    at = np.clip(columns, 0, small.shape[1] - 1)
    left = np.minimum(at.astype(np.intp), max(small.shape[1] - 2, 0))
    part = (at - left).astype(np.float32)
    right = np.minimum(left + 1, small.shape[1] - 1)
    return np.asarray(along[:, left] * (1 - part) + along[:, right] * part, dtype=np.float32)


def first_of(labels: Labels, values: Labels) -> NDArray[np.intp]:
    """The value at one pixel of each of the labels 1 … n, which must all be there."""
    names, places = np.unique(labels.ravel(), return_index=True)
    return np.asarray(values.ravel()[places[names > 0]], dtype=np.intp)


def reconstructed(seeds: Mask, mask: Mask) -> Mask:
    """The connected parts of a mask that hold a seed."""
    labels, count = label(mask)
    held = np.zeros(count + 1, dtype=np.bool_)
    held[labels[seeds]] = True
    held[0] = False
    return held[labels]


def otsu(plane: NDArray[np.floating]) -> float:
    """Otsu's threshold (IEEE Trans. Syst. Man Cybern. 9, 1979, 62)."""
    from skimage.filters import threshold_otsu

    return float(threshold_otsu(plane))


def solidity(crop: Mask) -> float:
    """Area of an object over the area of its convex hull."""
    from skimage.measure import regionprops

    regions = regionprops(crop.astype(np.uint8))
    return float(regions[0].solidity) if regions else 0.0


def summits(relief: Plane, mask: Mask) -> NDArray[np.intp]:
    """[summits, 2] row and column of the local maxima of a relief inside the mask, at least three pixels apart."""
    from skimage.feature import peak_local_max

    inside = np.where(mask, relief, np.float32(0))
    return np.asarray(peak_local_max(inside, min_distance=2, threshold_abs=0.0, exclude_border=False), dtype=np.intp)


def flooded(relief: Plane, markers: Labels, mask: Mask | None) -> Labels:
    """Watershed basins of the relief around the markers, from its summits down."""
    from skimage.segmentation import watershed

    return np.asarray(watershed(-relief, markers, mask=mask), dtype=np.int32)


def grown(labels: Labels) -> Labels:
    """Labels grown until they meet."""
    from skimage.segmentation import expand_labels

    return np.asarray(expand_labels(labels, distance=float(sum(labels.shape))), dtype=np.int32)


def enclosed(corners: Floats, shape: tuple[int, ...]) -> Mask:
    """Pixels whose centres lie in a polygon; `corners` are [points, 2] row and column."""
    from skimage.draw import polygon

    mask = np.zeros(shape, dtype=np.bool_)
    mask[polygon(corners[:, 0], corners[:, 1], shape)] = True
    return mask


def stroke(points: Floats, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the pixels along a line through points, in its order; those outside the shape left out."""
    from skimage.draw import line

    # Far outside nothing is hit; a line to there has no need of its pixels.
    whole = np.floor(points + 0.5).clip(-2 * max(shape), 3 * max(shape)).astype(int)
    parts = [line(*start, *end) for start, end in pairwise(whole)]
    rows, columns = (np.concatenate([part[axis] for part in parts]) for axis in (0, 1))
    inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
    return rows[inside], columns[inside]


def skeleton(mask: Mask) -> Mask:
    """Middle lines, one pixel wide."""
    from skimage.morphology import skeletonize

    return np.asarray(skeletonize(mask), dtype=np.bool_)


def outer_outlines(mask: Mask, tolerance: float) -> list[Floats]:
    """[points, 2] around each part of a mask, the longest first, thinned to within `tolerance` pixels.

    They run along the corners of the pixels, half a pixel outside their centres. OpenCV follows and thins (S. Suzuki,
    K. Abe, Comput. Vis. Graph. Image Process. 30, 1985, 32): a hundred times faster than marching squares.
    """
    from cv2 import CHAIN_APPROX_NONE, RETR_EXTERNAL, approxPolyDP, findContours

    corners = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), dtype=np.uint8)
    for down in (0, 1):
        for right in (0, 1):
            corners[down : down + mask.shape[0], right : right + mask.shape[1]] |= mask
    lines, _ = findContours(corners, RETR_EXTERNAL, CHAIN_APPROX_NONE)
    thinned = [approxPolyDP(line, tolerance, True) for line in sorted(lines, key=len, reverse=True)]
    return [np.asarray(line, dtype=np.float64).reshape(-1, 2)[:, ::-1] - 0.5 for line in thinned]


def longest_line(plane: Plane, level: float) -> Floats:
    """[points, 2] row and column between pixels of the longest line of one grey level; empty where there is none."""
    from skimage.measure import find_contours

    lines = find_contours(plane, level)
    return np.asarray(max(lines, key=len), dtype=np.float64) if lines else np.zeros((0, 2))


def near_pairs(points: Floats, reach: float) -> NDArray[np.intp]:
    """[pairs, 2] indices of points at most `reach` apart, in order."""
    from scipy.spatial import cKDTree

    pairs = np.asarray(cKDTree(points).query_pairs(reach, output_type="ndarray"), dtype=np.intp).reshape(-1, 2)
    pairs = np.sort(pairs, axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def nearest_distances(points: Floats) -> Floats:
    """Distance of each of [points, 2] (two or more) to the nearest other one."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(points).query(points, k=2)[0][:, 1], dtype=np.float64)


def groups_of(pairs: NDArray[np.int64], count: int) -> Labels:
    """The number of the connected group of each of 0 … count - 1, under [pairs, 2] links."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int32)


def steps_from(
    mask: Mask, rows: NDArray[np.intp], columns: NDArray[np.intp], sources: NDArray[np.intp]
) -> NDArray[np.float64]:
    """[pixels] length of the shortest way inside the mask from the nearest source, by eight neighbours.

    `rows` and `columns` are all pixels of the mask, `sources` indices of some; infinite where no way leads.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    if len(sources) == 0:
        return np.zeros(0)
    number = np.full((mask.shape[0] + 2, mask.shape[1] + 2), -1, dtype=np.intp)
    number[rows + 1, columns + 1] = np.arange(len(rows))
    here: list[NDArray[np.intp]] = []
    there: list[NDArray[np.intp]] = []
    length: list[NDArray[np.float64]] = []
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        other = number[rows + 1 + down, columns + 1 + right]
        meets = np.nonzero(other >= 0)[0]
        here.append(meets)
        there.append(other[meets])
        length.append(np.full(len(meets), float(np.hypot(down, right))))
    size = (len(rows), len(rows))
    graph = coo_array((np.concatenate(length), (np.concatenate(here), np.concatenate(there))), shape=size).tocsr()
    return np.asarray(dijkstra(graph, directed=False, indices=sources, min_only=True), dtype=np.float64)


def nearest(points: Mask) -> tuple[Plane, NDArray[np.int32]]:
    """Distance of each pixel to the nearest one of the mask, and that pixel's place: [2, rows, columns]."""
    from scipy.ndimage import distance_transform_edt

    found = distance_transform_edt(~points, return_indices=True)
    distance, place = cast("tuple[Floats, NDArray[np.int32]]", found)
    return np.asarray(distance, dtype=np.float32), np.asarray(place, dtype=np.int32)


def sampled(plane: Floats | Plane, rows: Floats, columns: Floats) -> Floats:
    """Values between pixels, by linear interpolation."""
    from scipy.ndimage import map_coordinates

    return np.asarray(map_coordinates(plane, [rows, columns], order=1), dtype=np.float64)


def correlation_with_itself(plane: Plane, shape: tuple[int, int]) -> Floats:
    """Autocorrelation of a plane padded with zeros to at least `shape`, zero lag in the middle."""
    from scipy.fft import fftshift, irfft2, next_fast_len, rfft2

    fast = (int(next_fast_len(shape[0])), int(next_fast_len(shape[1])))
    return np.asarray(fftshift(irfft2(np.abs(rfft2(plane, fast)) ** 2, fast)), dtype=np.float64)


def students_t(freedom: int) -> float:
    """97.5 % point of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))


def smoothed_ring(values: Floats, sigma: float) -> Floats:
    """Gaussian smoothing of values on a ring."""
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, sigma, mode="wrap"), dtype=np.float64)


def normal_cdf(values: Floats) -> Floats:
    """Cumulative distribution of the standard normal."""
    from scipy.special import ndtr

    return np.asarray(ndtr(values), dtype=np.float64)


def fitted(misfit: Callable[[Floats], Floats], begin: Floats, least: Floats, most: Floats) -> Floats:
    """Parameters between `least` and `most` that make the sum of squares of `misfit` smallest, from `begin`."""
    from scipy.optimize import least_squares

    return np.asarray(least_squares(misfit, begin, bounds=(least, most), max_nfev=60).x, dtype=np.float64)
