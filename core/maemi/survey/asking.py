"""What a survey asks of each micrograph: which kind, with which settings, under which key the answer is kept."""

from __future__ import annotations

from dataclasses import dataclass

from maemi.errors import InputError
from maemi.generate.measurer import corrected_kind, key_of
from maemi.generate.subject import kind_to_measure
from maemi.measure.result import KINDS
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.micrograph.correction import ByKind
from maemi.project.rows import MicrographRow

AUTO, BY_CLASS = "auto", "by-class"
ASKED = (AUTO, BY_CLASS, *KINDS)
"""What `--kind` takes: chosen from each picture, from each class (see `kind_to_measure`), or one kind for all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The same question to every micrograph. Raises InputError for a kind that there is none of."""

    kind: str = AUTO
    settings: Settings = AUTOMATIC

    def __post_init__(self) -> None:
        if self.kind not in ASKED:
            raise InputError(f"There is no kind {self.kind!r} to measure: choose {', '.join(ASKED)}.")

    def kind_for(self, row: MicrographRow, corrections: ByKind) -> str | None:
        """The kind to look for in a micrograph; None where its class has nothing to measure."""
        kind = kind_to_measure(row) if self.kind == BY_CLASS else self.kind
        return corrected_kind(kind, corrections) if kind is not None else None

    def key_for(self, row: MicrographRow, corrections: ByKind) -> str | None:
        """The settings key of the answer, the same that a teacher's measurement has; None where there is none."""
        kind = self.kind_for(row, corrections)
        return key_of(kind, row.pixel_size, self.settings, corrections) if kind is not None else None
