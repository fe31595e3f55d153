"""A claim about elements or composition where nothing but the picture is there: a picture shows no elements."""

from __future__ import annotations

import re

from maemi.generate.checking.clauses import sentence_at
from maemi.generate.checking.elements import substances_in
from maemi.generate.subject import Subject
from maemi.project.rows import Finding

_EDS = re.compile(
    r"\b(?:EDS|EDX|EDXS|WDS|EELS|XPS|energy[- ]dispersive|X-ray (?:spectr|microanalys|map)|elemental (?:map|"
    r"analys)|spectroscop)\w*",
    re.IGNORECASE,
)
_NOT_CLAIMED = re.compile(
    r"\bcannot\b|\bcan't\b|\bcan not\b|\bcould not\b|\bnot (?:be |possible|known|state|tell|say|give|determin|"
    r"clear|measured)|\bno (?:EDS|EDX|elemental|"
    r"information|chemical|composition|data|way)|\bwithout\b|\bunknown\b|\bneither\b|\bimpossible\b|\bwould "
    r"(?:need|require|be (?:needed|required))|"
    r"\bneeds?\b|\brequires?\b|\bnecessary\b|\bdoes not\b|\bdo not\b|\bunable\b|\bwhether\b|\bif it (?:is|were)\b",
    re.IGNORECASE,
)
_INSTRUMENT = re.compile(
    r"^[\s-]+(?:filament|gun|emitter|source|tape|tab|stub|drift|detector|grid|paste|paint|cathode|standard|"
    r"K[αβ])",
    re.IGNORECASE,
)


def composition_findings(answer: str, subject: Subject) -> list[Finding]:
    """One finding for each substance, or mention of EDS, that neither the file nor the lab's class gives."""
    taken = subject.acquisition
    file_says = " ".join(one for one in (taken.technique, taken.detector, taken.instrument) if one)
    if _EDS.search(file_says):
        return []
    given = _given(" ".join((file_says, subject.row.class_name or "", subject.class_words or "")))
    findings: list[Finding] = []
    for start, end, held in substances_in(answer):
        sentence = answer[slice(*sentence_at(answer, start))]
        if held <= given or _NOT_CLAIMED.search(sentence) or _INSTRUMENT.match(answer[end:]):
            continue
        message = f"Nothing here shows elements: neither the file nor the class says “{answer[start:end]}”."
        findings.append(Finding("composition", message, "warning", None, start, end, "composition"))
    for match in _EDS.finditer(answer):
        sentence = answer[slice(*sentence_at(answer, match.start()))]
        if not _NOT_CLAIMED.search(sentence):
            message = f"The file tells of no {match[0]}; a micrograph alone does not."
            findings.append(Finding("composition", message, "warning", None, match.start(), match.end(), "composition"))
    return findings


def _given(words: str) -> frozenset[str]:
    """The elements that the file and the lab's class name."""
    elements: set[str] = set()
    for _, _, held in substances_in(words.replace("_", " ")):
        elements |= held
    return frozenset(elements)
