"""`maemi evaluate`: score a model's answers on held-out micrographs, beside its answers when it cannot see them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.cli.arguments import add_project
from maemi.cli.consenting import add_yes, agree
from maemi.cli.running import add_running, run_reported
from maemi.errors import InputError, MaemiError
from maemi.progress import Progress

if TYPE_CHECKING:
    from maemi.evaluate.question import Answerer, Question
    from maemi.project.project import Project

REMOTE = "openai:"
TIMEOUT_S = 120.0


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("evaluate", help="score a model's answers on held-out micrographs")
    add_project(parser)
    parser.add_argument(
        "--model", default="embedded", help="embedded, a run (RUN or RUN@RANK), a folder, or openai:NAME"
    )
    parser.add_argument("--rank", type=int, metavar="R", help="the rank at which a run's adapter is used")
    parser.add_argument("--base-url", metavar="URL", help="the server of openai:NAME, e.g. http://127.0.0.1:8000/v1")
    parser.add_argument("--limit", type=int, metavar="N", help="at most this many pairs, evenly over all of them")
    parser.add_argument("--max-tokens", type=int, default=128, metavar="N", help="the longest answer (128)")
    parser.add_argument("--no-blind", action="store_true", help="leave out the same questions without the picture")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the split into train and held out (0)")
    add_yes(parser)
    add_running(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Evaluate one model; returns the exit status."""
    if args.limit is not None and args.limit < 1:
        raise InputError(f"--limit {args.limit}: at least one pair is needed.")
    if args.base_url and not args.model.startswith(REMOTE):
        raise InputError("--base-url goes with --model openai:NAME.")
    return run_reported(args, lambda progress: _work(args, progress), show=show)


def _work(args: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    from maemi.evaluate.run import evaluate
    from maemi.project.project import Project

    project = Project.open(args.dir)
    try:
        if not args.model.startswith(REMOTE):
            answerer, origin = _local(args, project.runs_dir)
            return evaluate(answerer, _questions(args, project, origin), progress, blind=not args.no_blind)
        with _remote(args, project) as server:
            return evaluate(server, _questions(args, project, {}), progress, blind=not args.no_blind)
    finally:
        project.close()


def _questions(args: argparse.Namespace, project: Project, origin: dict[str, Any]) -> list[Question]:
    from maemi.evaluate.question import Question
    from maemi.train.conversation import facts_of
    from maemi.train.selection import held_out, spread
    from maemi.train.spec import TrainSpec

    pairs = held_out(project, origin, TrainSpec(project=args.dir, split_seed=args.seed))
    pairs = spread(pairs, args.limit or len(pairs))
    facts = facts_of(project, {pair.micrograph_id for pair in pairs})
    return [
        Question(
            pair.id, pair.task, pair.micrograph_path, facts.get(pair.micrograph_id, ""), pair.question, pair.answer
        )
        for pair in pairs
    ]


def _local(args: argparse.Namespace, runs_dir: Path) -> tuple[Answerer, dict[str, Any]]:
    """A model of this machine, and the `maemi.json` of its adapter, {} without one."""
    from maemi.model.adapters import read_provenance
    from maemi.serve.catalogue import Catalogue

    name = args.model if args.rank is None else f"{args.model.partition('@')[0]}@{args.rank}"
    is_run = (runs_dir / name.partition("@")[0] / "adapter").is_dir()
    if args.rank is not None and not is_run:
        raise InputError(f"--rank is for a fine-tune: there is no run “{args.model}” with an adapter in {runs_dir}.")
    choice = Catalogue(runs_dir, ["embedded"] if is_run else [name]).find(name)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        from maemi.model.loading import load
        from maemi.train.answering import LocalAnswerer
    except ModuleNotFoundError as error:
        raise MaemiError(f"There is no local model ({error.name} is missing): install maemi[local].") from error
    origin = read_provenance(choice.adapter) if choice.adapter else {}
    loaded = load(choice.base, choice.adapter, choice.rank, choice.quantize)
    return LocalAnswerer(name, loaded.model, loaded.processor, args.max_tokens), origin


@contextmanager
def _remote(args: argparse.Namespace, project: Project) -> Generator[Answerer]:
    """A model of a server. Somebody agrees first, and every request is entered as egress before it goes."""
    from maemi.evaluate.openai_model import OpenAIModel
    from maemi.generate.openai.connecting import connect
    from maemi.generate.openai.hosts import OPENAI_URL, check_allowed, host_of, is_loopback, key_for
    from maemi.project import egress
    from maemi.project.content import content_of
    from maemi.project.settings import get_setting

    name = args.model.removeprefix(REMOTE)
    if not name:
        raise InputError("Name the server's model: --model openai:NAME.")
    if args.rank is not None:
        raise InputError("--rank is for a fine-tune of this machine; a server is asked for RUN@RANK as its model.")
    url = args.base_url or OPENAI_URL
    host_of(url)
    check_allowed(url, bool(get_setting(project, "local_only", False)))
    key = key_for(url)
    if key is None and not is_loopback(url):
        raise InputError(f"There is no key for {host_of(url)}: set OPENAI_API_KEY, or put one into the settings.")

    agree(
        project, host_of(url), args.yes, lambda: [f"The held-out micrographs and their questions go to {host_of(url)}."]
    )

    def record(host: str, size: int, question: Question, messages: list[Any]) -> None:
        about, content = _micrograph_of(project, question.pair_id), content_of(messages)
        egress.record(project, host, size, about, egress.EVALUATE, model=name, content=content)

    with connect(url, key, TIMEOUT_S, retries=3) as client:
        yield OpenAIModel(name, client, args.max_tokens, record)


def _micrograph_of(project: Project, pair_id: int) -> int:
    from maemi.project.pairs import get_pair

    return get_pair(project, pair_id).micrograph_id


def show(result: dict[str, Any]) -> None:
    """The metrics as a table: with the micrograph, with another one, and with none."""
    blind = result["blind"]
    columns = [("answers", result["metrics"]), *((name, found) for name, found in blind.items() if found)]
    print(f"{result['model']}: {result['pairs']} pairs of {result['micrographs']} held-out micrographs")
    print(f"{'':10}" + "".join(f"{name:>10}" for name, _ in columns))
    for metric, entry in result["metrics"].items():
        values = "".join(f"{found[metric]['value']:10.3f}" for _, found in columns)
        print(f"{metric:10}{values}   {entry['signature']}")
    if blind:
        print("shuffled: the same questions with another micrograph; none: without any")
