"""`maemi serve`: the local model behind the OpenAI chat protocol, on this machine only."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from maemi.errors import InputError


def add_parser(subparsers: Any) -> None:
    """Add `serve` to the command line."""
    parser = subparsers.add_parser("serve", help="offer the local model behind the OpenAI chat protocol")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="NAME",
        help="a base to offer: embedded, a folder, a hub name; the first is opened at once (may be given again)",
    )
    parser.add_argument("--project", metavar="DIR", help="offer this project's fine-tunes as well")
    parser.add_argument("--port", type=int, default=0, help="0, the default, is any free one")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until it ends; exit status 0."""
    from maemi.serve.catalogue import EMBEDDED, Catalogue
    from maemi.serve.server import serve

    bases = list(dict.fromkeys([*args.model, EMBEDDED]))
    runs_dir = runs_dir_of(args.project) if args.project else None
    serve(Catalogue(runs_dir, bases), args.port, args.with_parent, warm=bases[0] if args.model else None)
    return 0


def runs_dir_of(project: str) -> Path:
    """Where a project's runs lie. InputError where there is no such project."""
    from maemi.project.address import understand

    folder = understand(project).folder
    if not folder.is_dir():
        raise InputError(f"There is no project {project}; make one with: maemi init {project}.")
    return folder / "runs"
