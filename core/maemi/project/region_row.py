"""A region as the project hands it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maemi.micrograph.record import PixelSize
from maemi.micrograph.shape_size import real_size_of, size_of
from maemi.micrograph.shapes import Point, Shape


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One shape that somebody drew on one frame of a micrograph."""

    id: int
    micrograph_id: int
    kind: str
    points: tuple[Point, ...]
    """(column, row) in pixels; whole numbers are the corners of pixels."""
    label: str
    frame: int
    created_by: str
    created_at: datetime

    @property
    def shape(self) -> Shape:
        """What it looks like."""
        return Shape(self.kind, self.points)

    def to_json(self, pixel_size: PixelSize | None) -> dict[str, Any]:
        """The fields of `maemi regions --json`; lengths in metres are null where no pixel size is known."""
        pixels, real = size_of(self.shape), real_size_of(self.shape, pixel_size)
        sizes: dict[str, float | None] = {}
        for name in ("length", "width", "height", "perimeter", "area"):
            square = "2" if name == "area" else ""
            sizes[f"{name}_px{square}"] = getattr(pixels, name)
            sizes[f"{name}_m{square}"] = getattr(real, name) if real else None
        return {
            "id": self.id,
            "label": self.label,
            "kind": self.kind,
            "frame": self.frame,
            "points": [list(point) for point in self.points],
            "angle_deg": (real or pixels).angle_deg,
            **sizes,
            "created_by": self.created_by,
            "created_at": self.created_at.isoformat(),
        }
