"""What became of one run over many micrographs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class SurveyReport:
    """Counts, and what failed with its sentence."""

    total: int = 0
    """Micrographs that were asked for."""
    measured: int = 0
    known: int = 0
    """Had a result under the same kind, settings and pixel size before."""
    nothing_to_measure: int = 0
    """Their class has nothing to count."""
    by_kind: Counter[str] = field(default_factory=Counter[str])
    """Of those measured now."""
    no_numbers: int = 0
    """Of those measured now: the picture did not allow a trustworthy number."""
    no_pixel_size: int = 0
    """Of those measured now: lengths are in pixels only."""
    failed: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """{id, micrograph, reason}; tried again by the next run."""
    seconds: float = 0.0
    stopped: bool = False

    def count(self, result: dict[str, Any]) -> None:
        """Enter one new result."""
        self.measured += 1
        self.by_kind[str(result.get("kind"))] += 1
        self.no_numbers += result.get("count") is None and result.get("pitch_px") is None
        self.no_pixel_size += result.get("pixel_size_m") is None

    @property
    def done(self) -> int:
        return self.measured + self.known + self.nothing_to_measure + len(self.failed)

    def to_json(self) -> dict[str, Any]:
        """The result of `maemi measure-all`: a public contract, names stay."""
        return {
            "total": self.total,
            "measured": self.measured,
            "known": self.known,
            "nothing_to_measure": self.nothing_to_measure,
            "by_kind": dict(self.by_kind),
            "no_numbers": self.no_numbers,
            "no_pixel_size": self.no_pixel_size,
            "failed": self.failed,
            "seconds": round(self.seconds, 2),
            "stopped": self.stopped,
        }
