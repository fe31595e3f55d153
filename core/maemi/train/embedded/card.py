"""The model's card: what it is, what it was trained on, how well it sees, and the command that makes it again."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
import transformers
from safetensors import safe_open

import maemi
from maemi.train.embedded.recipe import Recipe
from maemi.train.embedded.scoring import Score, table

_README = """\
---
license: apache-2.0
library_name: transformers
pipeline_tag: image-text-to-text
tags: [electron-microscopy, synthetic]
---

# MAEMI, embedded model

A network of {parameters:.1f} million parameters (ViT, gated cross-attention, causal language model) that answers
questions about electron micrographs on a CPU. It ships with MAEMI as the base that fine-tunes start from.

**Trained on synthetic data only**: {images} phantoms that MAEMI drew itself, with known truth, and a short list of
questions about microscopy (`resources/model_corpus`). It has never seen a real micrograph. It names one of ten
classes, and estimates by eye how many, how dense, how large in the frame and how aligned things are. It cannot see
sizes in metres or settings of the microscope: those MAEMI hands over as facts, and it repeats them rightly in
{told:.0%} of the questions below. Its words can be wrong; measured numbers are in MAEMI's measurement.

## How well it sees

Greedy answers about {held_out} phantoms of other seeds; right means that the answer holds the key words. “Other image”
is the same question asked over a phantom of another class: what the words alone would give.

{table}

## How to make it again

    {again}

Made {date} with torch {torch} and transformers {transformers}, seed {seed}, {sight_steps} steps of learning to see and
{steps} steps of learning to answer, batch {batch}.{note}
"""


def write_card(
    folder: Path,
    recipe: Recipe,
    steps: int,
    scores: list[Score],
    command: str,
    begin: Path | None = None,
    note: str = "",
) -> None:
    """Write `card.json` and `README.md` beside the weights; `begin` is the model that the training began with."""
    first = "--begin MODEL" if begin else f"--sight-steps {recipe.sight_steps}"
    more = f" --told-share {recipe.told_share:g} --rate {recipe.rate:g}" if recipe.told_share else ""
    again = (
        f"python -m maemi.train.embedded --out OUT --images {recipe.images} {first}"
        f" --steps {steps} --batch {recipe.batch}{more} --seed {recipe.seed}"
    )
    told = [row.right for row in scores if row.shuffled is None]
    facts: dict[str, Any] = {
        "parameters": _parameters(folder),
        "data": "synthetic phantoms drawn by maemi.phantom; no real micrographs",
        "recipe": recipe.to_json() | {"steps": steps},
        "scores": [row.to_json() for row in scores],
        "command": command,
        "again": again,
        "began_with": json.loads((begin / "card.json").read_text(encoding="utf-8")) if begin else None,
        "note": note,
        "date": datetime.now(UTC).date().isoformat(),
        "torch": str(torch.__version__),
        "transformers": transformers.__version__,
        "maemi": getattr(maemi, "__version__", ""),
    }
    _write(folder / "card.json", json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
    words = {
        **recipe.to_json(),
        **facts,
        "steps": steps,
        "parameters": facts["parameters"] / 1e6,
        "table": table(scores),
        "told": sum(told) / max(1, len(told)),
        "note": f" {note}" if note else "",
    }
    _write(folder / "README.md", _README.format(**words))


def _parameters(folder: Path) -> int:
    with safe_open(folder / "model.safetensors", framework="pt") as weights:
        return sum(weights.get_tensor(name).numel() for name in weights.keys())  # noqa: SIM118 - not a dictionary


def _write(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
