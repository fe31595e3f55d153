"""`maemi generate DIR --teacher measured|openai`: let a teacher write pairs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from maemi.cli.arguments import add_project
from maemi.cli.consenting import add_yes, agree
from maemi.cli.running import add_running, run_reported
from maemi.cli.teacher_arguments import add_teacher, on_task, settings_of
from maemi.errors import InputError
from maemi.progress import Progress

if TYPE_CHECKING:
    from maemi.generate.estimate import Estimate
    from maemi.generate.leaving import Leaving
    from maemi.generate.openai.teaching import OpenAITeacher
    from maemi.generate.run import GenerateOptions
    from maemi.generate.teacher import Teacher
    from maemi.project.project import Project


def add_parser(subparsers: Any) -> None:
    """Add `generate` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "generate",
        help="let a teacher write pairs",
        description="Let a teacher write pairs about each micrograph. Run again, it goes on where it ended.",
    )
    add_project(parser)
    parser.add_argument(
        "--teacher", choices=("measured", "openai"), default="measured", help="offline image analysis, or a model"
    )
    parser.add_argument("--model", metavar="M", help="the model of the server (openai)")
    parser.add_argument("--base-url", metavar="URL", help="an OpenAI-compatible server; without it, OpenAI's own")
    parser.add_argument(
        "--task",
        action="append",
        metavar="NAME",
        help="what a language model writes, see 'maemi prompts list' (default: questions); may be repeated",
    )
    parser.add_argument("--questions", type=Path, metavar="FILE", help="a question list: .json, or one a line")
    parser.add_argument("--budget-usd", type=float, metavar="X", help="never let the project spend more than this")
    parser.add_argument("--run-budget-usd", type=float, metavar="X", help="never let this run spend more than this")
    parser.add_argument("--concurrency", type=int, default=2, metavar="N", help="micrographs under way at once")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many micrographs")
    parser.add_argument("--micrograph", type=int, action="append", metavar="ID", help="only this one; may be repeated")
    parser.add_argument("--seed", type=int, default=0, help="which wordings are drawn")
    parser.add_argument("--dry-run", action="store_true", help="say what it would send and cost; send nothing")
    parser.add_argument("--local-only", action="store_true", help="refuse every server but one on this machine")
    parser.add_argument(
        "--previews", type=Path, metavar="DIR",
        help="with --dry-run: say all that would leave, and write the first pictures there as they would be sent",
    )  # fmt: skip
    parser.add_argument(
        "--keep-info-bars", action="store_true", help="send pictures with their info bars (cut off without this)"
    )
    add_yes(parser)
    add_teacher(parser)
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write pairs; exit status 1 where the teacher could not go on, 0 where single micrographs failed."""
    for name, value in (("--concurrency", args.concurrency), ("--limit", args.limit)):
        if value is not None and value < 1:
            raise InputError(f"{name} must be at least 1, not {value}.")
    for name, value in (("--budget-usd", args.budget_usd), ("--run-budget-usd", args.run_budget_usd)):
        if value is not None and not value >= 0:
            raise InputError(f"{name} must be an amount of 0 or more, not {value}.")
    could_not_go_on: list[str] = []

    def work(progress: Progress) -> dict[str, Any]:
        from maemi.generate.run import GenerateOptions
        from maemi.generate.several import estimate_all, generate_all
        from maemi.project.project import Project

        options = GenerateOptions(
            questions=args.questions,
            budget_usd=args.budget_usd,
            run_budget_usd=args.run_budget_usd,
            run=args.run_folder.name if args.run_folder else f"generate-{uuid4().hex[:12]}",
            concurrency=args.concurrency,
            limit=args.limit,
            micrograph_ids=tuple(args.micrograph) if args.micrograph else None,
            seed=args.seed,
        )
        with Project.open(args.dir) as project:
            teachers = make_teachers(args, options, project)
            if args.dry_run:
                found = estimate_all(project, teachers, options)
                leaves = {"leaves": leaving(args, options, project, found).to_json()} if args.previews else {}
                return found.to_json() | leaves
            if args.teacher == "openai":
                from maemi.generate.openai.hosts import OPENAI_URL, host_of

                agree(
                    project,
                    host_of(args.base_url or OPENAI_URL),
                    args.yes,
                    partial(_told, args, options, project),
                    args.keep_info_bars,
                )
            report = generate_all(project, teachers, options, progress)
        if report.reason:
            could_not_go_on.append(report.reason)
        elif report.failed and not report.done and not report.known:
            could_not_go_on.append(report.failed[0]["reason"])
        return report.to_json()

    status = run_reported(args, work, show=show)
    return 1 if could_not_go_on and status == 0 else status


def make_teachers(args: argparse.Namespace, options: GenerateOptions, project: Project) -> Sequence[Teacher]:
    """The teacher that the arguments name, once a task; a key comes from the keyring or OPENAI_API_KEY, never from
    the arguments.
    """
    from maemi.generate.measured.teaching import MeasuredTeacher

    if args.teacher == "openai":
        return _openai_teachers(args, options, project, keep=not args.dry_run)
    if args.task and set(args.task) != {"questions"}:
        raise InputError("The measured teacher answers questions only: leave --task out, or take --teacher openai.")
    return [MeasuredTeacher(options.seed)]


def leaving(
    args: argparse.Namespace, options: GenerateOptions, project: Project, found: Estimate | None = None
) -> Leaving:
    """What the run would send, with pictures of it in `--previews`; `found` where it is known already.

    Raises InputError where it would send nothing.
    """
    from maemi.generate.leaving import what_leaves

    if args.teacher == "measured":
        raise InputError("The measured teacher sends nothing: --previews is for --teacher openai.")
    if args.previews:
        args.previews.mkdir(parents=True, exist_ok=True)
    teachers = _openai_teachers(args, options, project, keep=False)
    try:
        return what_leaves(
            project,
            teachers,
            options,
            image_side=args.image_size,
            info_bars=args.keep_info_bars,
            previews=args.previews,
            found=found,
        )
    finally:
        teachers[0].close()


def _told(args: argparse.Namespace, options: GenerateOptions, project: Project) -> list[str]:
    return leaving(args, options, project).sentences()


def _openai_teachers(
    args: argparse.Namespace, options: GenerateOptions, project: Project, keep: bool
) -> list[OpenAITeacher]:
    if not args.model:
        raise InputError("The openai teacher needs --model, e.g. --model gpt-4o.")
    from maemi.generate.openai.teaching import OpenAITeacher
    from maemi.project.settings import get_setting
    from maemi.project.spending import cap_of

    teacher = OpenAITeacher(
        args.model,
        base_url=args.base_url,
        settings=settings_of(args),
        local_only=args.local_only or bool(get_setting(project, "local_only", False)),
        concurrency=options.concurrency,
        budgeted=(options.budget_usd, options.run_budget_usd, cap_of(project)) != (None, None, None),
    )
    tasks = list(dict.fromkeys(args.task or ["questions"]))
    return [on_task(teacher, project, task, args.system, keep) for task in tasks]


def show(result: dict[str, Any]) -> None:
    """What a person reads at the end."""
    if "requests" in result:
        price = f"at most {result['cost_usd']:.4f} USD" if result["cost_usd"] is not None else "price not known"
        print(
            f"{result['requests']} requests about {result['micrographs']} micrographs would send about "
            f"{result['tokens_in']} tokens and receive at most {result['tokens_out']}: {price}. Nothing was sent."
        )
        if result["impossible"]:
            print(f"{result['impossible']} cannot be asked about: a run says of each why.")
        return
    print(
        f"{result['written']} pairs written about {result['done']} micrographs; {result['known']} were done before; "
        f"{len(result['failed'])} failed; {result['spent_usd']:.4f} USD spent."
    )
    for failure in result["failed"]:
        print(f"failed: {failure['micrograph']}: {failure['reason']}")
    if result["reason"]:
        print(f"It ended early: {result['reason']}")
