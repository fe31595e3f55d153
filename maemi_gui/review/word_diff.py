"""What an edit took out of the teacher's words and put in, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from html import escape
from typing import Literal

from maemi_gui.widgets.tones import css, tone, wash

Kind = Literal["same", "out", "in"]
Part = tuple[Kind, str]
_TOKENS = re.compile(r"\s+|[^\W_]+(?:[.,][^\W_]+)*|.", re.DOTALL)
MOST = 4_000
"""Words on either side; beyond it the whole text counts as changed."""


def word_diff(before: str, after: str) -> list[Part]:
    """The parts in order; `same` and `out` make `before`, `same` and `in` make `after`. Numbers are one word: 84.5."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if max(len(old), len(new)) > MOST:
        return _kept([("out", before), ("in", after)]) if before != after else _kept([("same", before)])
    parts: list[Part] = []
    for verb, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            parts.append(("same", "".join(old[first:last])))
        else:
            parts.append(("out", "".join(old[first:last])))
            parts.append(("in", "".join(new[begin:end])))
    return _joined(_kept(parts))


def diff_html(before: str, after: str) -> str:
    """The same as rich text: what went is struck through, what came is underlined; neither by colour alone."""
    styles = {
        "same": "",
        "out": f"color: {tone('error').name()}; background: {css(wash('error', 40))}; text-decoration: line-through",
        "in": f"color: {tone('good').name()}; background: {css(wash('good', 45))}; text-decoration: underline",
    }
    made = [
        f'<span style="{styles[kind]}">{escape(text)}</span>' if styles[kind] else escape(text)
        for kind, text in word_diff(before, after)
    ]
    return "".join(made).replace("\n", "<br>")


def _kept(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part[1]]


def _joined(parts: list[Part]) -> list[Part]:
    """A space alone between two changes belongs to both: three words changed are one change, not five."""
    made: list[Part] = []
    for at, (kind, text) in enumerate(parts):
        between = kind == "same" and text.isspace() and 0 < at < len(parts) - 1
        if between and parts[at - 1][0] != "same" and parts[at + 1][0] != "same":
            made.append(("out", text))
            made.append(("in", text))
        else:
            made.append((kind, text))
    grouped: list[Part] = []
    out = new = ""
    end: Part = ("same", "")
    for kind, text in [*made, end]:
        if kind == "out":
            out += text
        elif kind == "in":
            new += text
        else:
            parts_here: list[Part] = [("out", out), ("in", new), ("same", text)]
            grouped += parts_here
            out = new = ""
    return _kept(grouped)
