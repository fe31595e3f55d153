"""A refusal, or a model that talks of itself instead of the micrograph."""

from __future__ import annotations

import re

from maemi.project.rows import Finding

_REFUSAL = re.compile(
    r"\bas an? (?:\w+ )?(?:AI|artificial intelligence|language model|assistant|LLM|chatbot)\b"
    r"|\bI(?:'m| am) (?:an? (?:AI|language model|assistant)|sorry|afraid|unable|not able|programmed|just an?)\b"
    r"|\b(?:sorry|apologi[sz]e|apologies)\b[^.]{0,40}\b(?:I|but|cannot|can't)\b"
    r"|\bI (?:cannot|can't|can not|am not able to|do not have the ability|don't have the ability|could not|couldn't) "
    r"(?:\w+ )?(?:see|view|access|open|analy[sz]e|process|interpret|assist|help|provide|identify|answer|"
    r"determine|display|look)\b"
    r"|\b(?:cannot|can't|unable to|not able to) (?:view|see|access|open|process|load|display) (?:the |this |any |"
    r"your |attached )?(?:\w+ )?(?:images?|pictures?|micrographs?|files?|photos?|attachments?)\b"
    r"|\b(?:please|kindly|could you|can you) (?:upload|provide|share|attach|send|describe)\b"
    r"|\bno (?:image|picture|file|attachment|micrograph) (?:was|has been|is|were) (?:provided|attached|uploaded|"
    r"included|found)\b"
    r"|\bmy (?:training data|knowledge cut-?off|capabilities|programming)\b|\bI (?:don't|do not) have (?:access|"
    r"eyes|vision|the (?:image|picture))\b"
    r"|\b(?:against|violates?) (?:\w+ )?(?:policy|policies|guidelines)\b|\bI (?:must|have to) decline\b|\bI "
    r"(?:won't|will not) be able\b",
    re.IGNORECASE,
)


def refusal_findings(answer: str) -> list[Finding]:
    """At the first words that refuse."""
    match = _REFUSAL.search(answer.replace("’", "'"))
    if match is None:
        return []
    message = "This refuses, or tells of the model instead of the micrograph."
    return [Finding("refusal", message, "error", None, match.start(), match.end())]
