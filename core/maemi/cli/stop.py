"""`maemi stop DIR RUN`: end a background run, politely first."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json
from maemi.errors import MaemiError

TOLD = {
    "asked": "Asked the run to stop.",
    "terminated": "It did not answer in time; terminating its process.",
    "killed": "It still runs; killing its process.",
}


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "stop",
        help="stop a background run",
        description="Stop a background run: it is asked first, and saves what it has; then terminated; then killed.",
    )
    add_project(parser)
    parser.add_argument("run_id", metavar="RUN", help="the run's name, or the beginning of it")
    parser.add_argument("--patience", type=float, default=20.0, metavar="SECONDS", help="time to save (default: 20)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.jobs.adopt import find_run
    from maemi.jobs.stop import stop
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        folder = find_run(project.runs_dir, args.run_id)
    before = folder.state()
    state = stop(folder, args.patience, lambda stage: print(TOLD[stage], file=sys.stderr))
    if not state.is_over:
        raise MaemiError(f"The run {folder.id} could not be stopped; look for its process {state.pid} on this machine.")
    if args.json:
        print_json(state.to_json())
    else:
        print(f"{folder.id} {'was over already: ' if before.is_over else ''}{state.state}.")
    return 0
