"""An answer in another language than the project's.

Everyday words settle it for almost every text; only where the project's language has too few of them is the language
identified, with py3langid (BSD; its model is in the package), whose loading takes two seconds.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from maemi.project.rows import Finding

LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish", "cs": "Czech", "sv": "Swedish", "da": "Danish", "fi": "Finnish", "tr": "Turkish", "ru": "Russian",
    "uk": "Ukrainian", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ar": "Arabic", "hi": "Hindi",
}  # fmt: skip
_WORDS_OF = {
    "en": "the a an of and is are in to with it this that they there at on by for was be as no not from can "
    "about each other has have or",
    "de": "der die das ein eine und ist sind in zu mit es von auf im den dem nicht werden wird etwa sich an bei "
    "als auch oder von dem durch über aus wie sehr diese dieser zeigt",
    "fr": "le la les un une des et est sont de du dans avec il elle sur à au aux en ne pas par pour que qui "
    "environ ou on l d ces cette très plus sont voit ce son ses",
    "es": "el la los las un una unos y es son de del en con se que por para no al como más aproximadamente o su "
    "sus está este esta muy sobre un",
    "it": "il lo la gli le un una e è sono di del della in con si che per non al come circa o i l su uno dei "
    "delle nel nella più ha da gli ad questo questa",
    "pt": "o a os as um uma e é são de do da em com se que por para não ao como cerca ou no na dos das mais "
    "muito esta este",
    "nl": "de het een en is zijn van in op met dat die te niet er ongeveer of aan bij ook",
}
_EVERYDAY = {language: frozenset(words.split()) for language, words in _WORDS_OF.items()}
_ENOUGH = 0.12
"""Share of everyday words from which a text of three words or more is in a language."""
_LEAST_LETTERS = 12
_SURE = 0.95
_THIRD = 0.33
_LEAST_WORDS = 4
_ONE_AT_A_TIME = threading.Lock()


def language_findings(answer: str, expected: str) -> list[Finding]:
    """A finding over the whole answer where it is surely in another language; short ones are left alone."""
    words = re.findall(r"[^\W\d_]+", answer.lower())
    letters = sum(len(word) for word in words)
    if letters < _LEAST_LETTERS and answer.isascii():
        return []
    if letters < 4 or _has_everyday(words, expected):
        return []
    other = _by_everyday(words, expected) or _identified(answer, expected, words)
    if other is None:
        return []
    message = f"This is {LANGUAGES[other]}, not {LANGUAGES.get(expected, expected)}."
    return [Finding("language", message, "error", None, 0, len(answer))]


def _has_everyday(words: list[str], language: str) -> bool:
    known = _EVERYDAY.get(language, frozenset[str]())
    mine = sum(word in known for word in words)
    theirs = max(
        (sum(word in other for word in words) for name, other in _EVERYDAY.items() if name != language), default=0
    )
    return bool(known) and mine >= max(1, _ENOUGH * len(words)) and mine >= theirs


def _by_everyday(words: list[str], expected: str) -> str | None:
    """A language whose everyday words are a third of a text that has none of the expected one's."""
    if any(word in _EVERYDAY.get(expected, frozenset[str]()) for word in words):
        return None
    shares = {name: sum(word in known for word in words) / len(words) for name, known in _EVERYDAY.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if best != expected and shares[best] >= _THIRD and len(words) >= _LEAST_WORDS else None


def _identified(text: str, expected: str, words: list[str]) -> str | None:
    """Another language, where it is nearly certain; None where the text may be in the expected one."""
    with _ONE_AT_A_TIME:
        language, probability = _identifier().classify(text)
    if language == expected or language not in LANGUAGES or probability < _SURE:
        return None
    if language in _EVERYDAY and not any(word in _EVERYDAY[language] for word in words):
        return None  # names and technical words look Latin in any language
    return str(language)


@cache
def _identifier() -> Any:
    langid = import_module("py3langid.langid")
    place = Path(str(langid.__file__)).with_name("data") / "model.npz.xz"
    model = langid.LanguageIdentifier.from_modelpath(place, norm_probs=True)
    model.set_languages(list(LANGUAGES))
    return model
