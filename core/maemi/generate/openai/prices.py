"""What a model costs: the prices that ship, and over them those that a lab has entered, each with its date."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from maemi import resources
from maemi.durable import write_text
from maemi.errors import InputError, MaemiError

BATCH_SHARE = 0.5
"""What the Batch API costs, where a price of its own is not listed."""
_FIELDS = ("input", "output", "cached", "batch_input", "batch_output")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars a million tokens."""

    input: float
    output: float
    cached: float | None = None
    """Input that the server had read before; None: as other input."""
    batch_input: float | None = None
    batch_output: float | None = None
    as_of: str = ""
    """The day on which it was looked up: 2025-08-07."""
    own: bool = False
    """Entered by the lab."""

    def of(self, tokens_in: int, tokens_out: int, tokens_cached: int = 0) -> float:
        cached = self.input if self.cached is None else self.cached
        fresh = tokens_in - tokens_cached
        return (fresh * self.input + tokens_cached * cached + tokens_out * self.output) / 1e6

    @property
    def in_batches(self) -> Price:
        """The same model by the Batch API; cached input has no price of its own there."""
        half = BATCH_SHARE
        given_in, given_out = self.batch_input, self.batch_output
        return Price(
            self.input * half if given_in is None else given_in,
            self.output * half if given_out is None else given_out,
            as_of=self.as_of,
            own=self.own,
        )

    def to_json(self) -> dict[str, Any]:
        """For the table: what is not listed is left out."""
        listed = {name: getattr(self, name) for name in _FIELDS if getattr(self, name) is not None}
        return listed | ({"as_of": self.as_of} if self.as_of else {})


FREE = Price(0.0, 0.0)


def price_of(model: str) -> Price | None:
    """A model's price; one with a date or a version behind its name costs what its name costs. None: not listed.

    Raises InputError where a table is broken.
    """
    table = all_prices()
    if model in table:
        return table[model]
    dated = [name for name in table if model.startswith(f"{name}-20")]
    return table[max(dated, key=len)] if dated else None


def all_prices() -> dict[str, Price]:
    """Every listed model by name, a lab's own prices over the shipped. Raises InputError where a table is broken."""
    own = own_file()
    table = _read(resources.path("prompts", "prices.json"), own=False) | (_read(own, own=True) if own.exists() else {})
    return dict(sorted(table.items()))


def own_file() -> Path:
    """Where a lab's own prices lie, for all projects of this person: `MAEMI_CONFIG_DIR`, or the system's folder."""
    from platformdirs import user_config_path

    given = os.environ.get("MAEMI_CONFIG_DIR")
    return (Path(given) if given else user_config_path("maemi", appauthor=False)) / "prices.json"


def set_price(model: str, price: Price) -> None:
    """Enter a price, dated today where it names no day. Raises InputError for a name or an amount that is none."""
    if not model.strip() or model != model.strip():
        raise InputError("A price needs the model's name as the server knows it, without blanks around it.")
    entry = price.to_json() | {"as_of": price.as_of or f"{datetime.now(UTC):%Y-%m-%d}"}
    _entry(entry, model, Path("the entry"), own=True)
    _write(_own_entries() | {model: entry})


def drop_price(model: str) -> bool:
    """Take an entered price away, so that the shipped one holds again; returns whether there was one."""
    entries = _own_entries()
    if entries.pop(model, None) is None:
        return False
    _write(entries)
    return True


def _own_entries() -> dict[str, Any]:
    place = own_file()
    return {name: price.to_json() for name, price in _read(place, own=True).items()} if place.exists() else {}


def _write(entries: dict[str, Any]) -> None:
    place = own_file()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_text(place, json.dumps({"models": dict(sorted(entries.items()))}, indent=2, ensure_ascii=False) + "\n")
    except OSError as error:
        raise MaemiError(f"The price table {place} cannot be written: {error.strerror or error}.") from error


def _read(place: Path, own: bool) -> dict[str, Price]:
    try:
        document = json.loads(place.read_text("utf-8-sig"))
        listed: dict[str, Any] = document["models"]
        day = str(document.get("as_of", ""))
        return {name: _entry({"as_of": day} | entry, name, place, own) for name, entry in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"The price table {place} is not understood ({error}): mend it, or remove it.") from error


def _entry(given: object, model: str, place: Path, own: bool) -> Price:
    entry = cast("dict[str, Any]", given)
    amounts = {name: float(entry[name]) for name in _FIELDS if entry.get(name) is not None}
    for name, amount in amounts.items():
        if not 0 <= amount < 1e6:
            raise InputError(
                f"The price table {place} has {name} of {amount} for {model}: write dollars a million tokens."
            )
    as_of = str(entry.get("as_of", ""))
    if as_of:
        try:
            date.fromisoformat(as_of)
        except ValueError:
            raise InputError(f"The price table {place} has no day “{as_of}” for {model}: write 2025-08-07.") from None
    return Price(**amounts, as_of=as_of, own=own)
