"""The length of a scale bar that fits."""

from __future__ import annotations

import math

from maemi.micrograph.units import format_length


def scale_bar(field_width_m: float, available_px: float, columns: float) -> tuple[float, float, str]:
    """The longest bar of 1, 2 or 5 times a power of ten metres that fits into `available_px`.

    `field_width_m` is the width of what `columns` pixels show. Returns its length in metres, in pixels, and
    its label, e.g. `500 nm`. Raises ValueError where a number is not positive.
    """
    if not (field_width_m > 0 and available_px > 0 and columns > 0) or not math.isfinite(field_width_m):
        raise ValueError("a scale bar needs a field width, a space and columns above zero")
    per_pixel = field_width_m / columns
    longest = available_px * per_pixel
    power = 10.0 ** math.floor(math.log10(longest))
    # The last factor is a guard: 0.99999… × 10 after rounding is a bar of ten.
    length = max(factor * power for factor in (0.5, 1.0, 2.0, 5.0) if factor * power <= longest * (1 + 1e-9))
    return length, length / per_pixel, bar_label(length)


def bar_label(length: float) -> str:
    """A bar's length as it stands beside it: `500 nm`, without superfluous zeros."""
    amount, unit = format_length(length).split(" ")
    return f"{float(amount):g} {unit}"
