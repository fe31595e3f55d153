"""The stages of making the embedded model, each of which leaves something that a resumed run finds."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoTokenizer, GenerationConfig, PreTrainedTokenizerBase

import maemi.model.register  # noqa: F401  # pyright: ignore[reportUnusedImport] - the Auto classes must know us
from maemi.errors import InputError
from maemi.model.image_processing import MaemiImageProcessor
from maemi.model.network import MaemiForConditionalGeneration
from maemi.model.processing import END_TOKEN, IMAGE_TOKEN, PAD_TOKEN, MaemiProcessor
from maemi.model.tokenizing import train_tokenizer
from maemi.model.vision import fold_norms
from maemi.progress import Progress
from maemi.train.embedded import checkpoints
from maemi.train.embedded.card import write_card
from maemi.train.embedded.conversations import draw_conversation
from maemi.train.embedded.recipe import COLUMNS, ROWS, VOCABULARY, Recipe, network_config
from maemi.train.embedded.rendering import Pictures, render
from maemi.train.embedded.scoring import score, table
from maemi.train.embedded.sight import SightHead
from maemi.train.embedded.training import Training

HELD_OUT_SEED = 1_000_000
"""Phantoms from this seed on are never trained on."""
_TOKENIZER_TEXTS = 6000


def make(args: argparse.Namespace, recipe: Recipe, progress: Progress, command: str) -> str:
    """All of it; returns the table of scores. The finished model lies in `args.out`, in bfloat16."""
    if args.threads:
        torch.set_num_threads(args.threads)
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    work: Path = args.work or args.out.with_name(args.out.name + "-work")
    pictures = render(work, recipe.images, recipe.seed * 100_000, progress)
    unseen = render(work, recipe.held_out, HELD_OUT_SEED, progress)
    kept = args.begin or work / f"tokenizer-{recipe.seed}-{recipe.images}"
    tokenizer = _tokenizer(kept, pictures, recipe)
    model = _network(recipe, tokenizer, args.begin)
    head = SightHead(model.config.vision.hidden_size, model.config.vision.stem_channels)
    resume = checkpoints.latest(work / "checkpoints") if args.resume else None
    if resume is not None:
        if resume["phase"] != "sight":
            fold_norms(model)
        if resume["recipe"] != recipe.to_json():
            raise InputError(
                f"The checkpoint in {work / 'checkpoints'} is of other settings; give the same, or leave --resume out."
            )
        model.load_state_dict(resume["model"])
        head.load_state_dict(resume["head"])
    training = Training(
        recipe, model, head, tokenizer, pictures, work / "checkpoints", progress, args.save_every,
        None if args.float32 else torch.bfloat16,
    )  # fmt: skip
    if args.begin is None and (resume is None or resume["phase"] == "sight"):
        training.see(resume)
        fold_norms(model)
    steps = training.answer(resume, args.hours)
    processor = MaemiProcessor(MaemiImageProcessor({"height": ROWS, "width": COLUMNS}), tokenizer)
    save(model, processor, args.out)
    # Scored as it ships: read back, in the precision of the file.
    shipped = MaemiForConditionalGeneration.from_pretrained(args.out, dtype=torch.float32)
    scores = score(shipped, processor, unseen, recipe.seed)
    write_card(args.out, recipe, steps, scores, command, args.begin, args.note)
    return table(scores)


def _network(recipe: Recipe, tokenizer: PreTrainedTokenizerBase, begin: Path | None) -> MaemiForConditionalGeneration:
    """A fresh network, or the finished one to begin with, in float32."""
    if begin is None:
        return MaemiForConditionalGeneration(network_config(recipe, *token_numbers(tokenizer)))
    return MaemiForConditionalGeneration.from_pretrained(begin, dtype=torch.float32)


def save(model: MaemiForConditionalGeneration, processor: MaemiProcessor, out: Path) -> None:
    """Configuration, weights in bfloat16, tokenizer and image processor, put in place at once."""
    beside = out.with_name(out.name + ".part")
    copy = MaemiForConditionalGeneration(model.config)
    copy.load_state_dict(model.state_dict())
    pad, end, _ = token_numbers(processor.tokenizer)
    copy.generation_config = GenerationConfig(pad_token_id=pad, eos_token_id=end, max_new_tokens=160, do_sample=False)
    copy.bfloat16().save_pretrained(beside)
    processor.save_pretrained(beside)
    checkpoints.put_in_place(beside, out)


def _tokenizer(folder: Path, pictures: Pictures, recipe: Recipe) -> PreTrainedTokenizerBase:
    if (folder / "tokenizer.json").exists():
        return AutoTokenizer.from_pretrained(folder)
    rng = np.random.default_rng([recipe.seed, 7])
    texts: list[str] = []
    for number in range(_TOKENIZER_TEXTS):
        conversation = draw_conversation(pictures.truths[number % len(pictures.truths)], rng)
        texts.append(conversation.system)
        texts += [text for turn in conversation.turns for text in (turn.question, turn.answer)]
    tokenizer = train_tokenizer(texts, VOCABULARY, 2048)
    tokenizer.save_pretrained(folder)
    return tokenizer


def token_numbers(tokenizer: PreTrainedTokenizerBase) -> tuple[int, int, int]:
    """Token numbers of padding, end and image."""
    numbers: Any = tokenizer.convert_tokens_to_ids([PAD_TOKEN, END_TOKEN, IMAGE_TOKEN])
    return numbers[0], numbers[1], numbers[2]
