"""The command that makes the embedded model: draw, learn to see, learn to answer, score, save."""

from __future__ import annotations

import argparse
import dataclasses
import shlex
import sys
from pathlib import Path
from typing import Any

from maemi.errors import InputError, MaemiError
from maemi.train.embedded.recipe import SMOKE, Recipe


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m maemi.train.embedded", description="Train the embedded model on phantoms."
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the finished model")
    parser.add_argument(
        "--work", type=Path, help="folder for drawn phantoms and checkpoints (default: OUT with “-work” added)"
    )
    parser.add_argument("--images", type=int, help="phantoms to train on")
    parser.add_argument("--steps", type=int, help="steps of the second phase")
    parser.add_argument("--sight-steps", type=int, help="steps of the first phase")
    parser.add_argument("--batch", type=int, help="conversations in one step of the second phase (8)")
    parser.add_argument("--rate", type=float, help="highest learning rate of the second phase (0.001)")
    parser.add_argument(
        "--told-share", type=float, metavar="X", help="part of the conversations that only repeat facts"
    )
    parser.add_argument("--begin", type=Path, metavar="MODEL", help="begin with this finished model: no first phase")
    parser.add_argument(
        "--hours", type=float, help="end the second phase after about this time; the steps taken are in the card"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, help="threads of torch")
    parser.add_argument("--float32", action="store_true", help="compute in float32 instead of bfloat16")
    parser.add_argument(
        "--smoke", action="store_true", help="a few seconds through every part; the model knows nothing"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the latest checkpoint of the work folder")
    parser.add_argument("--note", default="", help="a sentence for the model's card")
    parser.add_argument("--save-every", type=float, default=300.0, metavar="SECONDS")
    return parser


def recipe_of(args: argparse.Namespace) -> Recipe:
    """The recipe with what the command line changes. Raises InputError for numbers that make no training."""
    given = {"images": args.images, "steps": args.steps, "sight_steps": args.sight_steps, "batch": args.batch}
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    for name, value in changed.items():
        if value < 1:
            raise InputError(f"--{name.replace('_', '-')} is {value}; it must be at least 1.")
    if args.told_share is not None:
        if not 0.0 <= args.told_share <= 1.0:
            raise InputError(f"--told-share is {args.told_share}; it must be from 0 to 1.")
        changed["told_share"] = args.told_share
    if args.begin is not None:
        changed |= {"sight_steps": 0, "sight_weight": 0.0}  # it sees already, and the head that taught it is gone
    if args.rate is not None:
        if not args.rate > 0:
            raise InputError(f"--rate is {args.rate}; it must be above 0.")
        changed |= {"rate": args.rate, "vision_rate": args.rate * 0.3}
    if args.hours is not None and args.hours <= 0:
        raise InputError(f"--hours is {args.hours}; it must be above 0.")
    if args.hours is not None and args.steps is None:
        changed["steps"] = 10**6
    return dataclasses.replace(SMOKE if args.smoke else Recipe(), seed=args.seed, **changed)


class Printed:
    """Progress on standard error, one line an event."""

    def event(self, kind: str, **fields: Any) -> None:
        words = " ".join(
            f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}" for name, value in fields.items()
        )
        print(f"{kind}: {words}", file=sys.stderr, flush=True)

    def stop_requested(self) -> bool:
        return False


def main(argv: list[str] | None = None) -> int:
    """Exit status as the rest of MAEMI: 0 done, 1 failed, 2 bad input, 130 interrupted (go on with `--resume`)."""
    args = parser().parse_args(argv)
    try:
        recipe = recipe_of(args)
        from maemi.train.embedded.making import make

        words = sys.argv[1:] if argv is None else argv
        command = shlex.join(["python", "-m", "maemi.train.embedded", *words])
        report = make(args, recipe, Printed(), command)
    except MaemiError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("Interrupted; run again with --resume to go on from the latest checkpoint.", file=sys.stderr)
        return 130
    print(report)
    return 0
