"""`maemi duplicates DIR`: groups of near duplicates."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json


def add_parser(subparsers: Any) -> None:
    """Add `duplicates` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "duplicates",
        help="micrographs that are one picture",
        description="Groups of indexed micrographs that are one picture: saved again, in another size, compression, "
        "contrast, turn or mirror. They are marked in the project; none is changed or removed.",
    )
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.micrographs import get_micrograph
    from maemi.project.project import Project
    from maemi.similar.collection import load_collection
    from maemi.similar.duplicates import find_duplicates
    from maemi.similar.indexing import mark

    with Project.open(args.dir) as project:
        collection = load_collection(project)
        groups = find_duplicates(collection)
        mark(project, collection, groups)
        found: list[dict[str, Any]] = [
            {
                "correlation": group.correlation,
                "micrographs": [{"id": each, "path": str(get_micrograph(project, each).path)} for each in group.ids],
            }
            for group in groups
        ]
    if args.json:
        print_json({"indexed": len(collection.ids), "groups": found})
        return 0
    for number, group in enumerate(found, start=1):
        print(f"group {number}, correlation {group['correlation']:.2f}")
        for each in group["micrographs"]:
            print(f"  {each['id']:>6}  {each['path']}")
    print(f"{len(found)} groups of near duplicates among {len(collection.ids):,} indexed micrographs.")
    return 0
