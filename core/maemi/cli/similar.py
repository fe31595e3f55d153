"""`maemi similar DIR MICROGRAPH|FILE`: more like this."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json
from maemi.errors import InputError


def add_parser(subparsers: Any) -> None:
    """Add `similar` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "similar",
        help="micrographs that look like one",
        description="The micrographs of the project that look most like one of it, or like a file.",
    )
    add_project(parser)
    parser.add_argument("micrograph", metavar="MICROGRAPH|FILE", help="an id, or a file of the project or any other")
    parser.add_argument("--count", type=int, default=10, metavar="N", help="how many (default: 10)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.finding import find_micrograph
    from maemi.project.micrographs import get_micrograph
    from maemi.project.project import Project
    from maemi.similar.asking import more_like, more_like_file
    from maemi.similar.collection import load_collection

    if args.count < 1:
        raise InputError(f"--count {args.count} asks for nothing; write 1 or more.")
    with Project.open(args.dir) as project:
        known = find_micrograph(project, args.micrograph)
        collection = load_collection(project)
        if known is None:
            matches = more_like_file(collection, Path(args.micrograph), args.count)
        else:
            matches = more_like(collection, known, args.count)
        rows = [(match, get_micrograph(project, match.id)) for match in matches]
    found = [
        {"id": match.id, "path": str(row.path), "class": row.class_name, "similarity": match.similarity}
        for match, row in rows
    ]
    if args.json:
        print_json({"micrograph": known, "similar": found})
    else:
        for each in found:
            print(
                f"{each['similarity']:6.3f}  {each['id']:>6}  {each['path']}"
                + (f"  ({each['class']})" if each["class"] else "")
            )
    return 0
