"""A draft of a pair's answer in which numbers are replaced by measured ones; approving the pair saves it as an edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maemi.project.rows import Finding


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer, and what is found in it."""

    answer: str
    findings: tuple[Finding, ...]


def replaceable(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of an answer whose place can take a known value, in the order of the text."""
    found = [
        one
        for one in findings
        if one.replacement is not None and one.start is not None and one.end is not None and one.side == "answer"
        if one.is_warning
    ]
    return sorted(found, key=lambda one: one.start or 0)


def replaced(draft: Draft, finding: Finding) -> Draft:
    """The draft with one place replaced; findings of that place are gone, those behind it move along."""
    start, end, text = finding.start or 0, finding.end or 0, finding.replacement or ""
    moved = len(text) - (end - start)
    kept: list[Finding] = []
    for one in draft.findings:
        if one.side == "question" or one.start is None or one.end is None or one.end <= start:
            kept.append(one)
        elif one.start >= end:
            kept.append(replace(one, start=one.start + moved, end=one.end + moved))
        elif one.start <= start and one.end >= end and one != finding and one.end - one.start > end - start:
            kept.append(replace(one, end=one.end + moved))  # about the whole answer
    return Draft(draft.answer[:start] + text + draft.answer[end:], tuple(kept))


class Replacing:
    """The drafts of the pair that is up, the newest last; `undo` takes one step back."""

    def __init__(self) -> None:
        self._drafts: list[Draft] = []

    def begin(self, answer: str, findings: Sequence[Finding]) -> None:
        """Another pair is up."""
        self._drafts = [Draft(answer, tuple(findings))]

    @property
    def draft(self) -> Draft:
        """The answer as it would be saved."""
        return self._drafts[-1] if self._drafts else Draft("", ())

    @property
    def changed(self) -> bool:
        """Whether anything was replaced."""
        return len(self._drafts) > 1

    @property
    def left(self) -> int:
        """How many places can be replaced still."""
        return len(replaceable(self.draft.findings))

    def replace_next(self) -> bool:
        """Replace the first place that can be; False where there is none."""
        places = replaceable(self.draft.findings)
        if not places:
            return False
        self._drafts.append(replaced(self.draft, places[0]))
        return True

    def replace_all(self) -> bool:
        """Replace every place that can be, as one step; False where there is none."""
        draft = self.draft
        while places := replaceable(draft.findings):
            draft = replaced(draft, places[0])
        if draft == self.draft:
            return False
        self._drafts.append(draft)
        return True

    def undo(self) -> bool:
        """Take the last step back; False where there is none."""
        if not self.changed:
            return False
        self._drafts.pop()
        return True

    def checked(self, answer: str, findings: Sequence[Finding]) -> bool:
        """The draft was checked: its findings are these now; False where it is another text by now."""
        if not self._drafts or self.draft.answer != answer:
            return False
        self._drafts[-1] = Draft(answer, tuple(findings))
        return True
