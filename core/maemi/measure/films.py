"""Films: the texture of a surface, and its cracks."""

from __future__ import annotations

import numpy as np

from maemi.measure.cracks import EDGE, Cracks, cracks_in
from maemi.measure.finding import Found
from maemi.measure.preparing import Prepared
from maemi.measure.quantities import define
from maemi.measure.texture import Texture, texture_of

define(
    "grey_roughness", "RMS roughness of grey", 0, "Root mean square of the grey levels of the file, noise taken out."
)
define(
    "grey_skewness", "Skewness of grey", 0, "0 for a symmetric distribution, above where few bright parts stand out."
)
define("grey_kurtosis", "Kurtosis of grey", 0, "3 for a Gaussian, above where few parts stand far out.")
define("correlation_length", "Correlation length", 1, "Lag at which the autocorrelation of grey falls below 1/e.")
define("crack_area", "Area of cracks", 0, "Area of the cracks over the area of the scan.", percent=True)
define(
    "crack_density", "Crack length per area", -1, "By π/4 of the crossings of test lines with crack edges (Saltykov)."
)
define("crack_width", "Mean crack width", 1, "Area of the cracks over their length.")
CLIPPED, CLIPPED_COUNTS = 0.002, 8.0
"""Share of clipped pixels from which it is said, and the part of the variance that each such share may have cost."""
FEWEST, PLENTY = 8, 40
"""Correlation lengths along the shorter side of the scan: with fewer its texture is a matter of chance, with as many as
the second it is well sampled."""

LAID, UNSEEN = 0.06, 0.11
"""Relative 95 % uncertainty of a crack length by test lines towards less and more: thin ends and small branches go
unseen more often than something is taken for a crack (trials of seeds below 1000)."""


def find_films(prepared: Prepared) -> Found:
    """Statistics of the grey levels, and cracks where they stand out."""
    texture = texture_of(prepared.raw if prepared.raw is not None else prepared.smooth)
    cracks = cracks_in(prepared.flat)
    found = Found("films", confidence=confidence_of(texture, cracks, min(prepared.flat.shape)))
    found.warnings.append(
        "roughness is of grey levels, not of heights: one image of secondary electrons holds no heights"
    )
    if prepared.factor > 1:
        found.warnings.append(f"texture finer than {prepared.factor} pixels was averaged over")
    found.method = (
        "The texture is that about a least-squares quadratic surface; its variance is extrapolated to lag zero of the "
        "autocorrelation, which leaves white noise out."
    )
    clipped = clipped_share(prepared)
    if clipped > CLIPPED:
        found.warnings.append(
            f"{100 * clipped:.1f} % of the pixels are as white or black as can be: roughness is too small"
        )
    tell_texture(found, texture, prepared.span, clipped)
    if cracks is not None:
        tell_cracks(found, cracks)
    return found


def confidence_of(texture: Texture, cracks: Cracks | None, side: int) -> float:
    """0 … 1: a texture of its own that is the same all over the scan, or cracks that stand out."""
    if texture.length is None or texture.variance <= 0:
        return 0.0
    even = np.clip((0.95 - texture.evenness) / 0.5, 0, 1)
    # Few parts far from the rest are objects on a ground, unless they are cracks.
    plain = np.clip((12 - texture.kurtosis) / 5, 0, 1) if cracks is None else 1.0
    clear = np.clip(texture.variance / max(texture.noise, 1e-9) / 0.1, 0, 1)
    enough = np.clip(side / texture.length / PLENTY, 0, 1) * (side / texture.length > FEWEST)
    known = np.clip((0.35 - texture.variance_error / texture.variance) / 0.2, 0, 1)
    return float(max(even * plain * clear * enough * known, 0.4 if cracks is not None else 0.0))


def clipped_share(prepared: Prepared) -> float:
    """Share of pixels at the very top or bottom of the grey levels, where noise and texture are cut off."""
    raw = prepared.raw if prepared.raw is not None else prepared.smooth
    ends = (raw >= raw.max()) | (raw <= raw.min())
    return float(ends.mean())


def tell_texture(found: Found, texture: Texture, span: float, clipped: float = 0.0) -> None:
    """Roughness, its shape and its scale; what is clipped could have been any amount farther out."""
    if texture.variance <= 0:
        return
    lost = min(CLIPPED_COUNTS * clipped, 1.0)
    low, high = (max(texture.variance + sign * texture.variance_error, 0.0) for sign in (-1, 1))
    high *= 1 + lost
    rms, low, high = (span * level**0.5 for level in (texture.variance, low, high))
    found.tell("grey_roughness", rms, low, high, "autocorrelation extrapolated to lag zero")
    part = texture.variance_error / texture.variance + lost
    spread = 1.5 * part * abs(texture.skewness) + 0.06
    found.tell("grey_skewness", texture.skewness, *around(texture.skewness, spread))
    spread = 2 * part * texture.kurtosis + 0.15
    found.tell("grey_kurtosis", texture.kurtosis, *around(texture.kurtosis, spread))
    if texture.length is not None:
        found.tell(
            "correlation_length", texture.length, max(texture.length_low - 0.2, 0), texture.length_high + 0.2,
            "1/e of the autocorrelation, mean over directions",
        )  # fmt: skip


def tell_cracks(found: Found, cracks: Cracks) -> None:
    """How much of the surface is cracked, how long and how wide, with what is uncertain of each.

    Edges shift area and width by `EDGE` a side, relative 2 `EDGE` / width; stretches that were not seen (`missed`) add
    to area and length. Width is area over length: of what is missed at narrow places the length is more than the area,
    so that half of it may have made the width too large. Independent parts add in squares (GUM 5.1.2).
    """
    found.labels = cracks.labels
    edges, missed = 2 * EDGE / cracks.width, cracks.missed
    for name, value, less, more, method in (
        ("crack_area", cracks.share, edges, float(np.hypot(edges, missed)), "share of pixels"),
        ("crack_density", cracks.density, LAID, float(np.hypot(UNSEEN, missed)), "test lines"),
        ("crack_width", cracks.width, float(np.hypot(edges, missed / 2)), edges, "area over length"),
    ):
        found.tell(name, value, value * max(1 - less, 0.0), value * (1 + more), method)


def around(value: float, half: float) -> tuple[float, float]:
    return value - half, value + half
