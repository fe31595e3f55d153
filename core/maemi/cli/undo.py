"""`maemi undo DIR`: take back a curator's last decision."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.cli.printing import print_json
from maemi.errors import MaemiError


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "undo",
        help="take back a curator's last decision",
        description="Take back a curator's last decision; called again, the one before it.",
    )
    add_project(parser)
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.generate.checking.judged import undo
    from maemi.project.project import Project

    curator = curator_of(args)
    with Project.open(args.dir) as project:
        pair = undo(project, curator)
    if pair is None:
        raise MaemiError(f"{curator} has no decision left to undo in {args.dir}.")
    if args.json:
        print_json(pair.to_json())
    else:
        print(f"Pair {pair.id} is {pair.state} again.")
    return 0
