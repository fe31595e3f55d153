"""Pairs that say nearly the same: within a micrograph, and of so many micrographs that it fits any of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from maemi.generate.checking.minhash import near_duplicates, shingles, similarity
from maemi.project.rows import Finding

ALIKE = 0.8
"""Similarity of answers that are nearly the same."""
SAME_QUESTION = 0.6
LEAST_WORDS = 8
"""Shorter answers (`Yes.`, `They lie apart.`) are the same for good reasons."""
FITS_ANY = 0.01
"""Share of the micrographs of which the same is said, from which on it fits any micrograph; at least `FEWEST`."""
FEWEST = 5
LISTED = 5
"""Ids of other pairs that a finding names."""


@dataclass(frozen=True, slots=True)
class Text:
    """One pair, as far as it may be like others."""

    pair_id: int
    micrograph_id: int
    teacher: str
    question: str
    answer: str


def alike_findings(texts: Iterable[Text]) -> dict[int, tuple[Finding, ...]]:
    """Findings by pair. The first of those that say the same of a micrograph has none: it is the one to keep.

    The measured teacher is left out across micrographs: it has few sentences, each about its own micrograph.
    """
    listed = list(texts)
    same: dict[str, list[Text]] = defaultdict(list)
    for text in listed:
        same[" ".join(text.answer.lower().split())].append(text)
    keys = list(same)
    sets = [shingles(key) for key in keys]
    groups = [[at] for at in range(len(keys))]
    joined = near_duplicates(sets, ALIKE)
    together = {at for members in joined for at in members}
    groups = [members for members in groups if members[0] not in together] + joined
    micrographs = len({text.micrograph_id for text in listed})
    found: dict[int, tuple[Finding, ...]] = {}
    for members in groups:
        group = [text for at in members for text in same[keys[at]]]
        if len(group) < 2:
            continue
        for pair_id, finding in (*_within(group), *_across(group, micrographs)):
            found[pair_id] = (*found.get(pair_id, ()), finding)
    return found


def _within(group: list[Text]) -> list[tuple[int, Finding]]:
    """Pairs that repeat an earlier one of the same micrograph: the same question, or a long answer to another."""
    by_micrograph: dict[int, list[Text]] = defaultdict(list)
    for text in sorted(group, key=lambda one: one.pair_id):
        by_micrograph[text.micrograph_id].append(text)
    found: list[tuple[int, Finding]] = []
    for texts in by_micrograph.values():
        for at, text in enumerate(texts[1:], start=1):
            asked = shingles(text.question)
            first = next(
                (one for one in texts[:at] if similarity(shingles(one.question), asked) >= SAME_QUESTION), None
            )
            if first is not None and first.teacher == text.teacher:
                message = f"Nearly the same question and answer as pair {first.pair_id} of this micrograph."
                found.append((text.pair_id, _finding(message, text, [first.pair_id], "warning")))
            elif first is not None or len(text.answer.split()) >= LEAST_WORDS:
                other = first or texts[0]
                message = f"Nearly the same answer as pair {other.pair_id} of this micrograph."
                found.append((text.pair_id, _finding(message, text, [other.pair_id], "info")))
    return found


def _across(group: list[Text], micrographs: int) -> list[tuple[int, Finding]]:
    """Answers without a number that a model gave for several micrographs: many, and it fits any of them."""
    written = [text for text in group if text.teacher != "measured" and len(text.answer.split()) >= LEAST_WORDS]
    written = [text for text in written if not any(sign.isdigit() for sign in text.answer)]
    others = len({text.micrograph_id for text in written}) - 1
    if others < 1:
        return []
    fits_any = others + 1 >= max(FEWEST, FITS_ANY * micrographs)
    found: list[tuple[int, Finding]] = []
    for text in written:
        pairs = [one.pair_id for one in written if one.micrograph_id != text.micrograph_id][:LISTED]
        if fits_any:
            message = f"This would fit any micrograph: nearly the same is said of {others:,} others."
            finding = Finding("vague", message, "warning", None, 0, len(text.answer), pairs=tuple(pairs))
        else:
            many = "another micrograph" if others == 1 else f"{others} other micrographs"
            finding = _finding(f"Nearly the same is said of {many} (pair {pairs[0]}).", text, pairs, "info")
        found.append((text.pair_id, finding))
    return found


def _finding(message: str, text: Text, pairs: list[int], severity: str) -> Finding:
    return Finding(
        "duplicate",
        message,
        "warning" if severity == "warning" else "info",
        None,
        0,
        len(text.answer),
        pairs=tuple(pairs),
    )
