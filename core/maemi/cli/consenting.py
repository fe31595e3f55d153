"""Before micrographs go to another machine: somebody agrees, in a terminal, by `--yes`, or for good in the project."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from maemi.errors import InputError
from maemi.local_only import check, is_this_machine
from maemi.person import name_of_person

if TYPE_CHECKING:
    from maemi.project.project import Project


def add_yes(parser: argparse.ArgumentParser) -> None:
    """Add `--yes` to a command that may send to a server."""
    parser.add_argument(
        "--yes", action="store_true", help="agree that this goes to the named server, where nobody can be asked"
    )


def agree(
    project: Project | None, host: str, yes: bool, tell: Callable[[], Iterable[str]], info_bars: bool = False
) -> None:
    """Return where something may go to `host`; raises InputError where nobody agrees.

    `tell` says what would leave, and is called only where somebody is asked. Nobody is asked about this machine, nor
    where the project remembers an agreement.
    """
    from maemi.project import consent
    from maemi.project.egress import name_of

    check(name_of(host))
    if project is not None and not consent.is_needed(project, host, info_bars):
        return
    if project is None and is_this_machine(name_of(host)):
        return
    if not yes:
        if not (sys.stdin is not None and sys.stdin.isatty()):
            raise InputError(
                f"Nobody has agreed that micrographs go to {host}: nothing was sent; add --yes, or agree in the window "
                "('--dry-run' of generate says what would leave)."
            )
        if not _asked(host, tell, remembers=project is not None, project=project, info_bars=info_bars):
            raise InputError(f"Nothing was sent to {host}.")
        return
    print(f"Goes to {host}, as --yes agrees.", file=sys.stderr)
    if project is not None:
        consent.note_once(project, host, name_of_person(), info_bars)


def _asked(
    host: str, tell: Callable[[], Iterable[str]], remembers: bool, project: Project | None, info_bars: bool
) -> bool:
    from maemi.project import consent

    for line in tell():
        print(line, file=sys.stderr)
    choice = "y, n, or a for always in this project" if remembers else "y or n"
    print(f"Send this to {host}? ({choice}) ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip().lower()
    if project is not None and answer in ("a", "always"):
        consent.give(project, host, name_of_person(), info_bars)
        return True
    if answer not in ("y", "yes"):
        return False
    if project is not None:
        consent.note_once(project, host, name_of_person(), info_bars)
    return True
