"""The command line's front door: one parser, one module a command, one sentence an error."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path

from maemi import __version__
from maemi.errors import MaemiError
from maemi.redaction import RedactedStream, redact

# Name → (module, what `maemi --help` says). Only the module of the command that is called is imported.
COMMANDS: dict[str, tuple[str, str]] = {
    "info": ("info", "what a micrograph's file says: shape, pixel size and its source, acquisition"),
    "measure": ("measure", "measure particles, fibres, pores, a pattern, grains, a film or a tip in a micrograph"),
    "correct": ("correct", "correct by hand what is measured in a micrograph, or undo it"),
    "measure-all": ("measure_all", "measure many micrographs of a project in the background, and keep the results"),
    "measurements": ("measurements", "statistics of kept measurements; tables and plots of them"),
    "figure": ("figure", "a micrograph with its scale bar as PNG, TIFF or SVG, ready for a paper"),
    "init": ("init", "make a new project"),
    "add": ("add", "add micrographs, or folders of them, to a project"),
    "scale-bars": ("scale_bars", "read the burned-in scale bars of micrographs without a pixel size"),
    "index": ("index", "index micrographs by what they look like"),
    "similar": ("similar", "micrographs that look like one"),
    "duplicates": ("duplicates", "micrographs that are one picture, saved again"),
    "classes": ("classes", "the list of classes, and how many micrographs each has"),
    "label": ("label", "say which class micrographs belong to"),
    "suggest-classes": ("suggest_classes", "suggest classes from a few labelled micrographs"),
    "list": ("list_", "list the micrographs of a project, searched and sorted"),
    "check": ("check", "look whether the files of a project are still there, and find moved ones"),
    "watch": ("watch", "add what arrives in folders by itself, until stopped"),
    "status": ("status", "what a project holds: micrographs, pairs by state, runs, money spent"),
    "generate": ("generate", "let a teacher write pairs"),
    "prompts": ("prompts", "the prompts of a project: look, copy, edit, preview, go back"),
    "spending": ("spending", "what a project has spent, by teacher, model or day, and its cap"),
    "requests": ("requests", "the requests to teachers, and why some have no usable answer"),
    "prices": ("prices", "what models cost, and a lab's own prices"),
    "pairs": ("pairs", "list the pairs of a project, one JSON line a pair"),
    "check-pairs": ("check_pairs", "check every pair: numbers, units, claims, near duplicates"),
    "regions": ("regions", "list the regions drawn on a micrograph, with their real sizes"),
    "decide": ("decide", "approve, reject, edit or skip a pair"),
    "team": ("team", "several curators on one project: members, second opinions, agreement"),
    "undo": ("undo", "take back what a curator decided last"),
    "history": ("history", "all that happened to a pair: who, when and why"),
    "guidelines": ("guidelines", "what the lab tells its curators"),
    "study": ("study", "an expert study: draw pairs, rate them, report"),
    "export": ("export", "write pairs in a format that others read"),
    "import": ("import_", "read pairs from a file or an export; nothing is overwritten"),
    "origin": ("origin", "specimens and licences of micrographs"),
    "backup": ("backup", "back a project up, list, check and restore backups"),
    "train": ("train", "fine-tune a base on the approved pairs"),
    "runs": ("runs", "list the background runs of a project"),
    "stop": ("stop", "stop a background run"),
    "evaluate": ("evaluate", "score a model's answers on held-out micrographs"),
    "ask": ("ask", "ask a model about a micrograph"),
    "serve": ("serve", "offer the local model behind the OpenAI chat protocol, on this machine only"),
    "egress": ("egress", "what left this machine from a project, and who agreed to it"),
    "local-only": ("local_only", "the switch that lets nothing leave this machine"),
    "phantom": ("phantom", "draw synthetic micrographs with known truth"),
    "sample": ("sample", "make the sample project of phantoms"),
    "doctor": ("doctor", "what this machine has, and what to do about what it lacks"),
}


def build_parser(command: str | None) -> argparse.ArgumentParser:
    """The whole parser, with the arguments of `command` only: importing all of them would cost a second."""
    parser = argparse.ArgumentParser(
        prog="maemi",
        description="From electron micrographs to a small vision–language model that answers questions about them.",
        epilog="'maemi COMMAND --help' says more. Exit status: 0 done, 1 failed, 2 bad input, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"maemi {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, says) in COMMANDS.items():
        if name == command:
            import_module(f"maemi.cli.{module}").add_parser(subparsers)
            chosen = subparsers.choices[name]
            if "--json" not in chosen.format_usage():
                chosen.add_argument("--json", action="store_true", help="print JSON on standard output")
        else:
            subparsers.add_parser(name, help=says)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 failed, 2 bad input or usage, 130 interrupted."""
    words = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    with keys_kept_out():
        return _run(words)


def _run(words: list[str]) -> int:
    try:
        command = next((word for word in words if not word.startswith("-")), None)
        args = build_parser(command if command in COMMANDS else None).parse_args(words)
        status = int(args.run(args))
        sys.stdout.flush()
    except SystemExit as end:  # argparse: 0 after --help, 2 after wrong usage
        return end.code if isinstance(end.code, int) else 1
    except MaemiError as error:
        return complain(str(error), error.exit_status)
    except KeyboardInterrupt:
        return complain("Interrupted.", 130)
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # a defect of ours: the traceback goes to a file, the person gets one sentence
        return complain(unexpected(error), 1)
    return status


def complain(sentence: str, status: int) -> int:
    """Print one sentence on standard error; returns the status."""
    print(f"maemi: {sentence}", file=sys.stderr)
    return status


def unexpected(error: BaseException) -> str:
    """Write a defect's traceback into a log file; returns the one sentence that names it."""
    from platformdirs import user_log_path

    what = redact(f"{type(error).__name__}: {error}".splitlines()[0])
    try:
        folder = Path(os.environ.get("MAEMI_LOG_DIR") or user_log_path("maemi", appauthor=False))
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / f"error-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.txt"
        told = f"maemi {__version__}\n{sys.argv}\n" + "".join(traceback.format_exception(error))
        log.write_text(redact(told), "utf-8")
    except OSError:
        return f"Something unexpected went wrong ({what}), and no log of it could be written."
    return f"Something unexpected went wrong ({what}); the details are in {log}; please report it with that file."


@contextmanager
def keys_kept_out() -> Generator[None]:
    """While a command runs, no key reaches standard error, a terminal's or a run folder's log, whoever writes it."""
    before = sys.stderr
    sys.stderr = RedactedStream(before)
    try:
        yield
    finally:
        sys.stderr = before


def _speak_utf8() -> None:
    """A µ or × in an answer must not end the program on a console of another code page."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
