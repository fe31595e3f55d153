"""An answer with its checked numbers marked, as rich text that cannot run or load anything."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from maemi_gui.widgets.tones import Tone, css, tone, wash

if TYPE_CHECKING:
    from maemi.project.rows import Finding

SEVERITY_TONES: dict[str, Tone] = {"info": "info", "warning": "warning", "error": "error"}
SEVERITY_WORDS = {"info": "note", "warning": "differs", "error": "wrong"}


def marked(text: str, findings: Sequence[Finding]) -> str:
    """`text` as HTML; each finding's span (`start` to before `end`) lies on its severity's colour."""
    parts: list[str] = []
    done = 0
    spans = [f for f in findings if f.start is not None and f.end is not None and 0 <= f.start < f.end <= len(text)]
    for finding in sorted(spans, key=lambda f: (f.start or 0, f.end or 0)):
        start, end = finding.start or 0, finding.end or 0
        if start < done:
            continue  # overlaps one that is marked already
        meaning = SEVERITY_TONES.get(finding.severity, "info")
        style = f"background-color: {css(wash(meaning, 60))}; color: {tone(meaning).name()}; font-weight: 600"
        parts.append(escape(text[done:start]))
        parts.append(f'<span style="{style}">{escape(text[start:end])}</span>')
        done = end
    parts.append(escape(text[done:]))
    return "".join(parts).replace("\n", "<br>")


def finding_line(finding: Finding) -> str:
    """One finding as a line of rich text: a word for its severity, what it says, what was measured."""
    meaning = SEVERITY_TONES.get(finding.severity, "info")
    word = SEVERITY_WORDS.get(finding.severity, finding.severity)
    measured = f" <i>Measured: {escape(finding.measured)}.</i>" if finding.measured else ""
    return f'<b style="color: {tone(meaning).name()}">{escape(word)}</b> · {escape(finding.message)}{measured}'
