"""`maemi init DIR`: a new project."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.cli.printing import print_json


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "init", help="make a new project", description="Make a new project in a folder, or in a team's database."
    )
    add_project(parser)
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project

    with Project.create(args.dir) as project:
        if project.dialect == "postgresql":
            from maemi.project.team.founding import begin

            begin(project, curator_of(args))
        if args.json:
            print_json({"project": project.address, "folder": str(project.folder), "name": project.name})
        else:
            print(f"Made the project {project.address}; 'maemi add {project.address} PATH' adds micrographs.")
    return 0
