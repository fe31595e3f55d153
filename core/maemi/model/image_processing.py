"""From a micrograph to the network's input: one size, one contrast, no torchvision."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from transformers import BatchFeature
from transformers.image_processing_utils import BaseImageProcessor

STRETCH_PERCENTILES = (0.5, 99.5)
"""Greys below and above are clipped: a hot pixel or a black border must not decide the contrast of the rest."""


def as_grey(image: Any) -> NDArray[np.float32]:
    """float32 [rows, columns] of a Pillow image or an array [rows, columns] or [rows, columns, 3 or 4], grey levels
    not scaled.

    ValueError for anything else.
    """
    if isinstance(image, Image.Image):
        image = np.asarray(image if image.mode in ("L", "F", "I", "I;16") else image.convert("RGB"))
    pixels = np.asarray(image)
    if pixels.ndim == 3 and pixels.shape[2] in (3, 4):
        # ITU-R BT.601 luminance, as Pillow's own conversion to "L".
        pixels = pixels[..., :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    if pixels.ndim != 2 or 0 in pixels.shape:
        raise ValueError(f"a micrograph has rows and columns, this array has the shape {pixels.shape}")
    return np.ascontiguousarray(pixels, dtype=np.float32)


def stretch(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Greys [rows, columns] of any range to 0..1 between two percentiles; a constant image becomes 0.5 throughout."""
    low, high = np.percentile(grey[np.isfinite(grey)], STRETCH_PERCENTILES) if np.isfinite(grey).any() else (0.0, 0.0)
    if high <= low:
        return np.full_like(grey, 0.5)
    return np.clip((np.nan_to_num(grey, nan=float(low)) - low) / (high - low), 0.0, 1.0).astype(np.float32)


def fit(grey: NDArray[np.float32], rows: int, columns: int, how: str) -> NDArray[np.float32]:
    """[rows, columns] with the shape of things kept: `letterbox` shows all of it and fills up with grey 0.5, `crop`
    its middle.
    """
    ratios = rows / grey.shape[0], columns / grey.shape[1]
    scale = min(ratios) if how == "letterbox" else max(ratios)
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    # Pillow's filters average when they shrink, so that fine structure becomes grey and not moiré.
    small = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BICUBIC), dtype=np.float32).clip(0.0, 1.0)
    if how == "crop":
        top, left = (small.shape[0] - rows) // 2, (small.shape[1] - columns) // 2
        return small[top : top + rows, left : left + columns]
    framed = np.full((rows, columns), 0.5, dtype=np.float32)
    top, left = (rows - small.shape[0]) // 2, (columns - small.shape[1]) // 2
    framed[top : top + small.shape[0], left : left + small.shape[1]] = small
    return framed


class MaemiImageProcessor(BaseImageProcessor):
    """Pixels for the network: grey, stretched to its own contrast, fitted into `size`, scaled to −1..1."""

    model_input_names: ClassVar[list[str]] = ["pixel_values"]  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(
        self, size: dict[str, int] | None = None, fitting: str = "letterbox", channels: int = 1, **kwargs: Any
    ) -> None:
        """`size` has `height` and `width` in pixels; `channels` repeats the grey for an encoder made for colour."""
        super().__init__(**kwargs)
        if fitting not in ("letterbox", "crop"):
            raise ValueError(f'fitting is "{fitting}"; it must be "letterbox" or "crop"')
        self.size = dict(size or {"height": 160, "width": 208})
        self.fitting = fitting
        self.channels = channels

    def preprocess(self, images: Any, return_tensors: Any = None, **kwargs: Any) -> BatchFeature:  # pyright: ignore[reportIncompatibleMethodOverride]
        """`pixel_values` float32 [images, channels, height, width] of one image or a list of them."""
        many: list[Any] = list(images) if isinstance(images, (list, tuple)) else [images]
        pixels = np.stack([self.pixels(image) for image in many])
        return BatchFeature({"pixel_values": pixels}, tensor_type=return_tensors)

    def pixels(self, image: Any) -> NDArray[np.float32]:
        """float32 [channels, height, width] of one image, −1 is black and 1 is white."""
        grey = fit(stretch(as_grey(image)), self.size["height"], self.size["width"], self.fitting)
        return np.repeat((grey * 2.0 - 1.0)[None], self.channels, axis=0)
