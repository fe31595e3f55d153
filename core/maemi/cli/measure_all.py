"""`maemi measure-all DIR`: many micrographs measured as one run, every result kept in the project."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.arguments import add_project
from maemi.cli.measure_settings import add_settings, settings_of
from maemi.cli.printing import print_fields, print_json
from maemi.cli.running import add_running, run_reported
from maemi.measure.result import KINDS as MEASURED
from maemi.progress import Progress

KINDS = ("auto", "by-class", *MEASURED)


def add_parser(subparsers: Any) -> None:
    """Add `measure-all` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "measure-all",
        help="measure many micrographs and keep the results",
        description="Measure the micrographs of a search, or all, in child processes. What has a result under the same "
        "kind, settings and pixel size is passed over, so that a run that was stopped goes on when it is started "
        "again. 'maemi measurements' shows and exports the results.",
    )
    add_project(parser)
    add_selection(parser)
    parser.add_argument(
        "--kind",
        choices=KINDS,
        default="auto",
        help="what to look for; auto chooses from each picture, by-class from each micrograph's class",
    )
    parser.add_argument("--again", action="store_true", help="measure also what has a result")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="child processes that measure (default: 2)")
    parser.add_argument("--detach", action="store_true", help="run in the background; 'maemi runs' tells of it")
    add_settings(parser)
    add_running(parser)
    parser.set_defaults(run=run)


def add_selection(parser: argparse.ArgumentParser) -> None:
    """`--search` and `--ids`: which micrographs."""
    parser.add_argument("--search", default="", metavar="LINE", help="only those of a search; see 'maemi list --help'")
    parser.add_argument("--ids", type=_ids, metavar="1,5-9,…", help="only these, by their number in the project")


def run(args: argparse.Namespace) -> int:
    from maemi.project.listing import list_ids
    from maemi.project.project import Project
    from maemi.survey.asking import Asked
    from maemi.survey.running import measure_all

    asked = Asked(args.kind, settings_of(args))
    if args.detach:
        return _detached(args)

    def work(progress: Progress) -> dict[str, Any]:
        with Project.open(args.dir) as project:
            ids = selected(list_ids(project, args.search), args.ids)
            return measure_all(project, ids, asked, args.again, args.workers, progress).to_json()

    return run_reported(args, work, show=_show)


def selected(found: list[int], wanted: tuple[int, ...] | None) -> list[int]:
    """Of those that a search found the ones that were named, or all."""
    if wanted is None:
        return found
    named = set(wanted)
    return [each for each in found if each in named]


def _detached(args: argparse.Namespace) -> int:
    from maemi.jobs.start import start
    from maemi.project.project import Project
    from maemi.survey.naming import ids_text

    with Project.open(args.dir) as project:
        argv = ["measure-all", project.address, "--kind", args.kind, "--workers", str(args.workers)]
        argv += [f"--search={args.search}"] if args.search else []
        argv += ["--ids", ids_text(args.ids)] if args.ids is not None else []
        argv += ["--again"] if args.again else []
        argv += settings_of(args).to_argv()
        folder = start(project.runs_dir, "measure", argv, {"project": project.address, "kind": args.kind})
    (print_json if args.json else print_fields)({"run": folder.id, "folder": str(folder.path)})
    return 0


def _show(result: dict[str, Any]) -> None:
    done, seconds = result["measured"], result["seconds"]
    speed = f" ({done / seconds:.1f} a second)" if done and seconds else ""
    print(f"{done:,} of {result['total']:,} measured{speed}, {result['known']:,} had a result already.")
    if result["by_kind"]:
        print("Found: " + ", ".join(f"{count:,} {kind}" for kind, count in sorted(result["by_kind"].items())) + ".")
    for count, words in (
        (result["nothing_to_measure"], "are of a class with nothing to measure"),
        (result["no_numbers"], "gave no trustworthy number"),
        (result["no_pixel_size"], "have no pixel size: their lengths are in pixels ('maemi scale-bars' reads bars)"),
    ):
        if count:
            print(f"{count:,} {words}.")
    for each in result["failed"]:
        print(f"failed: {each['reason']}")
    if result["stopped"]:
        print("Stopped; run it again to go on.")


def _ids(text: str) -> tuple[int, ...]:
    from maemi.errors import InputError
    from maemi.survey.naming import ids_of

    try:
        return ids_of(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
