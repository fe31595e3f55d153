"""What a model costs, from a table that a person may edit, and how many tokens a request holds at most."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil
from typing import Any

from maemi import resources
from maemi.errors import InputError


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars a million tokens."""

    input: float
    output: float

    def of(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * self.input + tokens_out * self.output) / 1e6


FREE = Price(0.0, 0.0)


def price_of(model: str) -> Price | None:
    """A model's price; one with a date or a version behind its name costs what its name costs. None: not listed.

    Raises InputError where the table is broken.
    """
    place = resources.path("prompts", "prices.json")
    try:
        models: dict[str, dict[str, Any]] = json.loads(place.read_text("utf-8"))["models"]
        table = {name: Price(float(entry["input"]), float(entry["output"])) for name, entry in models.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"The price table {place} is not understood ({error}): restore it, or mend it.") from error
    if model in table:
        return table[model]
    dated = [name for name in table if model.startswith(f"{name}-20")]
    return table[max(dated, key=len)] if dated else None


def text_tokens(text: str) -> int:
    """At most so many tokens: English has about four characters to one, and three is on the safe side."""
    return ceil(len(text.encode()) / 3)


def image_tokens(rows: int, columns: int) -> int:
    """At most so many tokens for an image: 85, and 170 for each tile of 512 pixels, plus a third.

    The tiles are those of OpenAI's guide for GPT-4o; other models count otherwise, hence the third.
    """
    return ceil(1.34 * (85 + 170 * ceil(rows / 512) * ceil(columns / 512)))
