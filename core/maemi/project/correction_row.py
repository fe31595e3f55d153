"""A correction by hand as the project hands it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maemi.micrograph.correction import Correction


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One correction that stands, of one kind of structure of one micrograph."""

    id: int
    micrograph_id: int
    kind: str
    correction: Correction
    curator: str
    at: datetime

    def to_json(self) -> dict[str, Any]:
        """One line of `maemi correct DIR MICROGRAPH list --json`: a public contract, names stay."""
        return {
            "id": self.id,
            "kind": self.kind,
            **self.correction.to_json(),
            "curator": self.curator,
            "at": self.at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class CorrectionsRow:
    """What stands of one kind on one micrograph, and what a curator could take back or do again."""

    standing: tuple[CorrectionRow, ...]
    """Oldest first."""
    can_undo: bool
    can_redo: bool
