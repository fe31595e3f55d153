"""What a person reads about the settings of a measurement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maemi.micrograph.units import format_length


@dataclass(frozen=True, slots=True)
class SettingWords:
    label: str
    meaning: str
    """One sentence."""
    is_length: bool = False
    """In pixels of the scan."""
    highest: float = 1.0


SETTINGS: dict[str, SettingWords] = {
    "polarity": SettingWords("Polarity", "Whether the objects are brighter or darker than what surrounds them."),
    "segmenter": SettingWords(
        "Segmenter", "What tells the objects apart: classical analysis, MAEMI's network, or one that is installed."
    ),
    "smoothing_px": SettingWords(
        "Smoothing", "Standard deviation of the Gaussian before segmentation; 0 for none.", True, 10.0
    ),
    "threshold": SettingWords(
        "Threshold", "Between background and objects, 0 to 1 of the range of the grey levels without shading."
    ),
    "split": SettingWords("Split", "How readily objects that touch are told apart: 0 never, 1 at the slightest neck."),
    "smallest_px": SettingWords(
        "Smallest", "Objects of a smaller diameter of equal area (fibres: diameter) are passed over.", True, 1000.0
    ),
    "largest_px": SettingWords("Largest", "Objects of a larger one are passed over.", True, 4000.0),
}
"""By name, in the order in which they are shown; `highest` is where a slider ends, a number may go beyond."""


def setting_text(name: str, value: Any, pixel_m: float | None) -> str:
    """`0.42`, `dark`, `12.0 nm`, `1.2 px`; `none` for a limit that there is not."""
    if value is None:
        return "none"
    if not isinstance(value, int | float):
        return str(value)
    words = SETTINGS.get(name)
    if words is None or not words.is_length:
        return f"{value:.2f}"
    return f"{value:.3g} px" if pixel_m is None or not value else format_length(value * pixel_m)


def settings_text(used: Mapping[str, Any], pixel_m: float | None) -> str:
    """`polarity bright, smoothing 2.4 nm, …`."""
    return ", ".join(
        f"{SETTINGS[name].label.lower()} {setting_text(name, used[name], pixel_m)}"
        for name in SETTINGS
        if name in used and used[name] is not None
    )
