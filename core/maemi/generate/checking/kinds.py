"""The kinds of findings: their names in the project, what each one means, and which can be switched off."""

from __future__ import annotations

from maemi.errors import InputError
from maemi.generate.checking.language import LANGUAGES
from maemi.project.project import Project
from maemi.project.settings import get_setting, set_setting

KINDS: dict[str, str] = {
    "number": "a number that contradicts the measurement or the file",
    "unit": "a number that cannot be: a wrong unit, more than 100 %, below zero",
    "composition": "elements or a composition without an analysis that shows them",
    "class_named": "the class in the question of a pair that tests for it",
    "refusal": "a refusal, or a model that speaks of itself",
    "beside": "the info bar, the scale bar's text or the file's name",
    "duplicate": "nearly the same as another pair",
    "vague": "an answer that would fit any micrograph",
    "language": "another language than the project's",
    "unchecked": "a number that cannot be checked (a note)",
    "measurement": "a doubt of the measurement itself (a note)",
}
"""In the order in which they are listed."""
OFF = "checks_off"
LANGUAGE = "language"


def kinds_off(project: Project) -> frozenset[str]:
    """The kinds that are switched off in a project."""
    return frozenset(get_setting(project, OFF, []))


def switch(project: Project, kind: str, on: bool) -> None:
    """Switch a kind of findings on or off; the next check of a pair heeds it. Raises InputError for an unknown kind."""
    if kind not in KINDS:
        raise InputError(f"There is no kind of finding '{kind}': choose {', '.join(KINDS)}.")
    off = set(kinds_off(project))
    (off.discard if on else off.add)(kind)
    set_setting(project, OFF, sorted(off))


def set_expected_language(project: Project, code: str) -> None:
    """Raises InputError for a code that no language of `LANGUAGES` has."""
    if code not in LANGUAGES:
        raise InputError(f"'{code}' is none of the languages that can be told apart: {', '.join(LANGUAGES)}.")
    set_setting(project, LANGUAGE, code)


def expected_language(project: Project) -> str:
    """ISO 639-1 code of the language that answers shall be in."""
    return str(get_setting(project, LANGUAGE, "en"))
