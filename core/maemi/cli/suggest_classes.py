"""`maemi suggest-classes DIR`: classes for unlabelled micrographs, from the labelled ones."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_json


def add_parser(subparsers: Any) -> None:
    """Add `suggest-classes` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "suggest-classes",
        help="suggest classes from a few labelled micrographs",
        description="Suggest a class for each unlabelled micrograph that looks like labelled ones. Nothing is "
        "labelled: 'maemi label' does that. The confidence was tried by leaving each example out in turn.",
    )
    add_project(parser)
    parser.add_argument(
        "--min-confidence", type=float, default=0.6, metavar="X", help="suggest nothing below it (default: 0.6)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.micrographs import get_micrograph
    from maemi.project.project import Project
    from maemi.similar.collection import load_collection
    from maemi.similar.suggesting import suggest_classes

    with Project.open(args.dir) as project:
        report = suggest_classes(load_collection(project), args.min_confidence)
        found = [
            {
                "id": each.id,
                "path": str(get_micrograph(project, each.id).path),
                "class": each.class_name,
                "confidence": each.confidence,
                "like": each.like,
            }
            for each in report.suggestions
        ]
    if args.json:
        print_json(
            {
                "suggestions": found,
                "examples": report.examples,
                "too_few": report.too_few,
                "accuracy": report.accuracy,
                "by_chance": report.by_chance,
                "confident": report.confident,
                "confident_right": report.confident_right,
                "unsure": report.unsure,
                "unlike": report.unlike,
            }
        )
        return 0
    for each in found:
        print(f"{each['confidence']:5.0%}  {each['class']:<28} {each['id']:>6}  {each['path']}")
    print(
        f"{len(found):,} suggestions, {report.unsure:,} below {args.min_confidence:.0%}, "
        f"{report.unlike:,} like no example.\n"
        f"Examples left out in turn: {report.accuracy:.0%} right (the most frequent class alone: "
        f"{report.by_chance:.0%}); {report.confident_right} of {report.confident} right at this confidence."
    )
    return 0
