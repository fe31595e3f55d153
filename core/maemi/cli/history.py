"""`maemi history DIR PAIR`: all that happened to a pair."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.cli.printing import print_json


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "history",
        help="all that happened to a pair",
        description="Who wrote, checked, judged, edited and undid a pair, when and why, oldest first.",
    )
    add_project(parser)
    parser.add_argument("pair", metavar="PAIR", type=int, help="the pair's id, as 'maemi pairs' lists it")
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.pair_history import pair_history
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        happened = pair_history(project, args.pair, curator_of(args))
    for row in happened:
        if args.json:
            print_json(row.to_json())
            continue
        reason = f": {row.reason}" if row.reason else ""
        undone = f" (taken back by {row.undone_by})" if row.undone_by else ""
        of = f" of {row.undoes}" if row.undoes else ""
        kinds = f": {', '.join(row.after) or 'nothing'}, before {', '.join(row.before) or 'nothing'}"
        found = kinds if row.what == "checked" else ""
        many = f", with {row.together - 1:,} others" if row.together > 1 else ""
        print(f"{row.at.astimezone():%Y-%m-%d %H:%M:%S}  {row.who}  {row.what}{of}{reason}{found}{many}{undone}")
    return 0
