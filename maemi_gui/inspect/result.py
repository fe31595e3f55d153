"""What was measured, ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maemi.measure.result import Measurement, Outline
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.micrograph.record import MicrographInfo
from maemi_gui.inspect.placing import rows_above


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
        from maemi.measure import choosing as _kinds  # noqa: F401 - enters the labels of all quantities

        outlines = tuple(tuple((row, column) for row, column in outline) for outline in answer["contours"])
        return cls(Measurement.from_json(answer["result"]), outlines, asked)


def shifted(outlines: tuple[Outline, ...], info: MicrographInfo | None) -> tuple[Outline, ...]:
    """Outlines are measured in the scan; where the info bar lies above it, the file's rows begin earlier."""
    above = rows_above(info)
    if above == 0:
        return outlines
    return tuple(tuple((row + above, column) for row, column in outline) for outline in outlines)
