"""`maemi label DIR CLASS MICROGRAPH…`: say which class micrographs belong to."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json

NONE = "-"
"""The CLASS that takes labels away."""


def add_parser(subparsers: Any) -> None:
    """Add `label` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "label",
        help="say which class micrographs belong to",
        description="Give micrographs a class of the list ('maemi classes'); all of them or, after an error, none.",
    )
    add_project(parser)
    parser.add_argument("class_name", metavar="CLASS", help=f"a class of the list, or {NONE} to take the label away")
    parser.add_argument("micrographs", metavar="MICROGRAPH", nargs="+", help="an id, or the path of a micrograph")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.classes import label
    from maemi.project.finding import named_micrograph
    from maemi.project.project import Project
    from maemi.similar.class_list import known_class

    with Project.open(args.dir) as project:
        name = None if args.class_name == NONE else known_class(project, args.class_name)
        before = label(project, {named_micrograph(project, each): name for each in args.micrographs})
    changed = sum(old != name for old in before.values())
    if args.json:
        print_json({"class": name, "labelled": len(before), "changed": changed, "before": before})
    else:
        print(f"{len(before):,} micrographs {'are ' + name if name else 'have no class'}; {changed:,} changed.")
    return 0
