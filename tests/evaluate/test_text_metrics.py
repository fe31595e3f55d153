"""BLEU and ROUGE against values worked out by hand, with signatures that tell them apart."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.evaluate.text_metrics import METRICS, scores

REFERENCE = "the particles are round and small"
HYPOTHESIS = "the particles are long and small"


def test_bleu_by_hand() -> None:
    found = scores([REFERENCE], [HYPOTHESIS])
    # Words: 5 of 6 right; pairs of words: 3 of 5; threes: 1 of 4; fours: none of 3, smoothed (exp) to 1/2 of one.
    assert found["BLEU-2"][0] == pytest.approx(math.sqrt(5 / 6 * 3 / 5))
    assert found["BLEU-4"][0] == pytest.approx((5 / 6 * 3 / 5 * 1 / 4 * (1 / 2) / 3) ** 0.25)


def test_bleu_is_of_the_corpus_and_not_the_mean_of_sentences() -> None:
    found = scores(["a b c d", "e f"], ["a b c d", "x y"])
    # 4 of 6 words and 3 of 4 pairs of words over both together.
    assert found["BLEU-2"][0] == pytest.approx(math.sqrt(4 / 6 * 3 / 4))


def test_a_short_answer_pays_the_brevity_penalty() -> None:
    found = scores(["a b c d"], ["a b"])
    assert found["BLEU-2"][0] == pytest.approx(math.exp(1 - 4 / 2))


def test_rouge_by_hand() -> None:
    found = scores([REFERENCE], [HYPOTHESIS])
    assert found["ROUGE-1"][0] == pytest.approx(5 / 6)
    assert found["ROUGE-2"][0] == pytest.approx(3 / 5)
    assert found["ROUGE-L"][0] == pytest.approx(5 / 6)


def test_rouge_is_the_mean_over_answers() -> None:
    found = scores(["a b", "c d"], ["a b", "x y"])
    assert found["ROUGE-1"][0] == pytest.approx(0.5)


def test_every_metric_has_a_signature_of_its_own_with_a_version() -> None:
    found = scores(["a b c d"], ["a b c d"])
    assert tuple(found) == METRICS
    signatures = [signature for _, signature in found.values()]
    assert len(set(signatures)) == len(METRICS)
    assert all("version:" in text or "rouge-score:" in text for text in signatures)
    assert all("tok:" in text for text in signatures)


def test_an_empty_answer_scores_nothing() -> None:
    assert {value for value, _ in scores(["a b c d"], [""]).values()} == {0.0}


@pytest.mark.parametrize(("references", "hypotheses"), [([], []), (["a"], []), (["a"], ["a", "b"])])
def test_nothing_to_score_is_an_error(references: list[str], hypotheses: list[str]) -> None:
    with pytest.raises(ValueError, match="cannot be scored"):
        scores(references, hypotheses)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), min_size=1, max_size=4))
def test_values_stay_between_zero_and_one(rows: list[tuple[str, str]]) -> None:
    found = scores([reference for reference, _ in rows], [text for _, text in rows])
    assert all(0.0 <= value <= 1.0 + 1e-9 for value, _ in found.values())
