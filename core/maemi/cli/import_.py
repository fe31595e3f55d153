"""`maemi import DIR FILE`: pairs from a file; nothing is overwritten."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json
from maemi.errors import InputError


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "import",
        help="read pairs from a file",
        description="Read pairs from a .jsonl, .json, .parquet or .csv file (micrograph, question, answer). "
        "Pairs that the project has are passed over; nothing is overwritten. New ones are checked as a teacher's are.",
    )
    add_project(parser)
    parser.add_argument("file", metavar="FILE", type=Path, help="a file that 'maemi export' writes, or CSV")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.generate.checking.everything import check_pairs
    from maemi.project.project import Project
    from maemi.project.transfer.importing import import_pairs

    with Project.open(args.dir) as project:
        report = import_pairs(project, args.file)
        check_pairs(project, micrograph_ids=report.micrograph_ids)
    for _, sentence in report.problems:
        print(sentence, file=sys.stderr)
    if args.json:
        problems = [{"line": line, "reason": sentence} for line, sentence in report.problems]
        print_json({"added": report.added, "known": report.known, "problems": problems})
    else:
        print(f"{report.added} added, {report.known} known already, {len(report.problems)} not readable.")
    nothing = report.problems and not report.added and not report.known
    return InputError.exit_status if nothing else 0
