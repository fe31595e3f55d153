"""Whether a number that counts things claims how many there are in all."""

from __future__ import annotations

import re

from maemi.generate.checking.clauses import sentence_at
from maemi.generate.checking.reading.number import Number

_TOTAL = re.compile(
    r"\bin (?:number|total)\b|\bholds?\b|\b(?:image|picture|micrograph|sample|field) has\b|\bin (?:view|sight|"
    r"frame)\b|\bthere (?:are|is|were|appear|seem)|\btotal|"
    r"\bin all\b|\bcount(?:s|ed|ing)?\b|\bnumber of\b|\bvisible\b|\bcan be seen\b|"
    r"\bshow(?:s|ing|n)?\b|\bcontain(?:s|ing)?\b|\bsee\b|\bseen\b|\bidentif|\bdetect|\bobserv|\bconsist|"
    r"\bcompris|\bdepict|"
    r"\bpresent\b|\bonly\b|\bexactly\b|\bfeatur(?:es|ing)\b|\breveal|\bdisplay|\bfind\b|\bfound\b|\bdistinguish|"
    r"\bresolved\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\bof (?:them|these|those|which|the)\b|\bcut by\b|\bborder\b|\bedge of the (?:image|frame)|\bin(?:side)? "
    r"(?:a|one|the|each|every)"
    r" (?:\w+ )?(?:corner|cluster|group|foreground|background|inset|row|column|cent(?:re|er)|middle|aggregate|chain)|"
    r"\b(?:upper|lower|top|bottom|left|right)\b|\b(?:cluster|group|pair|chain|row|column|set|bundle|stack|array|"
    r"line)s? of\b|"
    r"\bper\b|\beach\b|\bneighbou?rs\b|\bother\b|\badjacent\b|\bout of focus\b|\btouch|\bkinds?\b|\btypes?\b|"
    r"\bsurround|\blargest\b|"
    r"\bsmallest\b|\bbrightest\b|\bbetween\b\s+(?:two|the)|\bmeasured\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\bhow many\b|\bcount\b|\bnumber of\b|\bquantity of\b", re.IGNORECASE)
_CUT = re.compile(
    r"\bcut\b[^.]{0,20}\b(?:border|edge|frame)|\bborder (?:cuts|crosses)|\btruncated|\bpartly outside", re.IGNORECASE
)
_LARGE = 8
"""So many things are hardly named unless they are all of them."""


def count_claimed(number: Number, question: str, text: str) -> str | None:
    """`count`, `cut_by_border`, or None where the number is of some of the things only."""
    start, end = sentence_at(text, number.start)
    sentence = text[start:end]
    asked = _ASKED.search(question) is not None
    behind = text[number.end : min(end, number.end + 90)].split(";")[0]
    if _CUT.search(behind):
        return "cut_by_border"
    ahead = re.split(
        r"[,;:]|\b(?:whose|which|that|with|and|of (?:about )?\d)\b", text[number.end : min(end, number.end + 60)]
    )[0]
    back = re.split(r"[,;:]|\band\b", text[max(start, number.start - 30) : number.start])[-1]
    around = back + number.text + ahead
    if _PART.search(around):
        return None
    if asked or _TOTAL.search(sentence):
        return (
            "count" if number.text.lower() != "one" or asked or re.search(r"\bthere is\b|\bonly\b", sentence) else None
        )
    return "count" if number.value >= _LARGE else None


def count_asked(question: str) -> bool:
    """Whether the question asks how many."""
    return _ASKED.search(question) is not None
