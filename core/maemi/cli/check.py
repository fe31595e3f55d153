"""`maemi check DIR`: which files are missing, and where moved ones went."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.running import add_running, run_reported
from maemi.progress import Progress


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "check",
        help="look whether the files of a project are still there, and find moved ones",
        description="Look whether each micrograph's file is still there. Missing ones stay in the project, marked.",
    )
    add_project(parser)
    parser.add_argument(
        "--look-in",
        metavar="FOLDER",
        nargs="+",
        type=Path,
        default=[],
        help="find missing files here, by their content",
    )
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.checking import check_files
    from maemi.project.project import Project

    def work(progress: Progress) -> dict[str, Any]:
        with Project.open(args.dir) as project:
            report = check_files(project, progress, args.look_in)
        return {
            "present": report.present,
            "changed": report.changed,
            "missing": [str(path) for path in report.missing],
            "back": report.back,
            "moved": [{"from": str(before), "to": str(after)} for before, after in report.moved],
        }

    return run_reported(args, work, show=_show)


def _show(result: dict[str, Any]) -> None:
    for pair in result["moved"]:
        print(f"moved: {pair['from']} -> {pair['to']}")
    for path in result["missing"]:
        print(f"missing: {path}")
    print(
        f"{result['present']} present ({result['changed']} changed since, {result['back']} back again), "
        f"{len(result['moved'])} found elsewhere, {len(result['missing'])} missing."
    )
