"""What a person may change about a measurement; everything left alone is chosen from the picture."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from maemi.errors import InputError

BUILT_IN = ("classical", "network")
"""Segmenters that come with MAEMI: a threshold, and for fibres the network of `fibre_net`."""
Polarity = Literal["bright", "dark"]


@dataclass(frozen=True, slots=True)
class Settings:
    """None: chosen from the picture, and told in `Measurement.settings`. Lengths are in pixels of the scan."""

    polarity: Polarity | None = None
    """Whether the objects are brighter or darker than what surrounds them."""
    smoothing_px: float | None = None
    """Standard deviation of the Gaussian before segmentation; 0 for none."""
    threshold: float | None = None
    """Between background and objects, 0 … 1 of the robust range of the flattened grey levels."""
    split: float | None = None
    """How readily objects that touch are told apart: 0 never, 1 at the slightest neck."""
    smallest_px: float | None = None
    """Objects of a smaller equivalent diameter (fibres: diameter) are passed over."""
    largest_px: float | None = None
    """Objects of a larger one are passed over."""
    segmenter: str | None = None
    """What finds the objects: one of `segmenters.names()`; for fibres `network` is that of `fibre_net`."""

    def __post_init__(self) -> None:
        ranges = {"smoothing_px": 50.0, "threshold": 1.0, "split": 1.0, "smallest_px": 1e5, "largest_px": 1e5}
        for name, highest in ranges.items():
            value = getattr(self, name)
            if value is not None and not 0 <= value <= highest:
                raise InputError(f"The setting {name} is {value}: it must lie between 0 and {highest:g}.")
        if self.polarity not in (None, "bright", "dark"):
            raise InputError(f"The setting polarity is {self.polarity!r}: it must be bright or dark.")
        if self.segmenter is not None and self.segmenter not in BUILT_IN:
            from maemi.measure.segmenters import names, unknown

            if self.segmenter not in names():
                raise InputError(unknown(self.segmenter))

    def reduced(self, factor: int) -> Settings:
        """The same for a scan in which `factor` × `factor` pixels became one."""
        if factor == 1:
            return self
        lengths = {name: getattr(self, name) for name in ("smoothing_px", "smallest_px", "largest_px")}
        return replace(self, **{name: value / factor for name, value in lengths.items() if value is not None})

    def to_json(self) -> dict[str, Any]:
        """Only what was changed."""
        return {name: value for name, value in asdict(self).items() if value != getattr(AUTOMATIC, name)}

    def to_argv(self) -> list[str]:
        """The same as options of `maemi measure` and `maemi measure-all`."""
        given = self.to_json().items()
        return [
            f"--{name.removesuffix('_px')}={value if isinstance(value, str) else repr(value)}" for name, value in given
        ]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Settings:
        """The inverse of `to_json`; entries that this version does not know are left out."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})


AUTOMATIC = Settings()
