"""`maemi phantom`: synthetic micrographs with known truth."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from maemi.errors import InputError
from maemi.phantom.classes import CLASSES
from maemi.phantom.trials.trial import NOISES, TRIAL_KINDS
from maemi.progress import Progress

Subparsers = Any


def add_parser(subparsers: Subparsers) -> None:
    """Add `phantom` to the command line."""
    parser = subparsers.add_parser(
        "phantom",
        help="draw synthetic micrographs with known truth",
        description="Draw synthetic micrographs of the ten NFFA classes, and OUT/truth.json. "
        "An earlier set in OUT is replaced.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="a new or empty folder, or one of an earlier set")
    parser.add_argument("--count", type=int, default=10, metavar="N", help="how many micrographs (default: 10)")
    parser.add_argument(
        "--class", dest="class_name", choices=CLASSES, metavar="NAME", help=f"one of {', '.join(CLASSES)}"
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="the same seed draws the same set (default: 0)"
    )
    parser.add_argument(
        "--trial",
        choices=(*TRIAL_KINDS, "all"),
        metavar="KIND",
        help="micrographs to try measuring on, whose every quantity is known, instead of a class: "
        f"{', '.join(TRIAL_KINDS)}, or all in turn",
    )
    parser.add_argument(
        "--noise",
        choices=NOISES,
        help="of a trial: low (a slow scan), medium (a normal one; default) or high (a fast one, grain at a glance)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Draw the set; exit status 0, or 130 where it was stopped on the way."""
    from maemi.cli.running import run_reported

    if args.trial and args.class_name:
        raise InputError("A set is of a class or of a kind of trial: leave out --class or --trial.")
    if args.noise and not args.trial:
        raise InputError("Only trials have a chosen noise: add --trial KIND, or leave out --noise.")

    def work(progress: Progress) -> dict[str, Any]:
        from maemi.phantom.sets import TRUTH, write_set, write_trials

        if args.trial:
            kind = None if args.trial == "all" else args.trial
            records = write_trials(args.out, args.count, args.seed, kind, args.noise or "medium", progress=progress)
        else:
            records = write_set(args.out, args.count, args.seed, args.class_name, progress=progress)
        return {
            "folder": str(args.out),
            "truth": str(args.out / TRUTH),
            "count": len(records),
            "seed": args.seed,
            "files": [record["file"] for record in records],
        }

    return run_reported(args, work)
