"""A small byte-level BPE tokenizer, trained on the sentences that a small model shall speak."""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from maemi.model.processing import END_TOKEN, IMAGE_TOKEN, PAD_TOKEN, ROLE_TOKENS

SPECIAL_TOKENS = (PAD_TOKEN, END_TOKEN, IMAGE_TOKEN, *ROLE_TOKENS.values())

# Digits stand alone: a number is then spelled, and 137 is as easy to copy from the facts as 42.
_SPLIT = Regex(r"\d| ?[^\s\d\w]+| ?[^\W\d]+|\s+(?!\S)|\s+")


def train_tokenizer(sentences: Iterable[str], vocabulary: int, max_length: int) -> PreTrainedTokenizerFast:
    """A tokenizer with at most `vocabulary` tokens, every byte among them, so that no text is unknown to it.

    Deterministic: the same sentences in the same order give the same tokenizer.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(  # pyright: ignore[reportAttributeAccessIssue]
        [pre_tokenizers.Split(_SPLIT, "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()  # pyright: ignore[reportAttributeAccessIssue]
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(sentences, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD_TOKEN,
        eos_token=END_TOKEN,
        additional_special_tokens=[IMAGE_TOKEN, *ROLE_TOKENS.values()],
        padding_side="left",
        model_max_length=max_length,
        clean_up_tokenization_spaces=False,
    )
