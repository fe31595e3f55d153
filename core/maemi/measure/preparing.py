"""From a scan to what the kinds measure on: normalised, denoised, flattened, at most about two million pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.measure.imaging import Plane, gaussian
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.measure.written_boxes import painted_over, written_boxes

WORKING_PIXELS = 2_000_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scan made ready; all planes are [rows, columns] float32."""

    smooth: Plane
    """Denoised, the robust range of grey levels (0.5 … 99.5 %) mapped to 0 … 1."""
    flat: Plane
    """`smooth` without the slow shading of the background."""
    noise: float
    """Standard deviation of pixel noise before denoising, in units of the robust range."""
    factor: int
    """Pixels of the scan along one side of a working pixel."""
    settings: Settings = AUTOMATIC
    """What a person changed; lengths in it are in working pixels."""
    sigma: float = 0.0
    """Standard deviation of the Gaussian that denoised, in working pixels."""
    raw: Plane | None = None
    """The robust range mapped to 0 … 1 as it came, without denoising; None where only planes were handed over."""
    span: float = 1.0
    """Grey levels of the scan that make one unit of the planes."""
    boxes: int = 0
    """Boxes with writing, burned into the scan, that were painted over."""
    memory: dict[bool, Any] = field(default_factory=dict[bool, Any])
    """Foregrounds already separated, by polarity: several kinds start from the same one.

    It outlives a change of settings other than smoothing and threshold (`scan.Scan`): nothing else may decide on it.
    """

    @property
    def robust_range(self) -> tuple[float, float]:
        """Of the flattened grey levels (0.5 … 99.5 %): what `Settings.threshold` is counted in."""
        low, high = np.percentile(self.flat[::2, ::2], (0.5, 99.5))
        return float(low), float(high)


def prepare(grey: NDArray[np.floating], settings: Settings = AUTOMATIC) -> Prepared | None:
    """Make [rows, columns] of any grey levels ready; None for a scan without any contrast."""
    plane = np.asarray(grey, dtype=np.float32)
    finite = np.isfinite(plane)
    if not finite.all():
        plane = np.where(finite, plane, np.float32(np.median(plane[finite])) if finite.any() else np.float32(0))
    factor = max(1, ceil(sqrt(plane.size / WORKING_PIXELS)))
    if factor > 1:
        plane = shrink(plane, factor)
    boxes = written_boxes(plane) if min(plane.shape) >= 16 else []
    if boxes:
        plane = painted_over(plane, boxes)
    low, high = (float(level) for level in np.percentile(plane, (0.5, 99.5)))
    if min(plane.shape) < 16 or not high > low:
        return None
    plane = np.clip((plane - low) / (high - low), -1.0, 2.0).astype(np.float32)
    noise = noise_of(plane)
    settings = settings.reduced(factor)
    chosen = settings.smoothing_px
    sigma = float(np.clip(10 * noise, 0.8, 2.0)) if chosen is None else chosen
    smooth = gaussian(plane, sigma) if sigma > 0 else plane
    flat = (smooth - shading(smooth)).astype(np.float32)
    return Prepared(
        smooth=smooth,
        flat=flat,
        noise=noise,
        factor=factor,
        settings=settings,
        sigma=sigma,
        raw=plane,
        span=high - low,
        boxes=len(boxes),
    )


def shrink(plane: Plane, factor: int) -> Plane:
    """Means over squares of `factor` pixels; a remainder at the lower and right edge is left out."""
    rows, columns = (side // factor for side in plane.shape)
    cut = plane[: rows * factor, : columns * factor]
    return cut.reshape(rows, factor, columns, factor).mean(axis=(1, 3), dtype=np.float32)


def noise_of(plane: Plane) -> float:
    """Standard deviation of the pixel noise, by the median of a second difference along both axes.

    The kernel is Immerkaer's (Comput. Vis. Image Underst. 64, 1996, 300), whose response to white noise of σ has 6 σ;
    the median instead of the mean keeps edges and texture out.
    """
    vertical = plane[:-2] - 2 * plane[1:-1] + plane[2:]
    response = vertical[:, :-2] - 2 * vertical[:, 1:-1] + vertical[:, 2:]
    return float(np.median(np.abs(response)) / (0.6745 * 6))


def shading(smooth: Plane, block: int = 16, rounds: int = 8) -> Plane:
    """A quadratic surface under the grey levels, fitted so that objects weigh little (Tukey's biweight).

    `rounds` of weighing; one is a plain least-squares fit.
    """
    block = max(1, min(block, min(smooth.shape) // 8))
    small = shrink(smooth, block).astype(np.float64)
    rows, columns = smooth.shape
    powers = [(i, j) for i in range(3) for j in range(3 - i)]

    def terms(y: NDArray[np.float64], x: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        return [y**i * x**j for i, j in powers]

    y, x = np.mgrid[0 : small.shape[0], 0 : small.shape[1]]
    centre_y = (y.ravel() * block + (block - 1) / 2) / rows * 2 - 1
    centre_x = (x.ravel() * block + (block - 1) / 2) / columns * 2 - 1
    design = np.stack(terms(centre_y, centre_x), axis=1)
    values = small.ravel()
    weights = np.ones_like(values)
    solution = np.zeros(len(powers))
    for _ in range(rounds):
        root = np.sqrt(weights)
        solution = np.linalg.lstsq(design * root[:, None], values * root, rcond=None)[0]
        residual = values - design @ solution
        spread = 1.4826 * float(np.median(np.abs(residual - np.median(residual)))) + 1e-6
        weights = np.clip(1 - (residual / (4.7 * spread)) ** 2, 0.02, 1) ** 2
    surface = np.zeros_like(smooth, dtype=np.float64)
    for (i, j), value in zip(powers, solution, strict=True):
        if (i, j) == (0, 0):
            continue
        along_y = (np.linspace(-1, 1, rows) ** i)[:, None]
        surface += value * along_y * (np.linspace(-1, 1, columns) ** j)[None, :]
    return surface.astype(np.float32)
