"""Arguments that several commands share."""

from __future__ import annotations

import argparse

from maemi.person import name_of_person


def add_project(parser: argparse.ArgumentParser) -> None:
    """DIR, as every command over a project calls it."""
    parser.add_argument("dir", metavar="DIR", help="the project: its folder, or a database address")


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
