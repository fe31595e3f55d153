"""What a measurement says; every number that could not be trusted is None, and a warning says why."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from maemi.measure.quantities import Quantity, short
from maemi.micrograph.record import PixelSizeSource

Kind = Literal["particles", "fibres", "pores", "pattern", "grains", "films", "tips"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COUNTED: tuple[Kind, ...] = ("particles", "pores", "fibres", "grains")
"""Kinds with objects that are told one from another, so that a person can correct them."""
FILLING: frozenset[Kind] = frozenset({"grains"})
"""Of these the kinds whose objects leave no background between them: one drawn alone would be the whole picture."""
Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One kind of structure of one micrograph.

    Sizes are equivalent diameters of particles and pores, diameters of fibres, intercept lengths of grains.
    """

    kind: Kind
    count: int | None = None
    """Objects seen, those that the border cuts included."""
    mean_size_m: float | None = None
    median_size_m: float | None = None
    std_size_m: float | None = None
    """Sample standard deviation of the sizes; None below two objects."""
    mean_size_px: float | None = None
    coverage: float | None = None
    """Area of the objects (pores: porosity) over the area of the scan, 0 … 1."""
    pitch_m: float | None = None
    pitch_px: float | None = None
    pixel_size_m: float | None = None
    """Side of a square pixel of equal area, metres."""
    pixel_size_source: PixelSizeSource | None = None
    sizes_px: tuple[float, ...] = ()
    """One size for each whole object, in pixels of the scan; objects that the border cuts have none."""
    cut_by_border: int = 0
    orientation_deg: float | None = None
    """0 … 180 counter-clockwise from the rows' direction, along fibres, lines or long axes; None: no common one."""
    touching: float | None = None
    """Share of the objects that touch a neighbour, 0 … 1."""
    aspect: float | None = None
    """Median ratio of long to short axis of the objects; 1 is round."""
    sharpness: float | None = None
    """Contrast of the objects over the noise (both in grey levels)."""
    confidence: float = 0.0
    """0 … 1: how well the picture fits this kind; below 0.3 no number is given."""
    contours: tuple[Outline, ...] = ()
    """Outlines as (row, column) in pixels of the scan, in the order of the objects; () for one that has none."""
    warnings: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    """All that is stated, each with its interval and method; the fields above say the same by names that stay."""
    objects: dict[str, tuple[float, ...]] = field(default_factory=dict[str, tuple[float, ...]])
    """One column a property, one entry an object, lengths in pixels of the scan; the same order as `contours`.

    NaN where an object does not have the property; JSON then says null."""
    method: str = ""
    """How the structure was found, for a paper's methods section: one sentence."""
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    """Names of `settings.Settings` with the values that were used, chosen or given."""
    corrected: int = 0
    """Corrections by hand that are in it."""

    def quantity(self, name: str) -> Quantity | None:
        """The quantity of that name, where it could be stated."""
        return next((one for one in self.quantities if one.name == name), None)

    def to_json(self) -> dict[str, Any]:
        """The fields of `maemi measure --json`: a public contract, names stay."""
        return {
            "kind": self.kind,
            "count": self.count,
            "mean_size_m": self.mean_size_m,
            "median_size_m": self.median_size_m,
            "std_size_m": self.std_size_m,
            "mean_size_px": self.mean_size_px,
            "coverage": self.coverage,
            "pitch_m": self.pitch_m,
            "pitch_px": self.pitch_px,
            "orientation_deg": self.orientation_deg,
            "pixel_size_m": self.pixel_size_m,
            "pixel_size_source": str(self.pixel_size_source) if self.pixel_size_source else None,
            "sizes_px": [round(size, 3) for size in self.sizes_px],
            "cut_by_border": self.cut_by_border,
            "touching": self.touching,
            "aspect": self.aspect,
            "sharpness": self.sharpness,
            "confidence": round(self.confidence, 3),
            "warnings": list(self.warnings),
            "quantities": [one.to_json() for one in self.quantities],
            "objects": {
                name: [short(value, 5) if value == value else None for value in column]
                for name, column in self.objects.items()
            },
            "method": self.method,
            "settings": self.settings,
            "corrected": self.corrected,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Measurement:
        """The inverse of `to_json`, which leaves the outlines out; entries of other versions are passed over."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        source = data.get("pixel_size_source")
        known["pixel_size_source"] = PixelSizeSource(source) if source else None
        known["sizes_px"] = tuple(data.get("sizes_px", ()))
        known["warnings"] = tuple(data.get("warnings", ()))
        known["quantities"] = tuple(Quantity.from_json(one) for one in data.get("quantities", ()))
        known["objects"] = {
            name: tuple(math.nan if value is None else value for value in column)
            for name, column in data.get("objects", {}).items()
        }
        return cls(**known)
