"""Decisions of the sample project: a curator who knows the truth of the phantoms has judged some of the pairs."""

from __future__ import annotations

from random import Random
from typing import Any

from maemi.generate.checking.clauses import sentence_at
from maemi.generate.checking.pair import check_pair
from maemi.generate.checking.reading.number import Number
from maemi.generate.checking.reading.scanning import numbers_of
from maemi.generate.measured.words import count_of, percent
from maemi.generate.measurer import kept_measurement
from maemi.generate.subject import Subject
from maemi.micrograph.units import format_length
from maemi.project import decisions
from maemi.project.micrographs import list_micrographs
from maemi.project.pairs import add_pairs, list_pairs
from maemi.project.project import Project
from maemi.project.rows import MicrographRow, NewPair, PairRow
from maemi.project.tables.pair import Pair

CURATOR = "sample"
MISTAKES = "deliberate mistakes"
"""The model name of pairs whose number is wrong on purpose, so that review has something to find."""
LEFT_PENDING = 2
"""Of each class's phantoms, so many (the last ones) are left for the person to review."""
RIGHT, NEAR = 0.15, 0.6
"""Relative errors: up to the first a number is approved, up to the second it is corrected, beyond it is rejected."""


def review(project: Project, facts: dict[str, dict[str, Any]], a_class: int) -> None:
    """Decide on the pairs of most phantoms, and put some mistakes among the others; what was done is not done again.

    `facts`: by file name, what is true of a phantom; `a_class`: how many phantoms each class has.
    """
    for row in list_micrographs(project):
        truth = facts.get(row.path.name)
        if truth is None:
            continue
        pairs = list_pairs(project, micrograph_id=row.id)
        number = int(row.path.stem.rpartition("_")[2])
        if number > a_class - LEFT_PENDING:
            if not any(pair.model == MISTAKES for pair in pairs):
                add_mistake(project, row, pairs, number)
        elif not any(pair.curator == CURATOR for pair in pairs):
            decide_all(project, row, pairs, truth)


def decide_all(project: Project, row: MicrographRow, pairs: list[PairRow], truth: dict[str, Any]) -> None:
    """Judge a micrograph's pairs in one transaction: about three in four, some of the rest skipped."""
    rng = Random(f"decide {row.path.name}")
    with project.session() as session:
        for pair in pairs:
            record = session.get(Pair, pair.id)
            drawn = rng.random()
            if record is None or drawn > 0.8:
                continue
            if drawn > 0.76:
                decisions.append(session, record, "skip", CURATOR)
                continue
            verb, reason, answer = judge(pair, truth)
            decisions.append(session, record, verb, CURATOR, reason, None, answer)


def judge(pair: PairRow, truth: dict[str, Any]) -> tuple[str, str, str | None]:
    """(verb, reason, corrected answer) by the worst number of an answer against the truth."""
    worst, corrected = 0.0, pair.answer
    for number in reversed(numbers_of(pair.answer)):
        known = true_value(number, pair, truth)
        if known is None:
            continue
        error = abs(number.value - known) / max(abs(known), 1e-30)
        if number.dimension == "count" and abs(number.value - known) <= 1:
            error = 0.0
        worst = max(worst, error)
        if error > RIGHT:
            corrected = corrected[: number.start] + told(number, known) + corrected[number.end :]
    if worst <= RIGHT:
        return "approve", "", None
    if worst <= NEAR:
        return "edit", "", corrected
    return "reject", "wrong number", None


def true_value(number: Number, pair: PairRow, truth: dict[str, Any]) -> float | None:
    """What a number should be, in its own unit (SI); None where it is no claim about the drawn objects."""
    context = pair.answer[slice(*sentence_at(pair.answer, number.start))].lower()
    near = f"{context} {pair.question}".lower()
    if number.dimension == "count":
        return None if "cut by the border" in context else truth.get("count")
    if number.dimension == "percent":
        return truth.get("coverage") if "cover" in near or "area" in near or "porosity" in near else None
    if number.dimension != "length" or any(word in near for word in ("pixel", "field", "micrograph covers")):
        return None
    if any(word in context for word in ("pitch", "period", "repeats")):
        return truth.get("pitch_m")
    return truth.get("mean_size_m") if any(w in context for w in ("diameter", "measure", "size")) else None


def told(number: Number, value: float) -> str:
    """A value written like the number whose place it takes."""
    if number.dimension == "length":
        return format_length(value, 2)
    if number.dimension == "percent":
        return percent(value)
    words = count_of(round(value), "x").split()[0]
    return words if number.text.islower() or number.text.isdigit() else words.capitalize()


def add_mistake(project: Project, row: MicrographRow, pairs: list[PairRow], number: int) -> None:
    """One pair with a number three times too large, named for what it is; the checks find it."""
    for pair in pairs:
        numbers = [one for one in numbers_of(pair.answer) if one.dimension in ("length", "count")]
        if pair.task != "vqa" or len(numbers) != 1 or numbers[0].value == 1 or "pixel" in pair.question.lower():
            continue
        wrong = numbers[0]
        answer = pair.answer[: wrong.start] + told(wrong, wrong.value * (3 + number % 2)) + pair.answer[wrong.end :]
        subject = Subject(row, kept_measurement(project, row))
        findings = check_pair(pair.question, answer, subject, pair.task)
        add_pairs(
            project,
            [NewPair(row.id, pair.question, answer, pair.task, "sample", MISTAKES, findings=findings)],
        )
        return
