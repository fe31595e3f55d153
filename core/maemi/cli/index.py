"""`maemi index DIR`: the index of similar micrographs, made or brought up to date."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_fields, print_json
from maemi.cli.running import add_running, run_reported
from maemi.progress import Progress


def add_parser(subparsers: Any) -> None:
    """Add `index` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "index",
        help="index micrographs by what they look like",
        description="Encode the micrographs that the index does not know, mark near duplicates, lay out the map. "
        "Run again, it goes on where it ended.",
    )
    add_project(parser)
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="child processes that read and encode")
    parser.add_argument("--detach", action="store_true", help="run in the background; 'maemi runs' tells of it")
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project
    from maemi.similar.indexing import build_index

    if args.detach:
        return _detached(args)

    def work(progress: Progress) -> dict[str, Any]:
        with Project.open(args.dir) as project:
            return build_index(project, progress, args.workers).to_json()

    return run_reported(args, work, show=_show)


def _detached(args: argparse.Namespace) -> int:
    from maemi.jobs.start import start
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        argv = ["index", project.address, "--workers", str(args.workers)]
        folder = start(project.runs_dir, "index", argv, {"project": project.address})
    (print_json if args.json else print_fields)({"run": folder.id, "folder": str(folder.path)})
    return 0


def _show(result: dict[str, Any]) -> None:
    done, seconds = result["indexed"], result["seconds"]
    speed = f" ({done / seconds:.1f} a second)" if done and seconds else ""
    print(f"{done:,} indexed{speed}, {result['known']:,} known already, {len(result['refused'])} refused.")
    if result["stopped"]:
        print("Stopped; run it again to go on.")
    else:
        print(f"{result['duplicate_groups']:,} groups of near duplicates; {result['mapped']:,} places on the map.")
