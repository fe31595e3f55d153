"""`maemi add DIR PATH…`: micrographs, or folders of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.running import add_running, run_reported
from maemi.errors import InputError
from maemi.progress import Progress


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "add",
        help="add micrographs, or folders of them, to a project",
        description="Add micrographs, or folders of them. No file is copied or changed; known ones are passed over.",
    )
    add_project(parser)
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a micrograph, or a folder of them")
    parser.add_argument(
        "--no-scale-bars",
        action="store_true",
        help="do not read the burned-in scale bars of files without a pixel size; 'maemi scale-bars' does it later",
    )
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.adding import add_paths
    from maemi.project.bars import BarsReport, read_scale_bars
    from maemi.project.project import Project
    from maemi.project.rows import AddReport

    reports: list[AddReport] = []

    def work(progress: Progress) -> dict[str, Any]:
        with Project.open(args.dir) as project:
            report = add_paths(project, args.paths, progress)
            skip = args.no_scale_bars or progress.stop_requested()
            bars = BarsReport() if skip else read_scale_bars(project, progress)
        reports.append(report)
        return {
            "added": report.added,
            "known": report.known,
            "refused": [{"path": str(path), "reason": sentence} for path, sentence in report.refused],
            "passed_over": dict(report.passed_over),
            "scale_bars": {"read": bars.read, "doubtful": bars.doubtful, "none": bars.none},
        }

    status = run_reported(args, work, show=_show)
    nothing_readable = any(report.refused and not report.added and not report.known for report in reports)
    return InputError.exit_status if nothing_readable and status == 0 else status


def _show(result: dict[str, Any]) -> None:
    print(f"{result['added']} added, {result['known']} known already, {len(result['refused'])} refused.")
    bars = result["scale_bars"]
    if any(bars.values()):
        print(f"Scale bars: {bars['read']} read, {bars['doubtful']} doubtful, {bars['none']} not found.")
