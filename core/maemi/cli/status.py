"""`maemi status DIR`: a project in a few numbers."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_fields, print_json


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "status",
        help="what a project holds",
        description="A project in a few numbers.",
    )
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project
    from maemi.project.status import status

    with Project.open(args.dir) as project:
        found = status(project)
    (print_json if args.json else print_fields)(found)
    return 0
