"""`maemi decide DIR PAIR approve|reject|edit|skip`: one judgement; with `--all`, one about many pairs."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.cli.pair_filters import add_filters, filter_of, is_narrowed
from maemi.cli.printing import print_json
from maemi.errors import InputError

VERBS = ("approve", "reject", "edit", "skip")
DONE = {"approve": "approved", "reject": "rejected", "skip": "skipped"}


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "decide",
        help="approve, reject, edit or skip a pair",
        description="Judge a pair, or with --all every pair that the filters mean. The decision is appended to the "
        "project's log; 'maemi undo' takes it back, and one about many pairs as one.",
        usage="maemi decide DIR PAIR {approve,reject,edit,skip} [options]\n"
        "       maemi decide DIR {approve,reject,skip} --all [--yes] [filters]",
    )
    add_project(parser)
    parser.add_argument("pair", metavar="PAIR", help="the pair's id, as 'maemi pairs' lists it; left out with --all")
    parser.add_argument("verb", nargs="?", choices=VERBS, help="edit approves the new text")
    parser.add_argument("--answer", metavar="TEXT", help="the new answer of an edit")
    parser.add_argument("--question", metavar="TEXT", help="the new question of an edit")
    parser.add_argument("--reason", metavar="WORD", default="", help="why it is rejected, e.g. 'wrong number'")
    parser.add_argument("--all", action="store_true", help="every pair that the filters mean, in one go")
    parser.add_argument("--yes", action="store_true", help="without it, --all only says how many pairs there are")
    add_filters(parser)
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.all:
        return _decide_all(args)
    if is_narrowed(args) or args.yes:
        raise InputError("Filters and --yes go with --all; without it, name the pair alone.")
    if args.verb is None or not args.pair.isdigit():
        raise InputError(f"Write the pair's id and one of {', '.join(VERBS)}, or --all for many pairs.")
    from maemi.generate.checking.judged import decide
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        pair = decide(project, int(args.pair), args.verb, curator_of(args), args.reason, args.question, args.answer)
    if args.json:
        print_json(pair.to_json())
    else:
        print(f"Pair {pair.id} is {pair.state}.")
    return 0


def _decide_all(args: argparse.Namespace) -> int:
    from maemi.cli.terminal import TerminalProgress
    from maemi.project.bulk import decide_many
    from maemi.project.pair_listing import list_pair_ids
    from maemi.project.project import Project

    verb = args.pair
    if args.verb is not None or verb not in DONE:
        raise InputError(f"With --all, write one of {', '.join(DONE)} and no pair.")
    if args.question is not None or args.answer is not None:
        raise InputError("A new question or answer is for one pair; leave --question and --answer out with --all.")
    with Project.open(args.dir) as project:
        wanted = filter_of(args)
        ids = list_pair_ids(project, wanted)
        if not args.yes:
            return _only_told(args, verb, len(ids))
        progress = TerminalProgress(sys.stderr)
        try:
            report = decide_many(project, ids, verb, curator_of(args), args.reason, wanted.state, progress)
        finally:
            progress.close()
    if args.json:
        print_json(report.to_json())
    else:
        print(f"{report.decided:,} pairs are {DONE[verb]}; 'maemi undo' takes all of it back.")
    return 0


def _only_told(args: argparse.Namespace, verb: str, count: int) -> int:
    if args.json:
        print_json({"decided": 0, "would_decide": count})
    else:
        print(f"{count:,} pairs would be {DONE[verb]}; add --yes to do it.")
    return 0
