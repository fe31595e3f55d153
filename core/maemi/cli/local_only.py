"""`maemi local-only [on|off] [DIR]`: the switch that lets nothing leave this machine."""

from __future__ import annotations

import argparse
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add `local-only` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "local-only",
        help="the switch that lets nothing leave this machine",
        description="While it is on, no process of MAEMI reaches another machine: connections and look-ups of names "
        "are refused before anything is sent. Without DIR it is yours, on this machine; with DIR it belongs to the "
        "project and holds for everybody who opens it.",
    )
    parser.add_argument("turn", nargs="?", choices=("on", "off"), help="turn it; without this, say how it stands")
    parser.add_argument("dir", metavar="DIR", nargs="?", help="the project: its folder, or a database address")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Turn or tell; exit status 0."""
    from maemi import local_only
    from maemi.cli.printing import print_json
    from maemi.project.project import Project
    from maemi.project.settings import is_kept_here, keep_here

    of_project: bool | None = None
    if args.dir is not None:
        with Project.open(args.dir) as project:
            if args.turn:
                keep_here(project, args.turn == "on")
            of_project = is_kept_here(project)
    elif args.turn:
        local_only.keep(args.turn == "on")
    databases = list(local_only.allowed_hosts())
    if args.json:
        mine, on = local_only.is_kept(), local_only.is_on()
        told = {"local_only": on or bool(of_project), "yours": mine, "project": of_project, "databases": databases}
        print_json(told)
        return 0
    if of_project is not None:
        print(f"Local only is {_word(of_project)} for {args.dir}, for everybody who opens it.")
    print(f"Local only is {_word(local_only.is_on())} for you on this machine.")
    for host in databases:
        print(f"The project's database at {host} is reached all the same.")
    return 0


def _word(on: bool) -> str:
    return "on" if on else "off"
