"""`maemi pairs DIR`: one JSON line a pair."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json

STATES = ("pending", "approved", "rejected", "skipped")
# So many at once, that a project of any size is listed without holding all of it in memory.
PAGE = 1000


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "pairs", help="list the pairs of a project", description="List the pairs of a project, one JSON line a pair."
    )
    add_project(parser)
    parser.add_argument("--state", choices=STATES, help="only pairs in this state")
    parser.add_argument("--search", default="", metavar="TEXT", help="only pairs with this text in question or answer")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N pairs")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.pairs import list_pairs
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        offset = 0
        while args.limit is None or offset < args.limit:
            size = PAGE if args.limit is None else min(PAGE, args.limit - offset)
            page = list_pairs(project, state=args.state, search=args.search, offset=offset, limit=size)
            for pair in page:
                print_json(pair.to_json())
            if len(page) < size:
                break
            offset += size
    return 0
