"""The window's log file, and what becomes of errors that nobody foresaw: one calm sentence, details in the file."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from maemi.errors import MaemiError
from maemi.redaction import RedactedStream, RedactingFormatter

log = logging.getLogger("maemi.window")
SENTENCE = (
    "Something unexpected happened ({name}). Your work is safe; the log file has the details (Help, Open log file)."
)
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_path() -> Path:
    """Where the window writes its log."""
    folder = os.environ.get("MAEMI_LOG_DIR")
    return (Path(folder) if folder else user_log_path("maemi", appauthor=False)) / "window.log"


def begin_log() -> None:
    """Send the log of this process and Qt's own messages into the file; without a writable folder, nowhere."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    if sys.stderr is not None:  # None: started without a console
        sys.stderr = RedactedStream(sys.stderr)
    for noisy in ("httpx", "httpx2", "httpcore", "httpcore2", "openai", "qasync", "asyncio", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    qInstallMessageHandler(_qt_message)


def catch_errors(tell: Callable[[str], object]) -> None:
    """From now on an error that nobody caught goes to the log, and `tell` gets one sentence, on any thread."""

    def told(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        if isinstance(error, MaemiError):
            tell(str(error))
            return
        log.error("An error that nobody caught", exc_info=(kind, error, trace))
        tell(SENTENCE.format(name=kind.__name__))

    sys.excepthook = told
    threading.excepthook = lambda args: told(args.exc_type, args.exc_value, args.exc_traceback)


def _qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(LEVELS.get(kind, logging.INFO), text)
