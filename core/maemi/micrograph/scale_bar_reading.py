"""What was read of a burned-in scale bar, sure or doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ScaleBarReading:
    """A length, the pixels that it spans, and how far that can be trusted."""

    length_m: float
    length_px: float
    confidence: float
    """0 to 1: that the pixel size is right within 2 %."""
    text: str
    """The label as it was read."""
    box: tuple[int, int, int, int]
    """First row, first column, last row, last column of label and bar in the whole picture, ends included."""
    uncertainty: float
    """Of the pixel size, relative, one standard deviation."""
    doubts: tuple[str, ...] = ()
    """Why the confidence is not higher, half a sentence each."""

    @property
    def pixel_m(self) -> float:
        """Metres of one pixel along a row."""
        return self.length_m / self.length_px

    def to_json(self) -> dict[str, Any]:
        """The field `scale_bar` of `maemi info --json`."""
        return {
            "length_m": self.length_m,
            "length_px": self.length_px,
            "confidence": self.confidence,
            "text": self.text,
            "box": list(self.box),
            "uncertainty": self.uncertainty,
            "doubts": list(self.doubts),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> ScaleBarReading | None:
        """The inverse of `to_json`; None stays None."""
        if not data:
            return None
        first_row, first_column, last_row, last_column = (int(edge) for edge in data["box"])
        return cls(
            length_m=float(data["length_m"]),
            length_px=float(data["length_px"]),
            confidence=float(data["confidence"]),
            text=str(data["text"]),
            box=(first_row, first_column, last_row, last_column),
            uncertainty=float(data["uncertainty"]),
            doubts=tuple(data.get("doubts", ())),
        )
