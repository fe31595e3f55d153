"""From the search line to its terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from maemi.errors import InputError
from maemi.project.filtering.keys import KEYS, Key, find_key
from maemi.project.text import storable

MAX_CHARACTERS = 2_000
MAX_VALUES = 100
"""Databases limit how deep an expression may be."""

_VALUE = r'(?:"(?:[^"]|"")*"|[^\s",]+)'
_TERM = re.compile(
    rf"""
    (?P<minus>-?)
    (?:
        (?P<key>[A-Za-z]+) (?P<operator>>=|<=|[:<>=]) (?P<values>{_VALUE}(?:,{_VALUE})*)
      | (?P<phrase>"(?:[^"]|"")*")
      | (?P<word>[^\s"]+)
    )
    (?=\s|$)
    """,
    re.VERBOSE,
)
_EACH_VALUE = re.compile(_VALUE)
_OPERATOR = re.compile(r"^-?([^\s\"]*?)(>=|<=|[:<>=])")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked; all terms of a search must hold."""

    text: str
    """As it was written, for the sentence that says what is wrong with it."""
    key: Key | None
    """None for a word that may be anywhere."""
    operator: str
    """`:`, `=`, `<`, `<=`, `>` or `>=`."""
    values: tuple[str, ...]
    """One of them must hold."""
    negated: bool


def parse(search: str) -> tuple[Term, ...]:
    """The terms of a search line.

    Words and "phrases" are looked for anywhere; `key:value` asks for one thing, `key:a,b` for either, `-` before a term
    for its opposite, and numbers and dates can be compared (`mag>10k`). `""` within quotes is a quote.
    Raises InputError with the term that is wrong.
    """
    text = storable(search).strip()
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"A search may have {MAX_CHARACTERS} characters, and this one has {len(text)}: shorten it.")
    terms: list[Term] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        match = _TERM.match(text, place)
        if match is None:
            raise _unclear(text[place:])
        terms.append(_term(match))
        place = match.end()
    if sum(len(term.values) for term in terms) > MAX_VALUES:
        raise InputError(f"A search may ask for {MAX_VALUES} things at most: leave some out.")
    return tuple(terms)


def write_term(key: str, value: str) -> str:
    """The term that asks for exactly this value, quoted as needed: what a click on a count adds to the search line."""
    found = find_key(key)
    operator = ":" if found is not None and found.kind == "choice" else "="
    plain = re.fullmatch(r'[^\s",]+', value)
    return f"{key}{operator}{value if plain else _quoted(value)}"


def _quoted(value: str) -> str:
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def _term(match: re.Match[str]) -> Term:
    text, negated = match.group(), match["minus"] == "-"
    if match["key"] is not None:
        key = find_key(match["key"])
        if key is None:
            raise _no_key(match["key"], text)
        values = tuple(_unquoted(value) for value in _EACH_VALUE.findall(match["values"]))
        return Term(text, key, match["operator"], values, negated)
    if match["phrase"] is not None:
        return Term(text, None, ":", (_unquoted(match["phrase"]),), negated)
    if _OPERATOR.match(match["word"]):
        raise _unclear(text)
    if match["word"] == "-":
        raise InputError("'-' in the search has nothing behind it: write what must not hold, as in -class:particles.")
    return Term(text, None, ":", (match["word"],), negated)


def _unquoted(value: str) -> str:
    return value[1:-1].replace('""', '"') if value.startswith('"') else value


def _unclear(rest: str) -> InputError:
    """Say what is wrong with a term that fits no rule."""
    shown = rest.split(maxsplit=1)[0][:60]
    operator = _OPERATOR.match(rest)
    if operator is None or shown.count('"') % 2:
        return InputError(f"'{shown}' in the search has a quote without its other half: write \"…\" around a phrase.")
    name, sign = operator.groups()
    if not name:
        return InputError(
            f"'{shown}' in the search has no key before '{sign}': write them together, as in mag>10k, or quote it."
        )
    key = find_key(name)
    if key is None:
        return _no_key(name, shown)
    return InputError(f"'{shown}' in the search is not complete: write {key.example}, for instance.")


def _no_key(name: str, text: str) -> InputError:
    near = get_close_matches(name.lower(), [key.name for key in KEYS], n=1)
    advice = f"did you mean {near[0]}" if near else "'maemi list --help' names those that there are"
    return InputError(f"'{name}' in '{text[:60]}' is no key of the search: {advice}, or quote the text.")
