"""`maemi train`: fine-tune a base on the approved pairs, here, in the background, or from a run folder."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from maemi.cli.printing import print_fields, print_json
from maemi.cli.running import add_running, failures_told, run_reported
from maemi.errors import InputError, MaemiError
from maemi.jobs.folder import RunFolder
from maemi.jobs.reporter import Reporter
from maemi.progress import Progress
from maemi.train.spec import TrainSpec

HEAVY = (
    "maemi.train.run",
    "maemi.model.loading",
    "maemi.micrograph.grey",
    "maemi.project.pairs",
    "maemi.project.split",
    "bitsandbytes",
    "peft.tuners.lora.bnb",
    # What the embedded base is made of: transformers imports a network's parts when it first meets one.
    "transformers.models.llama.modeling_llama",
    "transformers.models.vit.modeling_vit",
    "PIL.Image",
    "tifffile",
)
"""What a fine-tune imports, in seconds: a waiting process has it ready."""


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("train", help="fine-tune a base on the approved pairs")
    parser.add_argument("dir", metavar="DIR", nargs="?", help="the project: a folder or a database address")
    parser.add_argument("--base", help="embedded (the default), a folder, or a hub name that is on this machine")
    parser.add_argument("--ranks", metavar="LOW:HIGH", help="ranks of the adapter (4:16)")
    parser.add_argument("--steps", type=int, metavar="N", help="optimizer steps; goes before --epochs")
    parser.add_argument("--epochs", type=int, metavar="N", help="times that each pair is seen (3)")
    parser.add_argument("--batch", type=int, metavar="N", help="pairs in one step (8)")
    parser.add_argument("--learning-rate", type=float, metavar="X", help="the highest of the run (0.004)")
    parser.add_argument("--seed", type=int, metavar="N", help="of the adapter's start, the ranks and the order (0)")
    parser.add_argument("--plain", action="store_true", help="leave the base's weights unpacked instead of in 4 bits")
    parser.add_argument("--resume", metavar="RUN", help="go on from the last checkpoint of this run")
    parser.add_argument("--detach", action="store_true", help="run in the background and print the run's id")
    add_running(parser, warm=True)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Start, or do, one fine-tune; returns the exit status."""
    if args.warm or args.run_folder:
        return run_reported(args, lambda progress: _work(args.run_folder, progress), prepare=prepare, show=show)
    if not args.dir:
        raise InputError("Name the project: maemi train DIR.")
    runs_dir, spec = _spec(args)
    if args.detach:
        from maemi.jobs.start import start

        folder = start(runs_dir, "train", ["train"], spec.to_json())
        answer = {"run": folder.id, "folder": str(folder.path)}
        (print_json if args.json else print_fields)(answer)
        return 0
    folder = RunFolder.create(runs_dir, "train", spec.to_json(), ["train"])
    return run_reported(args, lambda progress: _told_twice(folder, progress), show=show)


def prepare() -> None:
    """Import what takes seconds, and nothing of a project: a waiting process does this while a person still chooses."""
    # Before torch starts its threads: idle ones must sleep, or they take the cores from the window.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        from transformers.utils import logging
    except ModuleNotFoundError as error:
        raise MaemiError(
            f"Fine-tuning needs the local model ({error.name} is missing): install maemi[local]."
        ) from error
    logging.disable_progress_bar()
    import logging as log
    from importlib import import_module

    # It tells of optional kernels that would have to be fetched; nothing is fetched.
    log.getLogger("bitsandbytes").setLevel(log.ERROR)

    for name in HEAVY:
        import_module(name)


def _work(folder: Path, progress: Progress) -> dict[str, Any]:
    prepare()
    from maemi.train.run import fine_tune

    return fine_tune(TrainSpec.from_json(RunFolder(folder).spec()), folder, progress)


def _spec(args: argparse.Namespace) -> tuple[Path, TrainSpec]:
    """Where runs lie, and the spec that the arguments say; raises InputError before anything heavy begins."""
    from maemi.model.ranks import parse_ranks
    from maemi.project.project import Project
    from maemi.train.base_size import is_hub_name, read_base
    from maemi.train.selection import select

    project = Project.open(args.dir)
    try:
        given: dict[str, Any] = {
            "base": args.base,
            "ranks": parse_ranks(args.ranks) if args.ranks else None,
            "steps": args.steps,
            "epochs": args.epochs,
            "batch": args.batch,
            "learning_rate": args.learning_rate,
            "seed": args.seed,
            "quantize": False if args.plain else None,
            "resume": args.resume,
        }
        given = {name: value for name, value in given.items() if value is not None}
        runs_dir = project.runs_dir
        if args.resume:
            earlier = RunFolder(_resumed(args.resume, runs_dir)).spec()
            given = {**earlier, **given, "resume": args.resume}
        spec = TrainSpec.from_json(given | {"project": str(project.address)})
        select(project, spec)
        if not is_hub_name(spec.base):
            read_base(spec.base)
        return runs_dir, spec
    finally:
        project.close()


def _resumed(run: str, runs_dir: Path) -> Path:
    folder = runs_dir / run
    if not (folder / "spec.json").is_file():
        raise InputError(f"There is no run “{run}” in {runs_dir}: “maemi runs” lists them.")
    return folder


def _told_twice(folder: RunFolder, terminal: Progress) -> dict[str, Any]:
    """Do the work here, told on the terminal and in the run folder alike."""
    reporter = Reporter(folder)
    reporter.started()
    both = Both(reporter, terminal)
    with failures_told(reporter):
        result = _work(folder.path, both)
    (reporter.stopped if both.stop_requested() else reporter.finished)(**result)
    return result


class Both:
    """A Progress that tells two others, and stops when either says so."""

    def __init__(self, first: Progress, second: Progress) -> None:
        self._listeners = (first, second)

    def event(self, kind: str, **fields: Any) -> None:
        for listener in self._listeners:
            listener.event(kind, **fields)

    def stop_requested(self) -> bool:
        return any(listener.stop_requested() for listener in self._listeners)


def show(result: dict[str, Any]) -> None:
    """The adapter and the scores before and after, as a small table."""
    print(f"run      {result['run']}")
    print(f"adapter  {result['adapter']}")
    loss = f", loss {result['loss']:.3f}" if result["loss"] is not None else ""
    print(f"steps    {result['steps']} of {result['total']}{loss}")
    metrics = result["metrics"]
    if "after" in metrics:
        print(f"\n{'':10}{'before':>8}{'after':>8}   held-out pairs: {metrics['pairs']}")
        for name, after in metrics["after"].items():
            print(f"{name:10}{metrics['before'][name]['value']:8.3f}{after['value']:8.3f}   {after['signature']}")
