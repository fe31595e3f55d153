"""`maemi egress list|totals|consents|revoke DIR`: what left this machine from a project, and who agreed to it."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.errors import InputError

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.project.sent import SentFilter


def add_parser(subparsers: Any) -> None:
    """Add `egress` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "egress",
        help="what left this machine from a project, and who agreed to it",
        description="Every request to a server is entered in the project before it is sent; no line can be changed.",
    )
    parser.add_argument(
        "what", choices=("list", "totals", "consents", "revoke"), metavar="WHAT",
        help="list: each request, newest first; totals: by host and day (UTC); consents: hosts that get micrographs "
        "without asking again, and who agreed; revoke: ask again before the next run sends to HOST",
    )  # fmt: skip
    add_project(parser)
    parser.add_argument("revoked", metavar="HOST", nargs="?", help="of revoke, as consents lists it")
    for field in ("host", "purpose", "who", "model"):
        parser.add_argument(f"--{field}", default="", metavar="TEXT", help=f"only this {field}")
    parser.add_argument("--micrograph", type=int, metavar="ID", help="only about this micrograph")
    parser.add_argument("--search", default="", metavar="TEXT", help="in names of micrographs, hosts, models, people")
    parser.add_argument("--since", type=_day, metavar="DAY", help="from this day on: 2026-11-28 (UTC)")
    parser.add_argument("--until", type=_day, metavar="DAY", help="up to this day, that day included")
    parser.add_argument("--limit", type=int, metavar="N", help="list at most so many lines")
    parser.add_argument("--csv", action="store_true", help="list and totals for a spreadsheet")
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """List, sum up, or take a consent back; exit status 0."""
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        {"list": _list, "totals": _totals, "consents": _consents, "revoke": _revoke}[args.what](args, project)
    return 0


def _list(args: argparse.Namespace, project: Project) -> None:
    from itertools import islice

    from maemi.project.sent import as_table, each_sent

    if args.limit is not None and args.limit < 1:
        raise InputError(f"--limit {args.limit}: at least one line is needed.")
    rows = islice(each_sent(project, _filter(args)), args.limit)
    if args.csv:
        _csv(as_table(rows))
    elif args.json:
        _json({**asdict(row), "at": row.at.isoformat(), "micrograph": name or None} for row, name in rows)
    else:
        for row, name in rows:
            told = [f"{row.at:%Y-%m-%d %H:%M:%S}", f"{row.bytes_sent:>12,} bytes", f"to {row.host}", row.purpose]
            told += filter(None, (row.model, name, row.content, f"by {row.who}" if row.who else ""))
            print("  ".join(told))


def _totals(args: argparse.Namespace, project: Project) -> None:
    from maemi.project.sent import totals

    found = totals(project, _filter(args))
    if args.csv:
        heading = ["host", "day", "requests", "bytes_sent"]
        _csv([heading, *([each.host, each.day, str(each.requests), str(each.bytes_sent)] for each in found)])
    elif args.json:
        _json(asdict(each) for each in found)
    else:
        for each in found:
            print(f"{each.day}  {each.requests:>9,} requests  {each.bytes_sent:>15,} bytes  to {each.host}")
        if not found:
            print("Nothing of this project was sent to any server.")


def _consents(args: argparse.Namespace, project: Project) -> None:
    from maemi.project.consent import list_standing

    found = list_standing(project)
    if args.json:
        _json({**asdict(each), "at": each.at.isoformat()} for each in found)
        return
    for each in found:
        bars = ", info bars too" if each.info_bars else ""
        print(f"{each.host}: agreed by {each.who} on {each.at:%Y-%m-%d %H:%M} UTC{bars}")
    if not found:
        print("No host gets micrographs of this project without asking.")


def _revoke(args: argparse.Namespace, project: Project) -> None:
    from maemi.project.consent import revoke

    if not args.revoked:
        raise InputError("Name the host, as 'maemi egress consents DIR' lists it.")
    revoke(project, args.revoked, curator_of(args))
    if args.json:
        _json([{"host": args.revoked, "revoked": True}])
    else:
        print(f"The next run asks again before anything goes to {args.revoked}.")


def _filter(args: argparse.Namespace) -> SentFilter:
    from maemi.project.sent import SentFilter

    until = args.until + timedelta(days=1) if args.until else None
    return SentFilter(
        args.host.lower(), args.purpose, args.who, args.model, args.since, until, args.micrograph, args.search
    )


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write it like 2026-11-28") from error


def _csv(rows: Iterable[Sequence[str]]) -> None:
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)


def _json(documents: Iterable[dict[str, Any]]) -> None:
    from maemi.cli.printing import print_json

    for document in documents:
        print_json(document)
