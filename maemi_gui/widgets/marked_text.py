"""A text with the places of its findings marked, as rich text that cannot run or load anything."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from maemi_gui.widgets.tones import Tone, css, tone, wash

if TYPE_CHECKING:
    from maemi.project.rows import Finding

SEVERITY_TONES: dict[str, Tone] = {"info": "info", "warning": "warning", "error": "error"}
SEVERITY_WORDS = {"info": "note", "warning": "differs", "error": "wrong"}
KIND_WORDS = {
    "agrees": "agrees", "unchecked": "unchecked", "composition": "not shown", "class_named": "tells",
    "refusal": "refusal",
    "beside": "beside the scan", "duplicate": "repeats", "vague": "vague", "language": "language", "unit": "cannot be",
}  # fmt: skip
"""The word before a finding, where its severity says too little."""
LINK = "finding:"
"""Of the address behind a marked place; the number of the finding follows."""


def marked(text: str, findings: Sequence[Finding], lit: int | None = None) -> str:
    """`text` as HTML; each finding's span (`start` to before `end`) lies on its severity's colour, as a link.

    A finding about the whole text marks it only while it is `lit` (looked at, as a place in `findings`).
    """
    parts: list[str] = []
    done = 0
    for at in _places(text, findings, lit):
        finding = findings[at]
        start, end = finding.start or 0, finding.end or 0
        if start < done:
            continue  # overlaps one that is marked already
        meaning = tone_of(finding)
        alpha = 130 if at == lit else 30 if finding.severity == "info" else 60
        weight = "400" if finding.severity == "info" else "600"
        style = (
            f"background-color: {css(wash(meaning, alpha))}; color: {tone(meaning).name()}; font-weight: {weight}; "
            "text-decoration: none"
        )
        parts.append(escape(text[done:start]))
        parts.append(f'<a href="{LINK}{at}" style="{style}">{escape(text[start:end])}</a>')
        done = end
    parts.append(escape(text[done:]))
    return "".join(parts).replace("\n", "<br>")


def _places(text: str, findings: Sequence[Finding], lit: int | None) -> list[int]:
    """Which findings are marked, in the order of the text; the one that is looked at goes before those it overlaps."""
    placed = [
        at
        for at, one in enumerate(findings)
        if one.start is not None and one.end is not None and 0 <= one.start < one.end <= len(text)
    ]
    if lit in placed:
        first = findings[lit]
        beside = [at for at in placed if at == lit or not _overlap(findings[at], first)]
    else:
        beside = placed
    whole = {at for at in placed if (findings[at].end or 0) - (findings[at].start or 0) >= len(text)}
    parts = [at for at in beside if at == lit or at not in whole]
    return sorted(parts, key=lambda at: (findings[at].start or 0, findings[at].end or 0))


def _overlap(one: Finding, other: Finding) -> bool:
    return (one.start or 0) < (other.end or 0) and (other.start or 0) < (one.end or 0)


def tone_of(finding: Finding) -> Tone:
    """The colour of a finding."""
    return "good" if finding.kind == "agrees" else SEVERITY_TONES.get(finding.severity, "info")


def word_of(finding: Finding) -> str:
    """One or two words for what a finding is."""
    return KIND_WORDS.get(finding.kind) or SEVERITY_WORDS.get(finding.severity, finding.severity)


def finding_line(finding: Finding) -> str:
    """One finding as a line of rich text: a word for what it is, what it says, what was measured."""
    measured = ""
    if finding.measured and finding.measured not in finding.message:
        measured = f" <i>Measured: {escape(finding.measured)}.</i>"
    word = f'<b style="color: {tone(tone_of(finding)).name()}">{escape(word_of(finding))}</b>'
    return f"{word} · {escape(finding.message)}{measured}"
