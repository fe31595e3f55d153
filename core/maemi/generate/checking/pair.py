"""All checks of one pair that need no other pair."""

from __future__ import annotations

from dataclasses import dataclass

from maemi.generate.checking.beside import beside_findings
from maemi.generate.checking.class_named import class_findings
from maemi.generate.checking.composition import composition_findings
from maemi.generate.checking.general import general_findings
from maemi.generate.checking.kinds import expected_language, kinds_off
from maemi.generate.checking.language import language_findings
from maemi.generate.checking.numbers import number_findings
from maemi.generate.checking.refusals import refusal_findings
from maemi.generate.subject import Subject
from maemi.project.project import Project
from maemi.project.rows import Finding

_DEPENDS_ON_MEASURED = (
    "size",
    "radius",
    "count",
    "coverage",
    "pitch",
    "std_size",
    "max_size",
    "min_size",
    "nearest",
    "length",
    "line_width",
)


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How pairs of a project are checked."""

    off: frozenset[str] = frozenset()
    """Kinds of findings that are not wanted."""
    language: str = "en"
    agreeing: bool = False
    """Also tell of numbers that agree (kind `agrees`), as the chat does; never kept with a pair."""

    @classmethod
    def of(cls, project: Project, agreeing: bool = False) -> CheckOptions:
        """The project's settings."""
        return cls(kinds_off(project), expected_language(project), agreeing)


PLAIN = CheckOptions()


def check_pair(
    question: str, answer: str, subject: Subject, task: str = "", options: CheckOptions = PLAIN
) -> tuple[Finding, ...]:
    """Everything that is to say of a pair, in the order of its words; whole-answer findings first."""
    findings = [
        *class_findings(question, task, subject),
        *refusal_findings(answer),
        *language_findings(answer, options.language),
        *general_findings(answer),
        *number_findings(question, answer, subject, options.agreeing),
        *composition_findings(answer, subject),
        *beside_findings(answer, subject),
    ]
    findings += _doubts(findings, subject)
    kept = [finding for finding in findings if finding.kind not in options.off]
    return tuple(sorted(kept, key=lambda one: (one.start if one.start is not None else 10**9, one.end or 0)))


def _doubts(findings: list[Finding], subject: Subject) -> list[Finding]:
    """What the measurement says against itself, where a finding leans on it."""
    found = subject.measurement
    if found is None or not any(
        one.quantity in _DEPENDS_ON_MEASURED for one in findings if one.kind in ("number", "unchecked")
    ):
        return []
    told = [doubt for doubt in found.warnings if not doubt.startswith(("no pixel size", "porosity"))]
    if not any("size" in one.quantity for one in findings):
        told = [doubt for doubt in told if "size" not in doubt and "mean of whole" not in doubt]
    return [Finding("measurement", f"About the measurement: {doubt}.", "info") for doubt in told]
