"""Search questions and answers by their words, through an index, on either kind of database."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, TextClause, and_, or_, text

from maemi.project.project import Project
from maemi.project.searching import contains
from maemi.project.tables.pair import Pair

_PARTS = re.compile(r'"([^"]*)"?|(\S+)')
_WORDS = re.compile(r"[^\W_]+")
_TEXTS = (Pair.question, Pair.answer, Pair.edited_question, Pair.edited_answer)
_COLUMNS = " || ' ' || ".join(f"coalesce(pairs.{each.key}, '')" for each in _TEXTS)
_VECTOR = f"to_tsvector('simple', regexp_replace({_COLUMNS}, '[^[:alnum:]]+', ' ', 'g'))"
"""As the index `ix_pairs_words` has it: another spelling would not use it."""


def phrases(search: str) -> list[list[str]]:
    """The words of a search line, in runs that must follow each other: `grey_200 "mean diam"` → two runs of two.

    The last word of each run may be the beginning of a longer one. Signs that are no part of a word separate words.
    """
    runs = (_WORDS.findall(quoted or plain) for quoted, plain in _PARTS.findall(search))
    return [run for run in runs if run]


def has_words(project: Project, search: str) -> ColumnElement[bool] | TextClause:
    """Whether question and answer, the teacher's or the edited ones, hold all the words of a search line."""
    runs = phrases(search)
    if not runs:  # only signs: there is no word to look up
        return or_(*(contains(project, each, search) for each in _TEXTS))
    if project.dialect == "sqlite":
        # As a list of ids: joined, the planner may look every pair up in the index of words, one by one.
        listed = text("pairs.id IN (SELECT rowid FROM pair_words WHERE pair_words MATCH :asked)")
        return listed.bindparams(asked=_asked(runs))
    each = [
        text(f"{_VECTOR} @@ to_tsquery('simple', :run{at})").bindparams(**{f"run{at}": _query(run)})
        for at, run in enumerate(runs)
    ]
    return and_(*each)


def _asked(runs: list[list[str]]) -> str:
    """In quotation marks nothing is an operator of SQLite's index."""
    return " AND ".join(f'"{" ".join(run)}"*' for run in runs)


def _query(run: list[str]) -> str:
    """Words are letters and digits only, so that none of them is an operator."""
    return " <-> ".join(run) + ":*"
