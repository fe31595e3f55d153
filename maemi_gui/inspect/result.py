"""What was measured, ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maemi.measure.result import Measurement, Outline
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.units import format_length


@dataclass(frozen=True, slots=True)
class Result:
    """A measurement with its outlines, and the settings that were asked for."""

    measurement: Measurement
    outlines: tuple[Outline, ...] = ()
    """As (row, column) in pixels of the scan, in the order of the objects; () for one that is not drawn."""
    asked: Settings = AUTOMATIC

    @classmethod
    def from_answer(cls, answer: dict[str, Any], asked: Settings) -> Result:
        """From a line of `measure_child`."""
        outlines = tuple(tuple((row, column) for row, column in outline) for outline in answer["contours"])
        return cls(Measurement.from_json(answer["result"]), outlines, asked)

    def lines(self) -> list[tuple[str, str]]:
        """Name and value of all that is known."""
        said = self.measurement
        lines: list[tuple[str, str]] = []
        if said.count is not None:
            cut = f", {said.cut_by_border} of them cut by the border" if said.cut_by_border else ""
            lines.append(("Count", f"{said.count:,}{cut}"))
        if said.mean_size_m is not None:
            spread = f" ± {format_length(said.std_size_m)}" if said.std_size_m is not None else ""
            lines.append(("Mean size", f"{format_length(said.mean_size_m)}{spread}"))
        elif said.mean_size_px is not None:
            lines.append(("Mean size", f"{said.mean_size_px:.1f} px"))
        if said.median_size_m is not None:
            lines.append(("Median size", format_length(said.median_size_m)))
        if said.coverage is not None:
            lines.append(("Porosity" if said.kind == "pores" else "Coverage", f"{100 * said.coverage:.1f} %"))
        if said.pitch_m is not None:
            lines.append(("Pitch", format_length(said.pitch_m)))
        if said.orientation_deg is not None:
            lines.append(("Orientation", f"{said.orientation_deg:.0f}°"))
        return [("Found", str(said.kind)), *lines] if lines else []


def shifted(outlines: tuple[Outline, ...], info: MicrographInfo | None) -> tuple[Outline, ...]:
    """Outlines are measured in the scan; where the info bar lies above it, the file's rows begin earlier."""
    if info is None or info.info_bar is None:
        return outlines
    first, last = info.info_bar
    below = info.shape[0] - 1 - last
    if first >= below:
        return outlines
    return tuple(tuple((row + last + 1, column) for row, column in outline) for outline in outlines)
