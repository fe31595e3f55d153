"""`maemi correct DIR MICROGRAPH remove|add|split|merge|undo|redo|list|clear`: corrections by hand of a measurement."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.cli.printing import print_json
from maemi.errors import InputError, MaemiError

if TYPE_CHECKING:
    from maemi.micrograph.correction import Correction
    from maemi.project.correction_row import CorrectionRow
    from maemi.project.project import Project
    from maemi.project.rows import MicrographRow

VERBS = ("remove", "add", "split", "merge", "undo", "redo", "clear", "list")


def add_parser(subparsers: Any) -> None:
    from maemi.measure.result import KINDS

    parser: argparse.ArgumentParser = subparsers.add_parser(
        "correct",
        help="correct by hand what is measured in a micrograph",
        description="Correct which objects a measurement sees: remove the one at a point, add a closed outline, split "
        "one along a line, merge those under a line. Every correction is kept with who made it, holds for other "
        "settings, too, and can be undone. 'maemi measure FILE --project DIR' measures with them.",
        epilog="Points are ROW,COLUMN in pixels of the scan, the centre of the first pixel is 0,0.",
    )
    add_project(parser)
    parser.add_argument("micrograph", metavar="MICROGRAPH", help="its number in the project, or the name of its file")
    parser.add_argument("verb", choices=VERBS, help="clear takes all back at once; list shows what stands")
    parser.add_argument("points", nargs="*", metavar="ROW,COLUMN", help="one for remove, 3 or more for add, else 2 …")
    parser.add_argument("--kind", choices=KINDS, help="what is measured (default: what was corrected before)")
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.cli.regions import find
    from maemi.project.corrections import list_corrections
    from maemi.project.project import Project

    if args.points and args.verb in ("undo", "redo", "clear", "list"):
        raise InputError(f"'{args.verb}' takes no points; they belong to remove, add, split and merge.")
    with Project.open(args.dir) as project:
        row = find(project, args.micrograph)
        if args.verb == "list":
            rows = list_corrections(project, row.id, args.kind)
            _show(args, rows)
            return 0
        kind = args.kind or _kind_of(project, row)
        said = _change(project, row, kind, args)
        rows = list_corrections(project, row.id, kind)
    if args.json:
        _show(args, rows)
    else:
        many = "correction by hand stands" if len(rows) == 1 else "corrections by hand stand"
        print(f"{said}{len(rows)} {many} for the {kind} of {row.name}.")
    return 0


def _change(project: Project, row: MicrographRow, kind: str, args: argparse.Namespace) -> str:
    """Do what was asked; returns a sentence about it, with a space after it, or nothing."""
    from maemi.measure.recounting import check_correctable
    from maemi.micrograph.correction import Correction
    from maemi.project.corrections import add_correction, clear_corrections, redo_correction, undo_correction

    curator = curator_of(args)
    if args.verb in ("undo", "redo"):
        step = undo_correction if args.verb == "undo" else redo_correction
        words = step(project, row.id, kind, curator)
        if words is None:
            raise MaemiError(f"{curator} has no correction to {args.verb} for the {kind} of {row.name}.")
        return f"{'Undone' if args.verb == 'undo' else 'Done again'}: {words}. "
    if args.verb == "clear":
        clear_corrections(project, row.id, kind, curator)
        return ""
    check_correctable(kind)
    correction = Correction(args.verb, tuple(_point(text) for text in args.points))
    _check_place(correction, row)
    add_correction(project, row.id, kind, correction, curator)
    return ""


def _check_place(correction: Correction, row: MicrographRow) -> None:
    """Raises InputError where no point lies in the scan: such a correction could never hit anything."""
    if row.info is None:
        return
    rows, columns = row.info.scan_rows or row.info.shape[0], row.info.shape[1]
    if not any(-0.5 <= point[0] < rows and -0.5 <= point[1] < columns for point in correction.points):
        raise InputError(
            f"No point lies in the scan of {row.name}, which has {rows:,} rows and {columns:,} columns; "
            "write ROW,COLUMN in pixels, counted from 0."
        )


def _kind_of(project: Project, row: MicrographRow) -> str:
    """The kind that was corrected before, else the one of the class. Raises InputError where both leave it open."""
    from maemi.generate.subject import kind_to_measure
    from maemi.measure.result import COUNTED
    from maemi.project.corrections import corrected_kinds

    known = corrected_kinds(project, row.id)
    wanted = known[0] if len(known) == 1 else kind_to_measure(row)
    if wanted not in COUNTED:
        raise InputError(f"It is not known what is measured in {row.name}; say --kind {', --kind '.join(COUNTED)}.")
    return wanted


def _point(text: str) -> tuple[float, float]:
    try:
        row, column = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"“{text}” is no point; write ROW,COLUMN in pixels of the scan, e.g. 120,340.5.") from None
    return row, column


def _show(args: argparse.Namespace, rows: list[CorrectionRow]) -> None:
    for row in rows:
        if args.json:
            print_json(row.to_json())
            continue
        points = " ".join(f"{point[0]:g},{point[1]:g}" for point in row.correction.points[:4])
        more = f" … ({len(row.correction.points)} points)" if len(row.correction.points) > 4 else ""
        print(f"{row.id}  {row.kind}  {row.correction.verb}  {points}{more}  {row.curator}  {row.at:%Y-%m-%d %H:%M}")
