"""What of a reply a student can learn from: it sees one micrograph and the question, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from maemi.generate.checking.telling_class import tells_class
from maemi.generate.prompts.shipped import Pictures
from maemi.generate.questions import Asked
from maemi.generate.subject import Subject
from maemi.generate.teacher import Reply

LONGEST_QUESTION = 400
_SEEN = r"(?:micrograph|image|picture|photo|panel|crop|quarter|tile|example)"
_OTHERS = re.compile(
    rf"\b(?:(?:first|second|other|latter|former|both|two|previous|next|left|right|(?:upper|lower)[- ](?:left|right))"
    rf"\s+{_SEEN}s?|(?:image|picture|micrograph)\s+[12AB]\b|compared (?:to|with) the (?:first|second|other)\b"
    rf"|in the (?:first|second)(?: one)?\b)",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b(?:quarter|quadrant|crop|tile)s?\b", re.IGNORECASE)


def usable(reply: Reply, subject: Subject, asked: Sequence[Asked], pictures: Pictures) -> Reply:
    """The reply without what is malformed; its trouble says why, so that the rest is asked again and listed."""
    reasons: list[str] = []
    answers, questions = dict(reply.answers), dict(reply.questions)
    texts: set[str] = set()
    for one in asked:
        if one.id not in answers:
            continue
        question = questions.get(one.id, one.text)
        trouble = _of_question(question, subject, texts) if one.is_own else ""
        trouble = trouble or _of_answer(answers[one.id], pictures)
        if trouble:
            reasons.append(trouble)
            answers.pop(one.id)
            questions.pop(one.id, None)
        texts.add(question.casefold())
    if not reasons:
        return reply
    told = "; ".join([*dict.fromkeys(reasons), *([reply.trouble] if reply.trouble else [])])
    return replace(reply, answers=answers, questions=questions, trouble=told)


def _of_question(question: str, subject: Subject, before: set[str]) -> str:
    """Why a question that a teacher wrote is none; empty where it is one."""
    if not question.strip() or len(question) > LONGEST_QUESTION:
        return "a question of the teacher's was empty or overlong"
    if tells_class(question, subject):
        return "a question of the teacher's names the class, which the student must not be told"
    if _OTHERS.search(question):
        return "a question of the teacher's speaks of several pictures, and the student sees one"
    if question.casefold() in before:
        return "the teacher asked the same twice"
    return ""


def _of_answer(answer: str, pictures: Pictures) -> str:
    """Why an answer makes no sense to somebody who sees the micrograph alone."""
    if pictures == "one":
        return ""
    if pictures == "quarters":
        return "an answer speaks of quarters that the student does not see" if _QUARTER.search(answer) else ""
    return "an answer speaks of the second micrograph, which the student does not see" if _OTHERS.search(answer) else ""
