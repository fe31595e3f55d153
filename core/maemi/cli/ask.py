"""`maemi ask`: one question about one micrograph, answered by the local model or by a server."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from maemi.cli.consenting import add_yes, agree
from maemi.errors import InputError, MaemiError
from maemi.local_only import refusal_in
from maemi.redaction import without_known

if TYPE_CHECKING:
    from maemi.cli.asking import FileQuestion

TIMEOUT_S = 120.0


def add_parser(subparsers: Any) -> None:
    """Add `ask` to the command line."""
    parser = subparsers.add_parser("ask", help="ask a model about a micrograph")
    parser.add_argument("file", type=Path, metavar="FILE", help="a micrograph")
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument(
        "--model", default="embedded", metavar="NAME",
        help="embedded, a folder, a hub name, a run of --project; with --base-url, a model of that server",
    )  # fmt: skip
    parser.add_argument("--rank", type=int, metavar="R", help="the rank at which a fine-tune's adapter is used")
    parser.add_argument("--project", metavar="DIR", help="the project whose fine-tunes --model may name")
    parser.add_argument("--base-url", metavar="URL", help="an OpenAI-compatible server instead of the local model")
    parser.add_argument("--max-tokens", type=int, default=512, metavar="N", help="longest answer (512)")
    parser.add_argument("--no-measure", action="store_true", help="do not measure the micrograph first")
    add_yes(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document: model, answer, facts")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer on standard output, as it comes; exit status 0."""
    from maemi.cli.asking import question_about
    from maemi.cli.printing import print_json

    if not args.question.strip():
        raise InputError("The question is empty; write what you want to know.")
    choose = _remote if args.base_url else _local
    asked = question_about(args.file, args.question, measured=not args.no_measure)
    said: list[str] = []
    with closing(choose(args, asked)) as pieces:
        for piece in pieces:
            said.append(piece)
            if not args.json:
                print(piece, end="", flush=True)
    if args.json:
        print_json({"model": _name(args), "answer": "".join(said).strip(), "facts": asked.facts})
    else:
        print()
    return 0


def _name(args: argparse.Namespace) -> str:
    return f"{args.model}@{args.rank}" if args.rank is not None else str(args.model)


def _local(args: argparse.Namespace, asked: FileQuestion) -> Generator[str]:
    try:
        from maemi.model.loading import load
    except ModuleNotFoundError as error:
        raise MaemiError(f"There is no local model: {error.name} is missing; install maemi[local].") from error
    from maemi.cli.serve import runs_dir_of
    from maemi.serve.catalogue import Catalogue

    bases = [args.model] if args.project is None or args.model == "embedded" else ["embedded"]
    if args.project is None and args.rank is not None:
        raise InputError("--rank is for a fine-tune: name its project with --project and the run with --model.")
    choice = Catalogue(runs_dir_of(args.project) if args.project else None, bases).find(_name(args))
    model = load(choice.base, choice.adapter, choice.rank, choice.quantize)
    answer = model.stream(asked.messages, args.max_tokens)
    try:
        yield from answer
    finally:
        answer.close()


def _remote(args: argparse.Namespace, asked: FileQuestion) -> Generator[str]:
    import openai

    from maemi.generate.openai.connecting import connect
    from maemi.generate.openai.hosts import check_allowed, host_of, key_for

    if args.rank is not None:
        raise InputError("--rank is for a local fine-tune; with --base-url, name RUN@RANK as the model.")
    host = host_of(args.base_url)
    check_allowed(args.base_url, local_only=False)
    _enter(args, host, asked)
    try:
        messages: Any = asked.messages
        with (
            connect(args.base_url, key_for(args.base_url), TIMEOUT_S) as client,
            client.chat.completions.create(
                model=args.model, messages=messages, max_tokens=args.max_tokens, stream=True
            ) as events,
        ):
            for event in events:
                if event.choices and event.choices[0].delta.content:
                    yield without_known(event.choices[0].delta.content)
    except openai.APIStatusError as error:
        raise MaemiError(f"{host} refused the question ({error.status_code}): {_sentence(error)}") from error
    except openai.APIConnectionError as error:
        if refusal := refusal_in(error):
            raise refusal from None
        raise MaemiError(
            f"{args.base_url} cannot be reached ({error.__cause__ or error}); is the server running?"
        ) from error
    except openai.APIError as error:
        raise MaemiError(f"{host} failed while answering: {error.message}") from error


def _sentence(error: Any) -> str:
    told: object = error.body
    body = cast("dict[str, Any]", told) if isinstance(told, dict) else {}
    return str(body.get("message") or error.message)


def _enter(args: argparse.Namespace, host: str, asked: FileQuestion) -> None:
    """Let somebody agree, then enter the request in the project, before it goes. InputError where it must not."""
    from maemi.project.content import content_of
    from maemi.project.egress import ASK, record
    from maemi.project.project import Project

    size = len(str(asked.messages))

    def told() -> list[str]:
        return [f"The scan of {args.file.name} goes to {host} as a PNG of {asked.image_bytes} bytes.", asked.facts]

    if args.project is None:
        agree(None, host, args.yes, told)
        return
    with Project.open(args.project) as project:
        agree(project, host, args.yes, told)
        record(project, host, size, None, ASK, model=args.model, content=content_of(asked.messages))
