"""`maemi sample [DIR]`: make the sample project of phantoms, or complete one that was begun."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from maemi.cli.running import add_running, run_reported
from maemi.progress import Progress


def add_parser(subparsers: Any) -> None:
    """Add `sample` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "sample",
        help="make the sample project of phantoms",
        description="Make a project of about 60 synthetic micrographs, with pairs of which some are decided.",
    )
    parser.add_argument("dir", metavar="DIR", nargs="?", type=Path, help="its folder; without it, your data folder")
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make it; the result is the project's status."""

    def work(progress: Progress) -> dict[str, Any]:
        from maemi.project.status import status
        from maemi.sample import NAME, default_location, is_ready, make_sample

        with make_sample(args.dir or default_location(), progress) as project:
            return {"folder": str(project.folder), "title": NAME, "ready": is_ready(project), **status(project)}

    return run_reported(args, work)
