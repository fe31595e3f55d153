"""Pairs are true, fluent in form, varied, and speak of numbers only where facts were handed."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from functools import cache
from typing import Any

import numpy as np
import pytest

from maemi import resources
from maemi.phantom.classes import CLASSES, DISPLAY_NAMES
from maemi.phantom.drawing import draw
from maemi.phantom.sentences import PhantomPair, pairs_of
from maemi.phantom.wording.questions import QUESTIONS

HEADINGS = {
    "basics",
    "morphology and structure",
    "size and distribution",
    "surface characteristics",
    "composition and elements",
    "interactions and boundaries",
    "external environment",
    "imaging technique",
    "functional features",
    "context and application",
    "caption",
    "classification",
}


@cache
def _drawn() -> list[tuple[dict[str, Any], list[PhantomPair]]]:
    some = [draw(name, seed, 36, 48).facts for name in CLASSES for seed in range(25)]
    return [(facts, pairs_of(facts, np.random.default_rng(number))) for number, facts in enumerate(some)]


def test_every_heading_and_every_kind_occurs() -> None:
    pairs = [pair for _, some in _drawn() for pair in some]
    assert {pair.heading for pair in pairs} == HEADINGS
    assert {pair.kind for pair in pairs} == set(QUESTIONS)


def test_something_is_always_seen() -> None:
    for facts, _ in _drawn():
        assert facts["count"] is None or facts["count"] >= 1, facts


def test_well_formed() -> None:
    for _, pairs in _drawn():
        for pair in pairs:
            assert pair.question[-1] in "?.", pair
            for text in (pair.question, pair.answer):
                assert text[0].isupper() or text[0].isdigit(), pair
                assert "{" not in text and "None" not in text and "  " not in text, pair
                assert not re.search(r"\b(a|A) [aeiou]|\b(an|An) [^aeiouAEIOUSM\W]", text), pair
            assert pair.answer.endswith("."), pair


def test_no_numbers_without_facts() -> None:
    for _, pairs in _drawn():
        for pair in pairs:
            assert bool(re.search(r"\d", pair.answer)) == pair.needs_facts or pair.kind == "detector", pair


def test_numbers_are_the_facts() -> None:
    seen = 0
    for facts, pairs in _drawn():
        handed = {pair.kind: pair.answer for pair in pairs if pair.needs_facts}
        if "count" in handed:
            assert re.search(rf"\b{facts['count']}\b", handed["count"])
            seen += 1
        if "coverage" in handed:
            said = float(re.findall(r"([\d.]+) %", handed["coverage"])[0])
            assert said == pytest.approx(100 * facts["coverage"], abs=0.51)
            assert said > 0
        if "voltage" in handed:
            assert f"{facts['accelerating_voltage_v'] / 1000:g} kV" in handed["voltage"]
        assert ("pitch" in handed) == bool(facts["pitch_m"])
    assert seen > 100


def test_the_class_is_named_right() -> None:
    for facts, pairs in _drawn():
        answer = next(pair.answer for pair in pairs if pair.kind == "class")
        assert DISPLAY_NAMES[facts["class"]].lower() in answer.lower()


def test_words_follow_the_truth() -> None:
    told: dict[str, set[bool]] = defaultdict(set)
    for facts, pairs in _drawn():
        answers = {pair.kind: pair.answer for pair in pairs if not pair.needs_facts}
        for word, truth in (("nois", facts["noisy"]), ("streaks", facts["charging"])):
            if not answers["quality"].startswith(("The image is clear", "The image is sharp", "The quality is good")):
                assert (word in answers["quality"]) or not truth
                told[word].add(bool(truth))
        if facts["blurred"]:
            assert re.search("soft|blurred", answers["boundaries"])
        if facts.get("aligned") is False and (facts["count"] or 0) > 1:
            assert re.search("no |not |different", answers["orientation"])
        if facts["class"] == "particles" and facts["count"] > 1:
            touch = re.search(r"Yes|in contact|Many particles", answers["contact"]) is not None
            assert touch == facts["touching"]
        if facts["count"] == 1:
            assert not re.search(r"\b(fibres|beams|layers|pinholes|shells|particles)\b", answers["content"]), answers
    assert told["nois"] == {True, False}


def test_deterministic_and_varied() -> None:
    facts = draw("particles", 1, 48, 64).facts
    assert pairs_of(facts, np.random.default_rng(3)) == pairs_of(facts, np.random.default_rng(3))
    questions: dict[str, set[str]] = defaultdict(set)
    answers: dict[str, set[str]] = defaultdict(set)
    for seed in range(120):
        for pair in pairs_of(facts, np.random.default_rng(seed)):
            questions[pair.kind].add(pair.question)
            answers[pair.kind].add(pair.answer)
    assert min(len(some) for some in questions.values()) >= 8
    assert min(len(some) for some in answers.values()) >= 3


def test_a_small_model_can_learn_the_words() -> None:
    words = Counter(
        word
        for _, pairs in _drawn()
        for pair in pairs
        for word in re.findall(r"[a-zé]+", f"{pair.question} {pair.answer}".lower())
    )
    assert 300 < len(words) < 1000


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_has_a_caption_and_honest_gaps(name: str) -> None:
    pairs = pairs_of(draw(name, 9, 48, 64).facts, np.random.default_rng(0))
    kinds = {pair.kind: pair.answer for pair in pairs if not pair.needs_facts}
    assert kinds["caption"].count(".") >= 2
    assert re.search("cannot|not |needs", kinds["composition"])
    assert re.search("cannot|not |no ", kinds["application"])


def test_the_projects_own_questions_are_asked_in_their_words() -> None:
    listed = json.loads(resources.path("prompts", "questions.json").read_text("utf-8"))
    asked = {wording for _, wordings in QUESTIONS.values() for wording in wordings}
    entries = [listed["caption"], listed["classification"], *(q for h in listed["headings"] for q in h["questions"])]
    for entry in entries:
        assert entry["id"] in QUESTIONS
        assert set(entry["wordings"]) <= asked, entry["id"]
