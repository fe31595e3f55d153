"""`maemi watch DIR [FOLDER…]`: what arrives in folders is added by itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_fields, print_json
from maemi.cli.running import add_running, run_reported
from maemi.errors import InputError
from maemi.progress import Progress

EVERY_S = 5.0


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "watch",
        help="add what arrives in folders by itself, until stopped",
        description="Add what arrives in the watched folders of a project, until stopped. Folders named here are "
        "watched from now on; without any, those of earlier times are.",
    )
    add_project(parser)
    parser.add_argument("folders", metavar="FOLDER", nargs="*", type=Path, help="a folder to watch from now on")
    parser.add_argument("--forget", metavar="FOLDER", type=Path, help="watch this folder no longer, and end")
    parser.add_argument("--list", action="store_true", help="print the watched folders, and end")
    parser.add_argument(
        "--every", metavar="SECONDS", type=float, default=EVERY_S, help="look so often (default: 5 seconds)"
    )
    parser.add_argument("--detach", action="store_true", help="run in the background and print the run's id")
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project
    from maemi.project.watched import list_watched, unwatch_folder, watch_folder

    if not args.every > 0:
        raise InputError(f"--every {args.every:g} is no time between two looks: write seconds, e.g. --every 5.")
    with Project.open(args.dir) as project:
        if args.forget:
            unwatch_folder(project, args.forget)
        for folder in args.folders:
            watch_folder(project, folder)
        watched = [str(each.path) for each in list_watched(project)]
        runs_dir = project.runs_dir
    if args.list or args.forget:
        _print(args, {"watched": watched})
        return 0
    if not watched:
        raise InputError(f"{args.dir} watches no folder: name one, as in 'maemi watch {args.dir} FOLDER'.")
    if args.detach:
        from maemi.jobs.start import start

        command = ["watch", str(args.dir), "--every", str(args.every)]
        folder = start(runs_dir, "watch", command, {"project": str(args.dir), "watched": watched})
        _print(args, {"run": folder.id, "folder": str(folder.path)})
        return 0
    return run_reported(args, lambda progress: _work(args, progress), show=_show)


def _work(args: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    from maemi.project.bars import read_scale_bars
    from maemi.project.project import Project
    from maemi.project.watching import watch

    with Project.open(args.dir) as project:
        report = watch(project, progress, args.every, arrived=lambda: read_scale_bars(project, progress))
    refused = [{"path": str(path), "reason": sentence} for path, sentence in report.refused]
    return {"added": report.added, "refused": refused}


def _print(args: argparse.Namespace, fields: dict[str, Any]) -> None:
    (print_json if args.json else print_fields)(fields)


def _show(result: dict[str, Any]) -> None:
    print(f"{result['added']} added, {len(result['refused'])} refused.")
