"""Numbers in words: `twenty-five`, `two hundred and fifty`, `a dozen`, `half a`."""

from __future__ import annotations

import re

_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: number for number, word in enumerate(_BELOW_TWENTY.split())}
TENS = {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4, "fifth": 1 / 5}
VAGUE: dict[str, tuple[float, float]] = {
    "a couple of dozen": (18, 36),
    "half a dozen": (5, 7),
    "a dozen": (10, 15),
    "two dozen": (20, 28),
    "three dozen": (30, 42),
    "several dozen": (30, 100),
    "a few dozen": (24, 72),
    "dozens": (20, 150),
    "a couple": (2, 3),
    "a few hundred": (150, 700),
    "several hundred": (200, 1_000),
    "hundreds": (130, 2_000),
    "several thousand": (2_000, 10_000),
    "a few thousand": (1_500, 7_000),
    "thousands": (1_300, 20_000),
}
"""What people mean by words for rough amounts: from, to. Wide on purpose: only what is far off contradicts them."""

_PLAIN = "|".join((*TENS, *sorted(SMALL, key=len, reverse=True), *LARGE))
WORD_AMOUNT = rf"(?:(?:an?\s+(?={'|'.join(LARGE)}))?(?:{_PLAIN})(?:(?:\s+and\s+|[\s-]+)(?:{_PLAIN})\b)*)"
"""A pattern without groups; `value_of_words` reads what it matches."""
VAGUE_AMOUNT = "|".join(word.replace(" ", r"\s+") for word in VAGUE)
FRACTION_AMOUNT = (
    r"(?:(?:one|two|three|an?)[\s-]+)?(?:half|thirds?|quarters?|fifth)(?:\s+(?:of\s+)?an?(?=\s))?"
    r"|(?:one|two|three|four|five)\s+and\s+a\s+half"
)


def value_of_words(text: str) -> float | None:
    """The number that a run of number words says; None where they say none (`twenty hundred five two`)."""
    total, current, seen = 0.0, 0.0, False
    last = 10**9
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in ("a", "an", "and"):
            continue
        seen = True
        if word in LARGE:
            current = (current or 1) * LARGE[word]
            last = LARGE[word]
            if LARGE[word] >= 1_000:
                total, current, last = total + current, 0.0, 10**9
        elif word in TENS and last > 90:
            current += TENS[word]
            last = 10
        elif word in SMALL and last > 9:
            current += SMALL[word]
            last = 1
        else:
            return None
    return total + current if seen else None


def value_of_fraction(text: str) -> float:
    """`half`, `two thirds`, `one and a half`."""
    words = re.findall(r"[a-z]+", text.lower())
    if "and" in words:
        return SMALL[words[0]] + 0.5
    share = next(FRACTIONS[word] for word in words if word in FRACTIONS)
    return share * next((SMALL[word] for word in words if word in SMALL), 1)
