"""`maemi requests DIR`: the requests of the ledger, above all those without a usable answer, and why."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "requests",
        help="the requests to teachers, and why some have no usable answer",
        description="The requests to teachers, the newest first. With --json, one JSON line a request.",
    )
    add_project(parser)
    parser.add_argument(
        "--failed", dest="state", action="store_const", const="failed", help="only those without a usable answer"
    )
    parser.add_argument("--state", choices=("reserved", "done", "failed"), help="only those in this state")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project
    from maemi.project.requests import list_requests

    with Project.open(args.dir) as project:
        rows = list_requests(project, args.state, args.limit)
    for row in rows:
        if args.json:
            print_json(row.to_json())
        else:
            reason = f": {row.reason}" if row.reason else ""
            print(f"{row.key[:12]} {row.micrograph or '–'} {row.model} {row.state}, {row.spent_usd:.4f} USD{reason}")
    return 0
