"""`maemi regions DIR MICROGRAPH`: what people drew on a micrograph, with its real sizes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.project.rows import MicrographRow


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "regions",
        help="list the regions drawn on a micrograph",
        description="List the regions of a micrograph with lengths, areas and angles, one line each.",
    )
    add_project(parser)
    parser.add_argument("micrograph", metavar="MICROGRAPH", help="its number in the project, or the name of its file")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.micrograph.shape_size import box_text, size_text
    from maemi.project.project import Project
    from maemi.project.regions import list_regions

    with Project.open(args.dir) as project:
        row = find(project, args.micrograph)
        # A length per pixel of a diffraction pattern would be one over a length.
        size = None if row.info is not None and row.info.reciprocal else row.pixel_size
        for region in list_regions(project, row.id):
            if args.json:
                print_json({"micrograph": str(row.path), **region.to_json(size)})
            else:
                words = (region.label, region.kind, size_text(region.shape, size), f"({box_text(region.shape, size)})")
                print("  ".join(words) + (f"  frame {region.frame + 1}" if region.frame else ""))
    return 0


def find(project: Project, micrograph: str) -> MicrographRow:
    """The micrograph of this number, path or name. Raises InputError where there is none, or more than one."""
    from maemi.errors import InputError
    from maemi.project.micrographs import get_micrograph
    from maemi.project.naming import ids_called

    if micrograph.isdecimal():
        return get_micrograph(project, int(micrograph))
    found = ids_called(project, micrograph)
    if len(found) == 1:
        return get_micrograph(project, found[0])
    if not found:
        raise InputError(f"No micrograph of {project.address} is called “{micrograph}”; 'maemi add' brings it in.")
    numbers = ", ".join(map(str, found[:5]))
    raise InputError(f"{len(found)} micrographs are called “{micrograph}”; name one by its number: {numbers}.")
