"""`maemi export DIR OUT --format F`: pairs in a format that others read."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json

FORMATS = ("messages", "llava", "sharegpt", "openai", "parquet", "coco")


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "export",
        help="write pairs in a format that others read",
        description="Write pairs into a new file; one that exists is not overwritten.",
    )
    add_project(parser)
    parser.add_argument("out", metavar="OUT", type=Path, help="the new file")
    parser.add_argument("--format", required=True, choices=FORMATS, help="what reads it")
    parser.add_argument(
        "--state",
        default="approved",
        choices=("approved", "pending", "rejected", "skipped", "all"),
        help="only pairs in this state (default: approved)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project
    from maemi.project.transfer.exporting import export_pairs

    with Project.open(args.dir) as project:
        written = export_pairs(project, args.out, args.format, args.state)
    if args.json:
        print_json({"out": str(args.out), "format": args.format, "state": args.state, "pairs": written})
    else:
        print(f"{written} pairs written to {args.out}.")
    return 0
