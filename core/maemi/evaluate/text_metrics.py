"""BLEU and ROUGE with signatures, so that somebody else computes the same number. No torch.

All values lie between 0 and 1, as in the paper (arXiv 2408.13248): sacrebleu's BLEU divided by 100. BLEU counts words
(sacrebleu's `13a` tokens) over the whole corpus (Papineni et al. 2002); ROUGE is the mean of each answer's F-measure
(Lin 2004).
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

BLEU_ORDERS = (2, 4)
ROUGE_KINDS = {"ROUGE-1": "rouge1", "ROUGE-2": "rouge2", "ROUGE-L": "rougeL"}
METRICS = (*(f"BLEU-{order}" for order in BLEU_ORDERS), *ROUGE_KINDS)

Scores = dict[str, tuple[float, str]]


def scores(references: Sequence[str], hypotheses: Sequence[str]) -> Scores:
    """{"BLEU-2": (value, signature), …} of one hypothesis for each reference.

    An empty hypothesis counts and scores nothing. ValueError where the lengths differ or there is nothing to score.
    """
    if len(references) != len(hypotheses) or not references:
        raise ValueError(f"{len(references)} references and {len(hypotheses)} hypotheses cannot be scored")
    return _bleu(references, hypotheses) | _rouge(references, hypotheses)


def _bleu(references: Sequence[str], hypotheses: Sequence[str]) -> Scores:
    from sacrebleu.metrics.bleu import BLEU

    found: Scores = {}
    for order in BLEU_ORDERS:
        metric = BLEU(max_ngram_order=order)
        score = metric.corpus_score(list(hypotheses), [list(references)])
        # sacrebleu's signature leaves the order out; without it BLEU-2 and BLEU-4 could not be told apart.
        found[f"BLEU-{order}"] = score.score / 100, f"{metric.get_signature()}|order:{order}"
    return found


def _rouge(references: Sequence[str], hypotheses: Sequence[str]) -> Scores:
    from rouge_score.rouge_scorer import RougeScorer  # pyright: ignore[reportMissingTypeStubs]

    scorer = RougeScorer(list(ROUGE_KINDS.values()), use_stemmer=False)
    each = [scorer.score(reference, text) for reference, text in zip(references, hypotheses, strict=True)]
    signature = f"rouge-score:{version('rouge-score')}|stem:no|tok:default|measure:f|mean:answers"
    return {
        name: (float(sum(row[kind].fmeasure for row in each)) / len(each), f"{signature}|kind:{kind}")
        for name, kind in ROUGE_KINDS.items()
    }
