"""`maemi runs DIR`: the background runs of a project."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json
from maemi.jobs.state import RunState


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "runs",
        help="list the background runs of a project",
        description="List the background runs of a project, newest first; dead ones are marked as interrupted.",
    )
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.jobs.adopt import adopt
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        states = adopt(project.runs_dir)
    if args.json:
        print_json([state.to_json() for state in states])
    elif not states:
        print("No runs yet.")
    else:
        for state in states:
            print(_line(state))
    return 0


def _line(state: RunState) -> str:
    how_far = f" {state.done} of {state.total}" if state.done is not None and state.total else ""
    message = f"  {state.message}" if state.message else ""
    return f"{state.id}  {state.state}{how_far}{message}"
