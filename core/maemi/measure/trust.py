"""How far a measurement can be trusted, in a word and with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from maemi.measure.finding import TRUSTED
from maemi.measure.result import Measurement

Word = Literal["trustworthy", "doubtful", "not given"]
SURE = 0.6
"""Confidence from which a person need not look at each outline; between it and `finding.TRUSTED` they should."""


@dataclass(frozen=True, slots=True)
class Trust:
    word: Word
    reason: str
    """One sentence."""


def trust_of(measurement: Measurement) -> Trust:
    """From the confidence of the segmentation."""
    confidence, found = measurement.confidence, measurement.kind
    if measurement.corrected and confidence >= SURE:
        return Trust("trustworthy", "The outlines were corrected by hand.")
    if confidence >= SURE:
        return Trust("trustworthy", "What was found stands out clearly and looks as its kind does.")
    if confidence >= TRUSTED:
        return Trust("doubtful", f"Not all looks like {found}: compare what is outlined with the picture.")
    return Trust("not given", f"The picture could not be read reliably as {found}, and a guess is no measurement.")
