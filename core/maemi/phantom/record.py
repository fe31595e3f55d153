"""What a phantom is: a scan and the truth of what was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from maemi.micrograph.record import Acquisition
from maemi.phantom.scene import Array
from maemi.phantom.truth import Truth


class Synthetic(Protocol):
    """What is needed to write a phantom or a trial as a file; see `Phantom`."""

    @property
    def scan(self) -> Array: ...
    @property
    def class_name(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def pixel_size_m(self) -> float: ...
    @property
    def acquisition(self) -> Acquisition: ...
    @property
    def rows(self) -> int: ...
    @property
    def columns(self) -> int: ...


@dataclass(frozen=True)
class Phantom:
    """A synthetic micrograph with known truth."""

    scan: Array
    """uint8 [rows, columns], without an info bar."""
    class_name: str
    seed: int
    pixel_size_m: float
    truth: Truth
    facts: dict[str, Any]
    """JSON values; see `maemi.phantom.truth.facts_of`."""
    acquisition: Acquisition

    @cached_property
    def objects(self) -> list[dict[str, Any]]:
        """Every object of which something is seen, with `kind`, `size_m` and further lengths in metres, `centre_px` and
        `outline_px` as (row, column) in pixels of the scan; see `maemi.phantom.truth.Truth.objects`.

        Written out when first asked for: training draws thousands of phantoms and needs only the facts.
        """
        return self.truth.objects()

    @property
    def rows(self) -> int:
        """Rows of the scan."""
        return int(self.scan.shape[0])

    @property
    def columns(self) -> int:
        """Columns of the scan."""
        return int(self.scan.shape[1])
