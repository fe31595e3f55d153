"""Changes to a rendered phantom under which its answers stay true."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray


def vary(
    pixels: NDArray[np.uint8], facts: dict[str, Any], rng: Generator
) -> tuple[NDArray[np.float32], dict[str, Any]]:
    """The network's input [rows, columns] in −1..1 and the facts that then hold.

    Mirrored along either axis, a direction of θ becomes 180° − θ, and everything else stays. Nothing is cropped:
    counts and coverages would be false.
    """
    across, down = rng.random(2) < 0.5
    picture = pixels[:: -1 if down else 1, :: -1 if across else 1].astype(np.float32) / 255.0
    if across != down and facts.get("orientation_deg") is not None:
        facts = facts | {"orientation_deg": (180.0 - float(facts["orientation_deg"])) % 180.0}
    picture = picture ** np.float32(np.exp(rng.normal(0.0, 0.2)))
    picture = (picture - 0.5) * np.float32(rng.uniform(0.75, 1.15)) + np.float32(0.5 + rng.normal(0.0, 0.05))
    if rng.random() < 0.5:
        picture += rng.normal(0.0, rng.uniform(0.0, 0.06), picture.shape).astype(np.float32)
    return (picture.clip(0.0, 1.0) * 2.0 - 1.0).astype(np.float32), facts


def plain(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The network's input [rows, columns] in −1..1 without any change."""
    return pixels.astype(np.float32) / 127.5 - 1.0
