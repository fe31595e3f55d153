"""Which pairs a command is about, in the same words for all of them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maemi.project.pair_filter import PairFilter

STATES = ("pending", "approved", "rejected", "skipped")
ALL = "all"
SORTS = ("added", "doubt", "certainty", "state", "question", "answer", "class", "teacher", "model", "task", "curator",
         "decided")  # fmt: skip
NAMES = ("state", "search", "findings", "task", "teacher", "model", "decided_by", "micrograph")


def add_filters(parser: argparse.ArgumentParser, state: str | None = None) -> None:
    """What pairs must be to be meant, all of it at once. `state`: the one that is meant where none is named."""
    group = parser.add_argument_group("which pairs")
    if state is None:
        group.add_argument("--state", choices=STATES, help="only pairs in this state")
    else:
        says = f"only pairs in this state (default: {state})"
        group.add_argument("--state", choices=(*STATES, ALL), default=state, help=says)
    group.add_argument(
        "--search",
        default="",
        metavar="WORDS",
        help="with these words, or beginnings of words, in their text",
    )
    group.add_argument(
        "--findings", metavar="KIND", help="with findings: 'any', 'warning', or a kind as in 'check-pairs --kinds'"
    )
    group.add_argument("--class", dest="class_name", metavar="CLASS", help="of micrographs of this class; '' for none")
    group.add_argument("--task", metavar="TASK", help="of this task")
    group.add_argument("--teacher", metavar="NAME", help="by this teacher")
    group.add_argument("--model", metavar="NAME", help="by this model of a teacher")
    group.add_argument("--decided-by", metavar="NAME", help="last judged by this curator")
    group.add_argument("--micrograph", type=int, metavar="ID", help="about this micrograph")


def add_order(parser: argparse.ArgumentParser) -> None:
    """In which order."""
    parser.add_argument(
        "--sort",
        choices=SORTS,
        default="added",
        help="as they were added, most doubtful first, least doubtful first, or by what they hold",
    )
    parser.add_argument("--reverse", action="store_true", help="the other way round")


def is_narrowed(args: argparse.Namespace) -> bool:
    """Whether any filter was given."""
    return args.class_name is not None or any(getattr(args, name) for name in NAMES)


def filter_of(args: argparse.Namespace) -> PairFilter:
    """The filter that was given. Raises InputError for a kind of findings that there is not."""
    from maemi.errors import InputError
    from maemi.generate.checking.kinds import KINDS
    from maemi.project.pair_filter import PairFilter

    if args.findings not in (None, "any", "warning", *KINDS):
        raise InputError(f"There is no kind of finding '{args.findings}': choose any, warning, {', '.join(KINDS)}.")
    return PairFilter(
        *(None if args.state == ALL else args.state, args.micrograph, args.search, args.findings, args.class_name),
        *(args.task, args.teacher, args.model, args.decided_by),
        sort=getattr(args, "sort", "added"),
        descending=getattr(args, "reverse", False),
    )
