"""Arguments that several commands share."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.person import name_of_person


def add_project(parser: argparse.ArgumentParser) -> None:
    """DIR, as every command over a project calls it."""
    parser.add_argument("dir", metavar="DIR", help="the project: its folder, or a database address")


def add_verb(verbs: Any, name: str, says: str) -> argparse.ArgumentParser:
    """One of a command's own verbs, over a project."""
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=says, description=f"{says[:1].upper()}{says[1:]}.")
    add_project(parser)
    # Suppressed: a default of its own would undo a --json before the verb.
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON on standard output")
    return parser


def add_curator(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--curator",
        metavar="NAME",
        default=None,
        help="who judges (default: MAEMI_CURATOR, else your login)",
    )


def curator_of(args: argparse.Namespace) -> str:
    """The curator that was named, else the one of the environment, else the login's."""
    return str(args.curator or name_of_person()).strip()
