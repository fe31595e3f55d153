"""The learning rate over a run."""

from __future__ import annotations

import math


def learning_rate(step: int, total: int, peak: float, warmup: float) -> float:
    """Rises linearly over the first `warmup` part of the steps, then falls as half a cosine to a tenth of `peak`.

    The floor keeps the last steps worth their time (Loshchilov & Hutter, arXiv 1608.03983, with eta_min = peak / 10).
    """
    rising = max(1, round(warmup * total))
    if step < rising:
        return peak * (step + 1) / rising
    part = min(1.0, (step - rising) / max(1, total - rising))
    floor = peak / 10
    return floor + (peak - floor) * (1 + math.cos(math.pi * part)) / 2
