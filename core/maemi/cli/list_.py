"""`maemi list DIR`: the micrographs that a search line means, one a line."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json
from maemi.project.rows import MicrographRow

AT_ONCE = 500


def add_parser(subparsers: Any) -> None:
    from maemi.project.filtering.keys import KEYS

    keys = "\n".join(f"  {key.example:24} {key.explanation}" for key in KEYS)
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "list",
        help="list the micrographs of a project",
        description="List the micrographs that a search line means.",
        epilog="Words are looked for in name, folder, class and metadata. All terms must hold; '-' before one asks for "
        f"its opposite; key:a,b for either; quotes keep spaces together. Keys:\n{keys}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_project(parser)
    parser.add_argument("--search", default="", metavar="LINE", help="e.g. 'detector:InLens mag>10k state:pending'")
    parser.add_argument("--sort", default="name", metavar="ORDER", help="name, folder, added, taken, magnification …")
    parser.add_argument("--descending", action="store_true", help="the other way round")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N micrographs")
    parser.add_argument("--json", action="store_true", help="one JSON document a line")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.listing import get_micrographs, in_chunks, list_ids
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        ids = list_ids(project, args.search, args.sort, args.descending)[: args.limit]
        for some in in_chunks(ids, AT_ONCE):
            for row in get_micrographs(project, some):
                if args.json:
                    print_json(row.to_json())
                else:
                    print(_line(row))
    return 0


def _line(row: MicrographRow) -> str:
    from maemi.micrograph.units import format_length

    size = f"{format_length(row.pixel_size.mean_m)}/px" if row.pixel_size else "no pixel size"
    marks = [row.class_name or "", "missing" if row.missing else "", "unreadable" if row.error else ""]
    return "  ".join(part for part in (str(row.path), size, f"{row.pairs_pending} pending", *marks) if part)
