"""All that the window of spending asks of the project and of the price table; for workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from maemi_gui.widgets.csv_file import write_csv

if TYPE_CHECKING:
    from maemi.generate.openai.prices import Price
    from maemi.project.project import Project
    from maemi.project.requests import RequestRow
    from maemi.project.spending import Grouping, Spending

NEWEST = 1_000
"""So many requests without an answer are listed; a file of them has all."""
PIECE = 5_000


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The newest requests without an answer, and how many there are."""

    rows: tuple[RequestRow, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What a model costs."""

    model: str
    price: Price


def money(project: Project, by: str) -> Spending:
    """What was spent, grouped."""
    from maemi.project.spending import spending

    return spending(project, cast("Grouping", by))


def unanswered(project: Project) -> Unanswered:
    """The newest failed requests, and how many failed altogether."""
    from maemi.project.requests import count_requests, list_requests

    return Unanswered(tuple(list_requests(project, "failed", NEWEST)), count_requests(project)["failed"])


def keep_cap(project: Project, usd: float | None) -> None:
    """Set the project's cap; None takes it away."""
    from maemi.project.spending import set_cap

    set_cap(project, usd)


def prices() -> list[PriceRow]:
    """Every listed model by name."""
    from maemi.generate.openai.prices import all_prices

    return [PriceRow(model, price) for model, price in all_prices().items()]


def enter_price(model: str, given: Price) -> None:
    """Enter a lab's own price; what the window does not ask for stays as it was entered."""
    from maemi.generate.openai.prices import all_prices, set_price

    before = all_prices().get(model)
    if before is not None and before.own:
        given = replace(given, batch_input=before.batch_input, batch_output=before.batch_output)
    set_price(model, given)


def drop_own(model: str) -> None:
    """Take a lab's own price away. Raises MaemiError where it was gone already."""
    from maemi.errors import MaemiError
    from maemi.generate.openai.prices import drop_price

    if not drop_price(model):
        raise MaemiError(f"“{model}” has no price of your own any more; the list was read again.")


def export_money(project: Project, by: str, file: Path) -> int:
    """Write the groups as CSV; returns how many."""
    heading = (by, "sendings", "answered", "tokens_in", "tokens_cached", "tokens_out", "cost_usd", "unconfirmed_usd")
    rows = [tuple(row.to_json().values()) for row in money(project, by).rows]
    return write_csv(file, [heading, *rows])


def export_unanswered(project: Project, file: Path) -> int:
    """Write all requests without an answer as CSV; returns how many."""
    return write_csv(file, _each_unanswered(project))


def export_prices(file: Path) -> int:
    """Write the price table as CSV, US dollars a million tokens; returns how many models."""
    heading = ("model", "input", "cached", "output", "as_of", "source")
    rows = [
        (row.model, row.price.input, row.price.cached, row.price.output, row.price.as_of, source_of(row.price))
        for row in prices()
    ]
    return write_csv(file, [heading, *rows])


def source_of(price: Price) -> str:
    """Who entered it."""
    return "your lab" if price.own else "shipped"


def _each_unanswered(project: Project) -> Iterator[tuple[object, ...]]:
    from maemi.project.requests import list_requests

    yield ("key", "at", "micrograph", "teacher", "model", "attempts", "cost_usd", "why")
    offset = 0
    while rows := list_requests(project, "failed", PIECE, offset):
        for row in rows:
            yield (
                row.key,
                row.at.isoformat(),
                row.micrograph,
                row.teacher,
                row.model,
                row.attempts,
                row.spent_usd,
                row.reason,
            )
        offset += len(rows)
