"""`maemi study ACTION DIR`: an expert study, as reviewers of a paper ask for: draw, rate, report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.cli.arguments import add_verb, curator_of
from maemi.cli.printing import print_json
from maemi.errors import InputError

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.study.report import Report
    from maemi.study.rows import StudyRow

STATES = ("approved", "pending", "rejected", "skipped", "any")


def add_parser(subparsers: Any) -> None:
    """Add `study` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "study",
        help="an expert study: draw pairs, rate them, report",
        description="Draw pairs at random within each class and teacher, let experts mark the answers' accuracy, "
        "relevance and completeness from 1 to 5, in the window or on a sheet, and report means with intervals.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    draw = add_verb(actions, "draw", "draw the pairs of a new study")
    draw.add_argument("name", metavar="NAME", help="what the study is called")
    draw.add_argument(
        "--per-group", type=int, default=5, metavar="N", help="pairs of each class and teacher (default 5)"
    )
    draw.add_argument("--seed", type=int, default=0, help="which pairs are drawn (default 0)")
    draw.add_argument("--state", choices=STATES, default="approved", help="which pairs to draw from (default approved)")
    draw.add_argument("--teacher", metavar="NAME", help="only pairs of this teacher")
    draw.add_argument("--class", dest="class_name", metavar="NAME", help="only pairs about this class")
    draw.add_argument("--curator", metavar="NAME", help="who draws it (default: MAEMI_CURATOR, else your login)")
    add_verb(actions, "list", "list the studies and how far they are")
    for name, says in (("sheet", "write a sheet that an expert fills in"), ("rate", "read a filled-in sheet")):
        action = add_verb(actions, name, says)
        action.add_argument("name", metavar="NAME", help="the study")
        action.add_argument("file", type=Path, metavar="FILE", help="a .csv")
        action.add_argument(
            "--expert", dest="curator", metavar="NAME", help="who rates (default: MAEMI_CURATOR, else your login)"
        )
    report = add_verb(actions, "report", "print what was found, or write it as HTML and CSV")
    report.add_argument("name", metavar="NAME", help="the study")
    report.add_argument("--out", type=Path, metavar="FOLDER", help="a new folder for report.html and two .csv")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        {"draw": _draw, "list": _list, "sheet": _sheet, "rate": _rate, "report": _report}[args.action](project, args)
    return 0


def _draw(project: Project, args: argparse.Namespace) -> None:
    from maemi.project.pair_filter import PairFilter
    from maemi.study.drawing import draw_study

    wanted = PairFilter(
        state=None if args.state == "any" else args.state, teacher=args.teacher, class_name=args.class_name
    )
    _tell(args, draw_study(project, args.name, curator_of(args), args.per_group, args.seed, wanted))


def _list(project: Project, args: argparse.Namespace) -> None:
    from maemi.study.store import list_studies

    studies = list_studies(project)
    for study in studies:
        _tell(args, study)
    if not studies and not args.json:
        print("There is no study yet; 'maemi study draw DIR NAME' draws one.", file=sys.stderr)


def _tell(args: argparse.Namespace, study: StudyRow) -> None:
    if args.json:
        print_json(study.to_json())
        return
    rated = ", ".join(f"{expert} {count}" for expert, count in study.rated.items()) or "nobody yet"
    print(f"{study.name}: {study.items} pairs of {len(study.groups)} groups, seed {study.seed}; rated by {rated}")


def _sheet(project: Project, args: argparse.Namespace) -> None:
    from maemi.study.sheet import write_sheet
    from maemi.study.store import get_study

    count = write_sheet(project, get_study(project, args.name), curator_of(args), args.file)
    _told(
        args,
        count,
        f"{count} pairs to rate written to {args.file}; fill in the columns and read it with 'maemi study rate'.",
    )


def _rate(project: Project, args: argparse.Namespace) -> None:
    from maemi.study.sheet import read_sheet
    from maemi.study.store import get_study

    if not args.file.is_file():
        raise InputError(f"{args.file} is not there: name the filled-in sheet.")
    count = read_sheet(project, get_study(project, args.name), curator_of(args), args.file)
    _told(args, count, f"{count} ratings by {curator_of(args)} kept.")


def _told(args: argparse.Namespace, count: int, sentence: str) -> None:
    if args.json:
        print_json({"file": str(args.file), "pairs": count})
    else:
        print(sentence)


def _report(project: Project, args: argparse.Namespace) -> None:
    from maemi.study.report import report, write_report

    found = report(project, args.name)
    written = write_report(found, args.out) if args.out is not None else []
    if args.json:
        print_json({**found.to_json(), "files": [str(path) for path in written]})
        return
    _print(found)
    for path in written:
        print(f"written: {path}")


def _print(found: Report) -> None:
    from maemi.study.rows import CRITERIA

    for line in found.lines:
        where = f"{line.class_name or '(no class)' if line.class_name is not None else 'all classes'}, "
        marks = "; ".join(f"{name} {one.value:.2f} ({one.low:.2f}–{one.high:.2f})" for name, one in line.marks.items())
        print(f"{where}{line.teacher or 'all teachers'}: {marks}; good in all {100 * line.good.value:.0f} %")
    for name in CRITERIA:
        one = found.agreement[name]
        told = (
            f"{one.value:.2f} ({one.low:.2f}–{one.high:.2f})" if one else "no value: too few pairs rated by two experts"
        )
        print(f"agreement on {name} (Krippendorff's α): {told}")
