"""Search questions and answers by their words, through an index, on either kind of database."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, TextClause, and_, or_, text

from maemi.project.project import Project
from maemi.project.searching import contains
from maemi.project.tables.pair import Pair

_PARTS = re.compile(r'"([^"]*)"?|(\S+)')
_WORDS = re.compile(r"[^\W_]+")
_MARKS = ".,;:!?()'\""
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


def literals(search: str) -> list[str]:
    """What must stand in a text as it is written: words that signs hold together or follow, as `84.5` and `40%` do.

    Marks at either end that only belong to a sentence count for nothing, as the words in quotation marks do not.
    """
    written = (plain.strip(_MARKS) for _, plain in _PARTS.findall(search))
    return [each for each in written if _WORDS.search(each) and not _WORDS.fullmatch(each)]


def has_words(project: Project, search: str) -> ColumnElement[bool] | TextClause:
    """Whether question and answer, the teacher's or the edited ones, hold all the words of a search line."""
    runs = phrases(search)
    if not runs:  # only signs: there is no word to look up
        return _holds(project, search)
    exactly = [_holds(project, each) for each in literals(search)]
    if project.dialect == "sqlite":
        # As a list of ids: joined, the planner may look every pair up in the index of words, one by one.
        listed = text("pairs.id IN (SELECT rowid FROM pair_words WHERE pair_words MATCH :asked)")
        return and_(listed.bindparams(asked=_asked(runs)), *exactly)
    each = [
        text(f"{_VECTOR} @@ to_tsquery('simple', :run{at})").bindparams(**{f"run{at}": _query(run)})
        for at, run in enumerate(runs)
    ]
    return and_(*each, *exactly)


def _holds(project: Project, written: str) -> ColumnElement[bool]:
    return or_(*(contains(project, each, written) for each in _TEXTS))


def _asked(runs: list[list[str]]) -> str:
    """In quotation marks nothing is an operator of SQLite's index."""
    return " AND ".join(f'"{" ".join(run)}"*' for run in runs)


def _query(run: list[str]) -> str:
    """Words are letters and digits only, so that none of them is an operator."""
    return " <-> ".join(run) + ":*"
