"""Numbers that claim nothing about a micrograph: `Figure 2`, years, citations, list marks, `two-dimensional`."""

from __future__ import annotations

import re

_LABELS = (
    r"fig(?:ure)?s?|tables?|sections?|eqs?|equations?|refs?|images?|micrographs?|samples?|specimens?|steps?|panels?|"
    r"types?|grades?|no|numbers?|questions?|options?|regions?|areas?|class|phase|points?|examples?|labels?|#|"
    r"iso|astm(?:\s+[a-z])?|aisi|version|part|level|channel|batch"
)
_UNIT = r"[-\s]*(?:[nµμpc]m\b|mm?\b|um\b|micro|nano|k?e?V\b|%|per\s?cent|px|pixel|[×x]\s|°|deg|Å|k\b)"
_PATTERN = re.compile(
    "|".join(
        (
            rf"(?<![a-z])(?:{_LABELS})\.?\s*#?\s*\d+[a-z]?(?:\s*(?:and|[–-])\s*\d+[a-z]?)?(?![\w.,]*\d)(?!{_UNIT})",
            r"\[\d+(?:\s*[,–-]\s*\d+)*\]",
            r"(?m:^\s*\(?\d{1,2}[.)]\s)",
            r"\b(?:1[89]|20)\d\d[-/]\d{1,2}[-/]\d{1,2}\b|\b\d{1,2}:\d\d(?::\d\d)?\b",
            r"\b(?:in|since|of|from|year|by|©|et al\.?,?)\s+\(?(?:19|20)\d\d\b(?!\s*(?:nm|µm|mm|×|x\b|%|k?V\b))",
            r"\b(?:one|two|three|four|1|2|3|4)[\s-]?(?:d\b|dimension\w*|phase|fold\s+symmetr\w*|layer\w*|step|"
            r"point\b|way|sided)",
            r"\bone\s+(?:of|another|or\s+more|side|end|can|could|may|might|would|should|sees|direction|might|"
            r"image|at)\b",
            r"\b(?:no|any|some|every|this|that|the|another|each|which)\s*one\b",
            r"\b(?:zero|no)\s+(?:visible|clear|sign)\b",
            r"\b(?:one|1|a|single)[\s-]pixel\b",
            r"\b\d+\s*:\s*\d+\b",
        )
    ),
    re.IGNORECASE,
)


def spans_without_claims(text: str) -> list[tuple[int, int]]:
    """Places (start to before end) whose numbers are left alone."""
    return [match.span() for match in _PATTERN.finditer(text)]
