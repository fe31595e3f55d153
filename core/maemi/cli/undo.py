"""`maemi undo DIR`: take back what a curator decided last."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.cli.printing import print_json
from maemi.errors import MaemiError


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "undo",
        help="take back what a curator decided last",
        description="Take back a curator's last decision, or all of it where it was about many pairs; called again, "
        "the one before it. Other curators' decisions stay.",
    )
    add_project(parser)
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.generate.checking.judged import undo_last
    from maemi.project.project import Project

    curator = curator_of(args)
    with Project.open(args.dir) as project:
        undone = undo_last(project, curator)
    if undone is None:
        raise MaemiError(f"{curator} has no decision left to undo in {args.dir}.")
    if args.json:
        print_json({**undone.pair.to_json(), "undone": undone.count})
    elif undone.count > 1:
        print(f"{undone.count:,} pairs are as they were before.")
    else:
        print(f"Pair {undone.pair.id} is {undone.pair.state} again.")
    return 0
