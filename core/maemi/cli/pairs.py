"""`maemi pairs DIR`: one JSON line a pair."""

from __future__ import annotations

import argparse
from itertools import islice
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.pair_filters import add_filters, add_order, filter_of
from maemi.cli.printing import print_json


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "pairs", help="list the pairs of a project", description="List the pairs of a project, one JSON line a pair."
    )
    add_project(parser)
    add_filters(parser)
    add_order(parser)
    parser.add_argument("--limit", type=int, metavar="N", help="at most N pairs")
    parser.add_argument("--count", action="store_true", help="only say how many there are")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.errors import InputError
    from maemi.project.pair_listing import count_wanted, each_wanted
    from maemi.project.project import Project

    if args.limit is not None and args.limit < 0:
        raise InputError(f"--limit is {args.limit}: name how many pairs to list, 0 or more.")
    wanted = filter_of(args)
    with Project.open(args.dir) as project:
        if args.count:
            count = count_wanted(project, wanted)
            print_json({"pairs": count}) if args.json else print(f"{count:,}")
            return 0
        for pair in islice(each_wanted(project, wanted), args.limit):
            print_json(pair.to_json())
    return 0
