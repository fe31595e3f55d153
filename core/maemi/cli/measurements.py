"""`maemi measurements DIR`: kept results told as statistics, or exported as a table or a plot."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.cli.arguments import add_project
from maemi.cli.measure_all import add_selection, selected
from maemi.cli.printing import print_json
from maemi.measure.result import KINDS

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.survey.results import Results

PLOTS = ("histogram", "cumulative", "box")
GROUPS = ("all", "class", "folder", "kind", "micrograph")


def add_parser(subparsers: Any) -> None:
    """Add `measurements` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "measurements",
        help="statistics of kept measurements; tables and plots of them",
        description="Tell what the kept measurements of a search say together, or write them into a new file: a table "
        "(.csv, .parquet) with one row a micrograph, or --objects, or a plot (.svg). Without a quantity the objects' "
        "size is looked at.",
    )
    add_project(parser)
    add_selection(parser)
    parser.add_argument("--kind", choices=KINDS, help="only results that found this kind")
    parser.add_argument(
        "--quantity", metavar="NAME", help="of the objects (size, aspect …) or micrographs (mean_size …)"
    )
    parser.add_argument(
        "--by", choices=GROUPS, default="all", help="statistics and plot by class, folder, kind, micrograph"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="a new .csv, .parquet or .svg; nothing is overwritten")
    parser.add_argument("--objects", action="store_true", help="one row an object in the table")
    parser.add_argument("--plot", choices=PLOTS, default="histogram", help="what the .svg shows (default: histogram)")
    parser.add_argument("--width-mm", type=float, default=89.0, metavar="MM", help="width of the plot (default: 89)")
    parser.add_argument("--height-mm", type=float, default=67.0, metavar="MM", help="height of the plot (default: 67)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.errors import InputError
    from maemi.project.listing import list_ids
    from maemi.project.project import Project
    from maemi.survey.results import load_results
    from maemi.survey.table_files import export_table

    out: Path | None = args.out
    suffix = out.suffix.lower() if out is not None else ""
    if suffix not in ("", ".csv", ".parquet", ".svg"):
        raise InputError(f"{args.out} cannot be written: name a file that ends in .csv, .parquet or .svg.")
    with Project.open(args.dir) as project:
        results = load_results(project, selected(list_ids(project, args.search), args.ids), args.kind)
        if out is not None and suffix != ".svg":
            written = export_table(project, results, out, args.objects)
            _written(args, written, "objects" if args.objects else "micrographs")
        elif out is not None:
            _plot(args, project, results)
        else:
            _tell(args, project, results)
    return 0


def _plot(args: argparse.Namespace, project: Project, results: Results) -> None:
    from maemi.survey.choosing import pool
    from maemi.survey.grouping import groups_of
    from maemi.survey.plots.distribution import plot
    from maemi.survey.plots.svg import svg
    from maemi.survey.table_files import new_file

    pooled = pool(project, results, args.quantity)
    drawn = svg(plot(pooled, groups_of(results, args.by), args.plot), args.width_mm, args.height_mm)
    new_file(args.out, lambda file: file.write(drawn.encode()))
    _written(args, len(pooled.values), "objects" if pooled.of_objects else "micrographs")


def _written(args: argparse.Namespace, count: int, what: str) -> None:
    if args.json:
        print_json({"out": str(args.out), what: count})
    else:
        print(f"{count:,} {what} written to {args.out}.")


def _tell(args: argparse.Namespace, project: Project, results: Results) -> None:
    from maemi.survey.choosing import pool
    from maemi.survey.grouping import groups_of
    from maemi.survey.stated import defined
    from maemi.survey.statistics import statistics
    from maemi.survey.wording import log_normal_in_words, mean_in_words, percentiles_in_words

    pooled = pool(project, results, args.quantity)
    groups = statistics(pooled, groups_of(results, args.by))
    stale = sum(1 for row in results.rows if row.stale)
    if args.json:
        print_json(
            {
                "quantity": pooled.name,
                "unit": pooled.unit,
                "of": "objects" if pooled.of_objects else "micrographs",
                "results": len(results),
                "outdated": stale,
                "without_result": results.without,
                "left_out": pooled.left_out,
                "groups": [group.to_json() for group in groups],
            }
        )
        return
    print(f"{defined(pooled.name).label} of {'objects' if pooled.of_objects else 'micrographs'}")
    for group in groups:
        if args.by != "all":
            print(f"\n{group.group or 'none'}")
        print(f"  micrographs    {group.micrographs:,}")
        if pooled.of_objects:
            print(f"  objects        {group.samples:,}")
        print(f"  mean           {mean_in_words(pooled, group)}")
        print(f"  percentiles    {percentiles_in_words(pooled, group)}")
        if group.log_normal is not None and group.log_normal.fits:
            print(f"  distribution   {log_normal_in_words(pooled, group.log_normal)}")
    for count, words in (
        (pooled.left_out, "results do not have it, or have it in pixels only"),
        (stale, "results are outdated: measure them again"),
        (results.without, "micrographs have no result"),
    ):
        if count:
            print(f"{count:,} {words}.")
