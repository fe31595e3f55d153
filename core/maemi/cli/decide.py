"""`maemi decide DIR PAIR approve|reject|edit|skip`: one judgement."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.cli.printing import print_json


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "decide",
        help="approve, reject, edit or skip a pair",
        description="Judge a pair. The decision is appended to the project's log and can be undone.",
    )
    add_project(parser)
    parser.add_argument("pair", metavar="PAIR", type=int, help="the pair's id, as 'maemi pairs' lists it")
    parser.add_argument("verb", choices=("approve", "reject", "edit", "skip"), help="edit approves the new text")
    parser.add_argument("--answer", metavar="TEXT", help="the new answer of an edit")
    parser.add_argument("--question", metavar="TEXT", help="the new question of an edit")
    parser.add_argument("--reason", metavar="WORD", default="", help="why it is rejected, e.g. 'wrong number'")
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.generate.checking.judged import decide
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        pair = decide(project, args.pair, args.verb, curator_of(args), args.reason, args.question, args.answer)
    if args.json:
        print_json(pair.to_json())
    else:
        print(f"Pair {pair.id} is {pair.state}.")
    return 0
