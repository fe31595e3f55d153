"""Edits of the search text by click: which terms stand in it, and the text with one more or less.

It is tolerant where `maemi.project.filtering` is strict: while one types, the text is unfinished.
"""

from __future__ import annotations

import re

MANY = frozenset({"has", "is"})
"""Keys whose terms do not exclude each other."""
_KEYED = re.compile(r"([A-Za-z]+)(?:>=|<=|[:<>=])(.*)", re.DOTALL)


def split(text: str) -> list[str]:
    """The terms of a search, in order; what stands in double quotes is one term with them, closed or not."""
    terms: list[str] = []
    term, quoted = "", False
    for letter in text:
        if letter == '"':
            quoted = not quoted
        if letter.isspace() and not quoted:
            if term:
                terms.append(term)
            term = ""
        else:
            term += letter
    return [*terms, term] if term else terms


def key_and_value(term: str) -> tuple[str, str] | None:
    """The key of a term and what it asks for, both in small letters; None for a word or the opposite of a term."""
    match = _KEYED.fullmatch(term)
    if match is None:
        return None
    value = match[2]
    if len(value) >= 2 and value.startswith('"') and value.endswith('"'):
        value = value[1:-1].replace('""', '"')
    return match[1].lower(), value.casefold()


def has(text: str, key: str, value: str) -> bool:
    """Whether the search asks for this very value of the key."""
    return (key, value.casefold()) in [key_and_value(term) for term in split(text)]


def toggled(text: str, key: str, value: str, term: str) -> str:
    """The search without what asks for this value, where it does; otherwise with `term` at the end.

    What asks for another value of the key gives way, since no micrograph is of two classes at once; what there is of a
    micrograph (`has:`) and what it is (`is:`) may stand many times.
    """
    asked = (key, value.casefold())
    terms = split(text)
    if has(text, key, value):
        return " ".join(each for each in terms if key_and_value(each) != asked)
    if key not in MANY:
        terms = [each for each in terms if (key_and_value(each) or ("", ""))[0] != key]
    return " ".join([*terms, term])


def last_word(text: str, cursor: int) -> tuple[int, str]:
    """Where the term under the cursor begins, and what of it is typed so far."""
    start = cursor
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start, text[start:cursor]
