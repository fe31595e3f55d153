"""`maemi classes DIR`: the list of classes, and how many micrographs each has."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json


def add_parser(subparsers: Any) -> None:
    """Add `classes` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "classes",
        help="the classes of a project's micrographs",
        description="The list of classes: the ten of the NFFA set, or the lab's own.",
    )
    add_project(parser)
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--set", nargs="+", metavar="NAME", help="make these the lab's list; labels stay")
    change.add_argument("--add", nargs="+", metavar="NAME", help="add classes to the list")
    change.add_argument("--rename", nargs=2, metavar=("OLD", "NEW"), help="rename a class, also on its micrographs")
    change.add_argument("--default", action="store_true", help="go back to the ten of the NFFA set")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.classes import rename_class, store_classes, stored_classes
    from maemi.project.project import Project
    from maemi.similar.class_list import class_entries, class_names

    with Project.open(args.dir) as project:
        if args.set:
            store_classes(project, args.set)
        elif args.add:
            store_classes(project, [*class_names(project), *args.add])
        elif args.rename:
            rename_class(project, args.rename[0], args.rename[1], class_names(project))
        elif args.default:
            store_classes(project, None)
        entries, own = class_entries(project), stored_classes(project) is not None
    if args.json:
        print_json({"own_list": own, "classes": [entry.to_json() for entry in entries]})
        return 0
    for entry in entries:
        note = "" if entry.listed else "  (not in the list)"
        print(f"{entry.micrographs:>7,}  {entry.name}{note}")
    return 0
