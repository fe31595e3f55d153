"""`maemi scale-bars DIR`: read the burned-in scale bars of micrographs whose files give no pixel size."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.running import add_running, run_reported
from maemi.progress import Progress


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "scale-bars",
        help="read the burned-in scale bars of micrographs without a pixel size",
        description="Read the burned-in scale bars of all micrographs whose files give no pixel size. A sure reading "
        "becomes the pixel size, with the source 'scale bar'; a doubtful one waits in the window to be confirmed.",
    )
    add_project(parser)
    parser.add_argument("--again", action="store_true", help="also those that were looked at before without success")
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.bars import read_scale_bars
    from maemi.project.project import Project

    def work(progress: Progress) -> dict[str, Any]:
        with Project.open(args.dir) as project:
            report = read_scale_bars(project, progress, again=args.again)
        return {
            "read": report.read,
            "doubtful": report.doubtful,
            "none": report.none,
            "failed": [{"path": str(path), "reason": sentence} for path, sentence in report.failed],
        }

    return run_reported(args, work, show=_show)


def _show(result: dict[str, Any]) -> None:
    print(
        f"{result['read']} read, {result['doubtful']} doubtful, {result['none']} without a scale bar, "
        f"{len(result['failed'])} failed."
    )
