"""`maemi spending DIR`: what a project has spent, by teacher, model, day, run or way; and its cap."""

from __future__ import annotations

import argparse
import csv
import sys
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json
from maemi.errors import InputError


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "spending",
        help="what a project has spent, and its cap",
        description="What requests to teachers have cost, and the cap that no run of the project goes beyond.",
    )
    add_project(parser)
    parser.add_argument(
        "--by", choices=("teacher", "model", "day", "run", "way"), default="teacher", help="how it is grouped"
    )
    parser.add_argument("--csv", action="store_true", help="the groups as comma-separated values")
    parser.add_argument("--cap", metavar="USD", help="never let the project spend more than this; “none” takes it away")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project
    from maemi.project.spending import set_cap, spending

    with Project.open(args.dir) as project:
        if args.cap is not None:
            set_cap(project, _cap(args.cap))
        found = spending(project, args.by)
    rows = [row.to_json() for row in found.rows]
    if args.csv:
        writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else ["name", "cost_usd"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return 0
    if args.json:
        print_json(found.to_json(args.by))
        return 0
    cap = "no cap" if found.cap_usd is None else f"cap {found.cap_usd:.2f} USD, {found.left_usd:.4f} USD left"
    print(f"{found.spent_usd:.4f} USD spent, {found.reserved_usd:.4f} USD set aside; {cap}.")
    if found.unconfirmed_usd:
        print(f"{found.unconfirmed_usd:.4f} USD of it are for answers that were lost, at their highest cost.")
    for row in found.rows:
        print(
            f"{row.name or '–'}: {row.cost_usd:.4f} USD, {row.answered} of {row.sendings} answered, "
            f"{row.tokens_in} tokens sent ({row.tokens_cached} cached), {row.tokens_out} received"
        )
    return 0


def _cap(text: str) -> float | None:
    if text == "none":
        return None
    try:
        return float(text)
    except ValueError:
        raise InputError(f"“{text}” is no cap: write an amount in US dollars, or none.") from None
