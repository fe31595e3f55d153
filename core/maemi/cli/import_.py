"""`maemi import DIR FILE`: pairs from a file or an export, or all of another project; nothing is overwritten."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.running import add_running, run_reported
from maemi.errors import InputError
from maemi.progress import Progress


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "import",
        help="read pairs from a file, an export or another project; nothing is overwritten",
        description="Read pairs from a .jsonl, .json, .parquet or .csv file (micrograph, question, answer), or from a "
        "folder that 'maemi export' wrote; images that lie there are added. Or take all of another project: "
        "micrographs by their content, pairs with their decisions, corrections, regions, classes. "
        "Pairs that the project has are passed over; nothing is overwritten. New ones are checked as a teacher's are.",
    )
    add_project(parser)
    parser.add_argument("file", metavar="FILE", help="what 'maemi export' writes, CSV, or another project")
    parser.add_argument("--conversations", action="store_true", help="of another project: also its conversations")
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    result: dict[str, Any] = {}

    def work(progress: Progress) -> dict[str, Any]:
        result.update(_work(args, progress))
        return result

    status = run_reported(args, work, show=_show)
    nothing = result["problems"] and not result["added"] and not result["known"]
    return InputError.exit_status if nothing and not status else status


def _work(args: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    from maemi.generate.checking.everything import check_pairs
    from maemi.project.address import is_project
    from maemi.project.project import Project
    from maemi.project.transfer.importing import import_pairs

    if is_project(args.file):
        return _join(args, progress)
    with Project.open(args.dir) as project:
        report = import_pairs(project, Path(args.file), progress)
        if report.micrograph_ids:
            check_pairs(project, micrograph_ids=report.micrograph_ids)
    for _, sentence in report.problems:
        print(sentence, file=sys.stderr)
    found: dict[str, Any] = {
        "added": report.added,
        "known": report.known,
        "problems": [{"line": line, "reason": sentence} for line, sentence in report.problems],
    }
    found |= {"images_added": report.images_added} if report.images_added else {}
    return found | ({"stopped": True} if report.stopped else {})


def _join(args: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    from maemi.project.project import Project
    from maemi.project.transfer.joining import import_project

    with Project.open(args.dir) as project:
        report = import_project(project, args.file, args.conversations, progress)
    for sentence in report.problems:
        print(sentence, file=sys.stderr)
    counted = ("micrographs_added", "micrographs_known", "files_missing", "decided", "differing")
    counted += ("corrections_added", "regions_added", "conversations_added")
    found: dict[str, Any] = {
        "added": report.pairs_added,
        "known": report.pairs_known,
        "problems": [{"line": 0, "reason": sentence} for sentence in report.problems],
        "project": {name: getattr(report, name) for name in counted},
    }
    return found | ({"stopped": True} if report.stopped else {})


def _show(result: dict[str, Any]) -> None:
    images = f", {result['images_added']:,} micrographs came along" if "images_added" in result else ""
    print(f"{result['added']} added, {result['known']} known already, {len(result['problems'])} not readable{images}.")
    if "project" in result:
        listed = (f"{count:,} {name.replace('_', ' ')}" for name, count in result["project"].items() if count)
        print("; ".join(listed) or "Nothing else was new.")
    if "stopped" in result:
        print("Stopped; what was taken stays, and importing again goes on there.")
