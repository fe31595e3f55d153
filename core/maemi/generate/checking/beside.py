"""An answer about what lies beside the scan: info bar, the scale bar's text, the file's name."""

from __future__ import annotations

import re

from maemi.generate.subject import Subject
from maemi.micrograph.record import PixelSizeSource
from maemi.project.rows import Finding

_BAR = re.compile(
    r"\b(?:info(?:rmation)?|data|status|annotation|legend|meta\s?data|caption|footer|banner|text)[\s-]?(?:bar|"
    r"strip|banner|panel|box|line|band)s?\b"
    r"|\b(?:text|label|caption|legend|writing|annotation|overlay|watermark|timestamp|logo|numbers?|data|"
    r"information)s? (?:\w+ ){0,3}?(?:at|along|in|on|near|below) the (?:bottom|lower|foot|top|"
    r"corner|footer|margin)"
    r"|\bat the bottom of the (?:image|micrograph|picture)\b[^.]{0,40}\b(?:reads?|says?|shows?|states?|"
    r"indicates?|displays?|text|label)"
    r"|\b(?:image|micrograph) (?:is )?label(?:l)?ed\b|\bburned[- ]in\b|\bbanner\b|\bfooter\b|\bwatermark\b",
    re.IGNORECASE,
)
_SCALE_BAR = re.compile(
    r"\b(?:the |a )?scale[\s-]?(?:bar|marker)s?\b(?: (?:at|in|on) [\w\s]{3,30}?)?(?: (?:\(|reads?|says?|shows?|"
    r"indicates?|states?|is|represents?|of|provided|suggests?|corresponds?|marks?|denotes?|at|in|"
    r"on|label\w*|marked))?",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\bfile[\s-]?names?\b|\bname of the file\b|\bfile (?:is )?(?:called|named|titled)\b|\b[\w-]+\.(?:tiff?|png|"
    r"jpe?g|bmp|dm[34]|mrc|ser|emd)\b",
    re.IGNORECASE,
)
_NOT_THERE = re.compile(
    r"\bno\s+$|\bwithout (?:an? )?$|\black(?:s|ing) (?:an? )?$|\bnot (?:show|have|include) (?:an? )?$", re.IGNORECASE
)


_NAMED = re.compile(r"(?:the |a )?scale[\s-]?(?:bar|marker)s?", re.IGNORECASE)
_APPEAL = re.compile(
    r"\b(?:according to|from|by|read off|taken from|based on|using|with|given|relative to|compared (?:to|with)|"
    r"judging from)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""Words before the scale bar by which a number is only said to come from it."""


def beside_findings(answer: str, subject: Subject) -> list[Finding]:
    """At most one of each kind; a pixel size that did come from the scale bar may say so."""
    findings: list[Finding] = []
    for what, pattern in (("info bar", _BAR), ("scale bar", _SCALE_BAR), ("name of the file", _FILE_NAME)):
        match = next((one for one in pattern.finditer(answer) if not _NOT_THERE.search(answer[: one.start()])), None)
        if match is None or (what == "scale bar" and _came_from_bar(answer, match.start(), subject)):
            continue
        message = f"This is about the {what}: the model sees the scan alone, and would learn to make one up."
        start, end = match.start(), match.start() + len(match[0].rstrip(" ("))
        appeal = what == "scale bar" and _NAMED.fullmatch(answer, start, end) and _APPEAL.search(answer[:start])
        findings.append(Finding("beside", message, "info" if appeal else "warning", None, start, end))
    stem = subject.row.path.stem
    at = answer.find(stem) if len(stem) >= 6 and any(sign.isdigit() or sign in "_-" for sign in stem) else -1
    if at >= 0 and not any(finding.start == at for finding in findings):
        findings.append(
            Finding("beside", "This names the file, which no picture shows.", "warning", None, at, at + len(stem))
        )
    return findings


def _came_from_bar(answer: str, at: int, subject: Subject) -> bool:
    size = subject.row.pixel_size
    said = _APPEAL.search(answer[:at])
    return size is not None and size.source is PixelSizeSource.SCALE_BAR and (said is not None or at == 0)
