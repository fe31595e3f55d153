"""`maemi check-pairs DIR`: hold every pair against file, measurement and the other pairs."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.printing import print_fields, print_json
from maemi.cli.running import add_running, run_reported
from maemi.progress import Progress


def add_parser(subparsers: Any) -> None:
    """Add `check-pairs` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "check-pairs",
        help="check every pair of a project",
        description="Hold each pair, whoever wrote it, against the file, the measurement and the other pairs, and "
        "write what is found beside it in the place of earlier findings. Decisions stay. 'maemi pairs --sort doubt' "
        "lists the most doubtful first.",
    )
    add_project(parser)
    parser.add_argument("--measure", action="store_true", help="measure what was not measured yet; about 1 s each")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="child processes that measure")
    parser.add_argument("--off", action="append", default=[], metavar="KIND", help="no longer find this kind")
    parser.add_argument("--on", action="append", default=[], metavar="KIND", help="find this kind again")
    parser.add_argument("--language", metavar="CODE", help="the language that answers shall be in, e.g. en or de")
    parser.add_argument("--kinds", action="store_true", help="list the kinds of findings, and check nothing")
    parser.add_argument("--detach", action="store_true", help="run in the background; 'maemi runs' tells of it")
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.generate.checking.everything import check_pairs
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        _set(project, args)
        if args.kinds:
            return _list_kinds(project, args.json)
    if args.detach:
        return _detached(args)

    def work(progress: Progress) -> dict[str, Any]:
        with Project.open(args.dir) as project:
            return check_pairs(project, progress, measure=args.measure, workers=args.workers).to_json()

    return run_reported(args, work, show=_show)


def _set(project: Any, args: argparse.Namespace) -> None:
    from maemi.generate.checking.kinds import set_expected_language, switch

    for kind in args.off:
        switch(project, kind, on=False)
    for kind in args.on:
        switch(project, kind, on=True)
    if args.language:
        set_expected_language(project, args.language)


def _list_kinds(project: Any, as_json: bool) -> int:
    from maemi.generate.checking.kinds import KINDS, expected_language, kinds_off

    off = kinds_off(project)
    if as_json:
        kinds = [{"kind": kind, "says": says, "on": kind not in off} for kind, says in KINDS.items()]
        print_json({"language": expected_language(project), "kinds": kinds})
        return 0
    for kind, says in KINDS.items():
        print(f"{'off' if kind in off else 'on ':3}  {kind:12} {says}")
    return 0


def _detached(args: argparse.Namespace) -> int:
    from maemi.jobs.start import start
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        argv = ["check-pairs", project.address, "--workers", str(args.workers)]
        argv += ["--measure"] if args.measure else []
        folder = start(project.runs_dir, "check-pairs", argv, {"project": project.address})
    (print_json if args.json else print_fields)({"run": folder.id, "folder": str(folder.path)})
    return 0


def _show(result: dict[str, Any]) -> None:
    speed = f" in {result['seconds']:.1f} s" if result["seconds"] else ""
    print(f"{result['pairs']:,} pairs checked{speed}; {result['doubted']:,} with a warning; {result['changed']:,} new.")
    for kind, count in sorted(result["findings"].items(), key=lambda one: -one[1]):
        print(f"  {count:>7,}  {kind}")
    if result["not_measured"]:
        print(f"{result['not_measured']:,} micrographs are not measured; --measure does that first.")
    if result["stopped"]:
        print("Stopped; what was checked is kept.")
