"""What a phantom is: a scan and the truth of what was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maemi.micrograph.record import Acquisition
from maemi.phantom.scene import Array


@dataclass(frozen=True, slots=True)
class Phantom:
    """A synthetic micrograph with known truth."""

    scan: Array
    """uint8 [rows, columns], without an info bar."""
    class_name: str
    seed: int
    pixel_size_m: float
    objects: list[dict[str, Any]]
    """Each with `kind`, `size_m` and further lengths in metres, `centre_px` and `outline_px` as (row, column) in pixels of the
    scan, `visible` (the part that others leave uncovered, 0 to 1), `in_frame` (nothing cut off by the frame)."""
    facts: dict[str, Any]
    """JSON values; see `maemi.phantom.truth`."""
    acquisition: Acquisition

    @property
    def rows(self) -> int:
        """Rows of the scan."""
        return int(self.scan.shape[0])

    @property
    def columns(self) -> int:
        """Columns of the scan."""
        return int(self.scan.shape[1])
