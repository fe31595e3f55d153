"""Numbers in digits: `1,250`, `0,35`, `3.5 × 10²`, `2e-7`, `1/2`, `½`, `10k`."""

from __future__ import annotations

import re

SPACES = "\u2009\u202f\u00a0 '’"
"""What may stand between groups of three digits besides a comma."""
_MINUS = "-−–"
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
UNICODE_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}

_THOUSANDS = rf"\d{{1,3}}(?:[,{SPACES}]\d{{3}})+(?!\d)(?:\.\d+)?"
_CONTINENTAL = r"\d{1,3}(?:\.\d{3})+,\d+"
_DECIMAL = r"\d+\.\d+|\.\d+|\d+,\d{1,2}(?!\d)|0,\d+|\d+"
POWER = (
    rf"\s*(?:[×x·*]|\\times)\s*10(?:\s*(?:\^|\*\*)\s*\{{?\s*[{_MINUS}+]?\d{{1,2}}\}}?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|"
    rf"[{_MINUS}]\d{{1,2}})"
)
DIGIT_AMOUNT = (
    rf"\d+\s?[{''.join(UNICODE_FRACTIONS)}]|[{''.join(UNICODE_FRACTIONS)}]"
    r"|\d{1,2}\s+\d\s*/\s*\d{1,2}(?![\d/])|(?<![\d/])\d{1,2}\s*/\s*\d{1,2}(?![\d/])"
    rf"|10(?:\^\s*\{{?\s*[{_MINUS}+]?\d{{1,2}}\}}?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    rf"|(?:{_CONTINENTAL}|{_THOUSANDS}|{_DECIMAL})(?:{POWER}|[eE][{_MINUS}+]?\d{{1,3}}(?!\d))?"
)
"""A pattern without groups; `value_of_digits` reads what it matches."""


def value_of_digits(text: str) -> float | None:
    """The number that digits say, None where they say none (other signs, a division by zero, a huge exponent)."""
    if not re.fullmatch(DIGIT_AMOUNT, text):
        return None
    raised = any(sign in _RAISED for sign in text)
    text = "".join(_RAISED.get(sign, sign) for sign in text)
    for sign in _MINUS[1:]:
        text = text.replace(sign, "-")
    for sign, value in UNICODE_FRACTIONS.items():
        if sign in text:
            whole = text.replace(sign, "").strip()
            return (float(whole) if whole else 0.0) + value
    if "/" in text:
        parts = re.findall(r"\d+", text)
        if float(parts[-1]) == 0:
            return None
        return (float(parts[0]) if len(parts) == 3 else 0.0) + float(parts[-2]) / float(parts[-1])
    powered = re.fullmatch(r"(.+?)(?:\s*(?:[×x·*]|\\times)\s*10|(?<=\d)[eE])[\s^*{]*([-+]?\d{1,3})\}?", text)
    bare = re.fullmatch(r"10[\s^*{]*([-+]?\d{1,2})\}?", text) if raised or "^" in text else None
    if bare is not None and powered is None:
        return 10.0 ** int(bare[1])
    if powered is not None:
        mantissa = plain_value(powered[1])
        return None if mantissa is None or abs(int(powered[2])) > 30 else mantissa * 10.0 ** int(powered[2])
    return plain_value(text)


def plain_value(text: str) -> float | None:
    """Digits with separators: a comma or space before groups of three splits thousands, else a comma is decimal."""
    text = text.strip()
    if re.fullmatch(_CONTINENTAL, text):
        return float(text.replace(".", "").replace(",", "."))
    if re.fullmatch(_THOUSANDS, text) and not text.startswith("0"):
        return float(re.sub(rf"[,{SPACES}]", "", text))
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def step_of_last_digit(text: str) -> float:
    """What one step of the last written digit is worth, as a share of the number: `0.35` → 0.01 / 0.35.

    Zeros at the end of a whole number count as written for their place: `300` may be rounded to hundreds, and its step
    is 100.
    """
    mantissa = re.split(r"\s*(?:[×x·*]|\\times)\s*10|(?<=\d)[eE]", text)[0]
    value = plain_value(mantissa)
    if not value:
        return 0.0
    shown = re.sub(rf"[{SPACES}]", "", mantissa)
    if re.fullmatch(_THOUSANDS, mantissa):
        shown = shown.replace(",", "")
    decimals = re.search(r"[.,](\d+)$", shown)
    if decimals:
        return 10.0 ** -len(decimals[1]) / value
    zeros = len(shown) - len(shown.rstrip("0"))
    return 10.0**zeros / value
