"""`maemi pairs DIR`: one JSON line a pair."""

from __future__ import annotations

import argparse
from itertools import islice
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json

STATES = ("pending", "approved", "rejected", "skipped")


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "pairs", help="list the pairs of a project", description="List the pairs of a project, one JSON line a pair."
    )
    add_project(parser)
    parser.add_argument("--state", choices=STATES, help="only pairs in this state")
    parser.add_argument("--search", default="", metavar="TEXT", help="only pairs with this text in question or answer")
    parser.add_argument(
        "--sort",
        choices=("added", "doubt", "certainty"),
        default="added",
        help="as they were added, most doubtful first, or least doubtful first",
    )
    parser.add_argument(
        "--findings",
        metavar="KIND",
        help="only pairs with findings: 'any', 'warning', or a kind as in 'check-pairs --kinds'",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="at most N pairs")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.errors import InputError
    from maemi.generate.checking.kinds import KINDS
    from maemi.project.pairs import each_pair
    from maemi.project.project import Project

    if args.limit is not None and args.limit < 0:
        raise InputError(f"--limit is {args.limit}: name how many pairs to list, 0 or more.")
    if args.findings not in (None, "any", "warning", *KINDS):
        raise InputError(f"There is no kind of finding '{args.findings}': choose any, warning, {', '.join(KINDS)}.")
    with Project.open(args.dir) as project:
        for pair in islice(each_pair(project, args.state, args.search, args.sort, args.findings), args.limit):
            print_json(pair.to_json())
    return 0
