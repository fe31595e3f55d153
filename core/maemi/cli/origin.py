"""`maemi origin DIR`: of which specimen micrographs are, and under which licence they may be passed on."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_fields, print_json

NONE = "-"
"""The word that takes a specimen or licence away."""


def add_parser(subparsers: Any) -> None:
    """Add `origin` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "origin",
        help="specimens and licences of micrographs",
        description="Say of which specimen micrographs are (an export can keep a specimen in one part), and under "
        "which licence they may be passed on. Without micrographs, --licence is that of all that have none of their "
        f"own; '{NONE}' takes either away. With neither, print what is known.",
    )
    add_project(parser)
    parser.add_argument("micrographs", metavar="MICROGRAPH", nargs="*", help="an id, or the path of a micrograph")
    parser.add_argument("--find", metavar="SEARCH", help="the micrographs that a search line finds, e.g. folder:A12")
    parser.add_argument("--specimen", metavar="NAME", help="the specimen that they are of")
    parser.add_argument("--licence", metavar="TEXT", help="e.g. CC-BY-4.0, or words of the lab")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.errors import InputError
    from maemi.project.finding import named_micrograph
    from maemi.project.listing import list_ids
    from maemi.project.origin import set_licence, set_project_licence, set_specimen
    from maemi.project.project import Project

    specimen, licence = ("" if each == NONE else each for each in (args.specimen, args.licence))
    with Project.open(args.dir) as project:
        some = bool(args.micrographs) or args.find is not None
        ids = [named_micrograph(project, each) for each in args.micrographs]
        ids += list_ids(project, args.find) if args.find is not None else []
        if specimen is not None:
            if not some:
                raise InputError("A specimen is of some micrographs: name them, or find them with --find.")
            set_specimen(project, ids, specimen)
        if licence is not None:
            if some:
                set_licence(project, ids, licence)
            else:
                set_project_licence(project, licence)
        found = _known(project)
    found |= {"changed": len(set(ids)) if specimen is not None or licence is not None else 0}
    (print_json if args.json else print_fields)(found)
    return 0


def _known(project: Any) -> dict[str, Any]:
    """Counts of micrographs by specimen and licence."""
    from collections import Counter

    from maemi.project.origin import origins, project_licence

    known = origins(project).values()
    return {
        "licence": project_licence(project),
        "licences": dict(Counter(origin.licence or "not stated" for origin in known)),
        "specimens": dict(Counter(origin.specimen or "not named" for origin in known)),
    }
