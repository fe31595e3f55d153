"""What an export is made of, counted while it is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from maemi.project.rows import MicrographRow, PairRow
from maemi.project.settling import STATE_AFTER, UNDO
from maemi.project.transfer.record import TransferPair


@dataclass(slots=True)
class Tally:
    """Counts for the card. It grows with names and micrographs, not with pairs."""

    pairs: int = 0
    parts: Counter[str] = field(default_factory=Counter[str])
    micrographs: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    """By part."""
    classes: Counter[str] = field(default_factory=Counter[str])
    states: Counter[str] = field(default_factory=Counter[str])
    tasks: Counter[str] = field(default_factory=Counter[str])
    teachers: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """By teacher and model."""
    prompts: Counter[str] = field(default_factory=Counter[str])
    """By the hash of the template."""
    curators: Counter[str] = field(default_factory=Counter[str])
    """Pairs whose state is theirs."""
    findings: Counter[str] = field(default_factory=Counter[str])
    """Pairs that have a finding of a kind."""
    licences: Counter[str] = field(default_factory=Counter[str])
    """Micrographs."""
    doubted: int = 0
    edited: int = 0
    synthetic: int = 0
    judged_twice: int = 0
    """Pairs that two or more curators judged."""
    agreed: int = 0
    """Of them, those that all of these left in one state."""

    def add(self, part: str, pair: TransferPair, row: PairRow, micrograph: MicrographRow, licence: str) -> None:
        """Count one pair that was written."""
        self.pairs += 1
        self.parts[part] += 1
        if not any(micrograph.id in known for known in self.micrographs.values()):
            self.licences[licence] += 1
        self.micrographs.setdefault(part, set()).add(micrograph.id)
        self.classes[pair.class_name] += 1
        self.states[pair.state] += 1
        self.tasks[pair.task] += 1
        self.teachers[pair.teacher, pair.model] += 1
        if pair.template_hash:
            self.prompts[pair.template_hash] += 1
        if pair.curator:
            self.curators[pair.curator] += 1
        self.findings.update({finding.kind for finding in row.findings})
        self.doubted += any(finding.is_warning for finding in row.findings)
        self.edited += (pair.question, pair.answer) != (pair.original_question, pair.original_answer)
        self.synthetic += pair.synthetic
        self._compare(pair)

    @property
    def micrograph_count(self) -> int:
        """Of all parts; none is in two."""
        return sum(len(known) for known in self.micrographs.values())

    def _compare(self, pair: TransferPair) -> None:
        last: dict[str, str] = {}
        undone = {line.undoes for line in pair.decisions}
        for place, line in enumerate(pair.decisions):
            if line.verb != UNDO and place not in undone:
                last[line.curator] = STATE_AFTER[line.verb]
        if len(last) > 1:
            self.judged_twice += 1
            self.agreed += len(set(last.values())) == 1
