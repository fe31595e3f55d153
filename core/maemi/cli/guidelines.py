"""`maemi guidelines DIR`: what the lab tells its curators; read, written, with every version."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.cli.printing import print_json
from maemi.errors import InputError


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "guidelines",
        help="what the lab tells its curators",
        description="Print the guidelines for reviewing, which the window shows beside each pair, or write new ones. "
        "Earlier versions stay.",
    )
    add_project(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--set", metavar="FILE", help="make the Markdown of this file the new version; -: standard input")
    what.add_argument("--versions", action="store_true", help="list every version, the newest first")
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.guidelines import list_guidelines, read_guidelines, write_guidelines
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        if args.set:
            shown = [write_guidelines(project, _read(args.set), curator_of(args))]
        elif args.versions:
            shown = list_guidelines(project)
        else:
            newest = read_guidelines(project)
            shown = [newest] if newest else []
    for row in shown:
        if args.json:
            print_json(row.to_json())
        elif args.versions or args.set:
            print(
                f"version {row.id}  {row.at.astimezone():%Y-%m-%d %H:%M}  {row.curator}  {len(row.text):,} characters"
            )
        else:
            print(row.text)
    if not shown and not args.json:
        print("The lab has not written any guidelines yet; 'maemi guidelines DIR --set FILE' does.", file=sys.stderr)
    return 0


def _read(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{name} cannot be read as text ({error}); name a Markdown file in UTF-8.") from error
