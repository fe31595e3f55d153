"""How a long command runs: in a terminal with a progress line, or in a run folder that others watch."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from maemi.cli.printing import print_fields, print_json
from maemi.cli.terminal import TerminalProgress
from maemi.errors import MaemiError
from maemi.jobs.reporter import Reporter
from maemi.progress import Progress
from maemi.redaction import RedactedStream

Work = Callable[[Progress], dict[str, Any]]
"""The work: it tells its progress, returns early with what it has when `stop_requested()`, and returns its result."""


def add_running(parser: argparse.ArgumentParser, warm: bool = False) -> None:
    """Add `--run-folder` (and `--warm` where a command can wait, already imported) to a long command's parser."""
    parser.add_argument(
        "--run-folder", type=Path, metavar="FOLDER", help="report into this folder, as a background run does"
    )
    if warm:
        parser.add_argument("--warm", action="store_true", help=argparse.SUPPRESS)


def run_reported(
    args: argparse.Namespace,
    work: Work,
    *,
    prepare: Callable[[], object] | None = None,
    show: Callable[[dict[str, Any]], None] = print_fields,
) -> int:
    """Run `work` and print its result (`--json`: as one document; else by `show`); returns the exit status.

    With `--run-folder` the run's events tell of it: started, then finished, failed or stopped. Without, a progress line
    on standard error does. Ctrl+C and a polite terminate ask the work to stop; a second Ctrl+C interrupts it.

    With `--warm`, `prepare` (heavy imports) is called first, and the run folder's path is awaited on standard input;
    the work then finds it in `args.run_folder`. The command ends quietly where standard input ends first.
    """
    if getattr(args, "warm", False):
        if prepare:
            prepare()
        if not _await_run_folder(args):
            return 0
    folder: Path | None = getattr(args, "run_folder", None)
    if folder is None:
        return _in_terminal(args, work, show)
    return _in_folder(Reporter(folder), args, work, show)


def _in_terminal(args: argparse.Namespace, work: Work, show: Callable[[dict[str, Any]], None]) -> int:
    progress = TerminalProgress(sys.stderr)
    try:
        with _signals_ask(progress.stop):
            result = work(progress)
    finally:
        progress.close()
    _print(args, result, show)
    return 130 if progress.stop_requested() else 0


def _in_folder(reporter: Reporter, args: argparse.Namespace, work: Work, show: Callable[[dict[str, Any]], None]) -> int:
    reporter.started()
    with failures_told(reporter), _signals_ask(reporter.stop):
        result = work(reporter)
    with redirect_stdout(RedactedStream(sys.stdout)):  # it becomes the run's log
        _print(args, result, show)
    if reporter.stop_requested():
        reporter.stopped(**result)
    else:
        reporter.finished(**result)
    return 0


@contextmanager
def failures_told(reporter: Reporter) -> Generator[None]:
    """Whatever ends the work becomes the last line of its run folder, and goes on as one sentence for the terminal."""
    try:
        yield
    except MaemiError as error:
        # A full disk may be why the work failed, and then the folder cannot tell of it; standard error still does.
        with suppress(MaemiError):
            reporter.failed(str(error))
        raise
    except KeyboardInterrupt:
        reporter.stopped()
        raise
    except Exception as error:
        from maemi.cli.main import unexpected

        sentence = unexpected(error)
        with suppress(MaemiError):
            reporter.failed(sentence)
        raise MaemiError(sentence) from error


def _print(args: argparse.Namespace, result: dict[str, Any], show: Callable[[dict[str, Any]], None]) -> None:
    if getattr(args, "json", False):
        print_json(result)
    else:
        show(result)
    sys.stdout.flush()


def _await_run_folder(args: argparse.Namespace) -> bool:
    """Read the run folder's path from standard input and send our output to its log; False where nobody wants us."""
    line = sys.stdin.readline().strip()
    if not line:
        return False
    args.run_folder = Path(line)
    descriptor = os.open(args.run_folder / "log.txt", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.close(descriptor)
    return True


@contextmanager
def _signals_ask(stop: Callable[[], None]) -> Generator[None]:
    """While the work runs, Ctrl+C and terminate ask it to stop; a second one of either raises KeyboardInterrupt."""
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        stop()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
