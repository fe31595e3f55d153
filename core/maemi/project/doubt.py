"""How doubtful a pair is, by its findings: what the queue is sorted by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from maemi.project.rows import Finding

WEIGHTS = {"error": 0.8, "warning": 0.5, "info": 0.02}
"""The chance that a finding of this severity is right about the pair being wrong; judged, not measured."""
WARNED = 0.5
"""Pairs with a warning or an error are at least as doubtful as this."""


def doubt_of(findings: Iterable[Finding]) -> float:
    """0 … 1, the chance that any of the findings is right, as if they were independent; 0 without any."""
    trusted = 1.0
    for finding in findings:
        trusted *= 1 - WEIGHTS.get(finding.severity, WEIGHTS["warning"])
    return round(1 - trusted, 4)


def kinds_of(findings: Iterable[Finding]) -> str:
    """The kinds of findings as a text that can be searched: `|number|unit|`; empty without any."""
    kinds = sorted({finding.kind for finding in findings})
    return f"|{'|'.join(kinds)}|" if kinds else ""


def from_stored(stored: Iterable[dict[str, Any]]) -> tuple[Finding, ...]:
    """Findings as the table keeps them."""
    return tuple(Finding.from_json(one) for one in stored)
