"""`maemi export DIR OUT --format F`: pairs in a format that others read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.pair_filters import add_filters, add_order, filter_of
from maemi.cli.running import add_running, run_reported
from maemi.progress import Progress
from maemi.project.transfer.formats import FORMATS


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "export",
        help="write pairs in a format that others read",
        description="Write pairs into a new file (OUT ends in .jsonl, .json or .parquet), or with images, parts and a "
        "card into a new folder (any other OUT). It appears whole or not at all.",
    )
    add_project(parser)
    parser.add_argument("out", metavar="OUT", type=Path, help="the new file or folder")
    parser.add_argument("--format", required=True, choices=FORMATS, help="what reads it")
    add_filters(parser, state="approved")
    parser.add_argument("--micrographs", default="", metavar="LINE", help="only about what this search line finds")
    add_order(parser)
    folder = parser.add_argument_group("a folder")
    folder.add_argument(
        "--images", choices=("png", "original"), default="png", help="as models see them (8-bit PNG), or the files"
    )
    folder.add_argument("--side", type=int, metavar="PIXELS", help="longest side of a PNG (default: 1024)")
    folder.add_argument(
        "--split", choices=("none", "micrograph", "specimen"), help="what is never torn apart (default: micrograph)"
    )
    folder.add_argument("--shares", default="80/10/10", metavar="T/V/T", help="train/validation/test (80/10/10)")
    folder.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, other parts (default: 0)")
    folder.add_argument("--licence", metavar="TEXT", help="of the images, e.g. CC-BY-4.0; the project keeps it")
    parser.add_argument("--reviewers", choices=("names", "pseudonyms"), default="names", help="how curators are named")
    parser.add_argument(
        "--overwrite", action="store_true", help="replace an earlier export at OUT, when it is complete"
    )
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    return run_reported(args, lambda progress: _work(args, progress), show=_show)


def _work(args: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    from maemi.cli.card_facts import card_facts
    from maemi.micrograph.picture import LONGEST_SIDE
    from maemi.project.origin import set_project_licence
    from maemi.project.project import Project
    from maemi.project.split import Shares
    from maemi.project.transfer.exporting import export, is_one_file
    from maemi.project.transfer.how import How
    from maemi.project.transfer.wanted import Wanted

    wanted = Wanted(filter_of(args), args.micrographs)
    how = How(
        images=args.images,
        side=LONGEST_SIDE if args.side is None else args.side,
        split_by=args.split or ("none" if is_one_file(args.out) else "micrograph"),
        shares=Shares.parse(args.shares),
        seed=args.seed,
        reviewers=args.reviewers,
        overwrite=args.overwrite,
    )
    with Project.open(args.dir) as project:
        if args.licence is not None:
            set_project_licence(project, args.licence)
        report = export(project, args.out, args.format, wanted, how, progress, card_facts(project))
    for sentence, pairs in report.left_out:
        print(f"{pairs} pairs left out: {sentence}", file=sys.stderr)
    for sentence in report.warnings:
        print(sentence, file=sys.stderr)
    return {
        "out": str(args.out),
        "format": args.format,
        "state": args.state,
        "pairs": report.pairs,
        "parts": report.parts,
        "micrographs": report.micrographs,
        "left_out": [{"reason": sentence, "pairs": pairs} for sentence, pairs in report.left_out],
        "warnings": report.warnings,
        "stopped": report.stopped,
    }


def _show(result: dict[str, Any]) -> None:
    if result["stopped"]:
        print("Stopped; nothing was written.")
        return
    parts = result["parts"]
    listed = f" ({', '.join(f'{count:,} {part}' for part, count in sorted(parts.items()))})" if len(parts) > 1 else ""
    print(f"{result['pairs']:,} pairs written to {result['out']}{listed}.")
