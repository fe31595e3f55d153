"""Work off the Qt thread, with answers on it: the window never waits for a file, a database or a decoder."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from maemi.errors import MaemiError
from maemi_gui.collecting import Collector

log = logging.getLogger("maemi.window")


def sentence_of(error: BaseException) -> str:
    """What a person reads about `error`; whatever nobody foresaw goes to the log with its traceback."""
    if isinstance(error, MaemiError):
        return str(error)
    log.error("An unexpected error in the background", exc_info=error)
    return (
        f"Something unexpected happened ({type(error).__name__}). The log file has the details (Help, Open log file)."
    )


class Task:
    """One piece of work that was asked for; `cancel()` means that nobody wants its answer any more."""

    __slots__ = ("_failed", "_future", "_owner", "_then", "cancelled")

    def __init__(
        self,
        future: Future[Any],
        then: Callable[[Any], object] | None,
        failed: Callable[[str], object] | None,
        owner: QObject | None,
    ) -> None:
        self._future = future
        self._then = then
        self._failed = failed
        self._owner = owner
        self.cancelled = False

    def cancel(self) -> None:
        """Neither callback will be called; work that has not begun will not begin."""
        self.cancelled = True
        self._future.cancel()

    def deliver(self, fallback: Callable[[str], object]) -> None:
        """Call the right callback; on the Qt thread only."""
        if self.cancelled or (self._owner is not None and not isValid(self._owner)):
            return
        try:
            result = self._future.result()
        except CancelledError:
            return
        except Exception as error:
            (self._failed or fallback)(sentence_of(error))
            return
        if self._then is not None:
            self._then(result)

    def forget(self) -> None:
        """Let go of the callbacks, which may hold widgets: the worker's thread may be the last to hold this task."""
        self._then = self._failed = self._owner = None


class Background(QObject):
    """Worker threads of the window: a few for files, exactly one for the database.

    One database thread keeps what a person did in the order in which they did it.
    """

    failed = Signal(str)
    """The sentence of work that failed and had no `failed` callback of its own."""
    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(1, thread_name_prefix="maemi-database")
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="maemi-worker")
        self._tasks: set[Task] = set()
        self._closed = False
        self._collector = Collector(self)
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object] | None = None,
        failed: Callable[[str], object] | None = None,
        database: bool = False,
        owner: QObject | None = None,
    ) -> Task:
        """Run `fn(*args)` in a worker thread; `then(result)` or `failed(sentence)` is called on the Qt thread.

        `database=True` uses the one thread that may touch the project's database. With an `owner`, nothing is
        called once that widget is gone.
        """
        if self._closed:
            dropped: Future[Any] = Future()
            dropped.cancel()
            return Task(dropped, None, None, None)
        pool = self._database if database else self._workers
        return self.watch(pool.submit(fn, *args), then=then, failed=failed, owner=owner)

    def watch(
        self,
        future: Future[Any],
        *,
        then: Callable[[Any], object] | None = None,
        failed: Callable[[str], object] | None = None,
        owner: QObject | None = None,
    ) -> Task:
        """The same for a future that somebody else runs, such as one of the decoder pool."""
        task = Task(future, then, failed, owner)
        self._tasks.add(task)
        future.add_done_callback(lambda _: self._tell(task))
        return task

    @property
    def busy(self) -> bool:
        """Whether any work is under way or its answer not yet delivered; tests wait for this to end."""
        return bool(self._tasks)

    def close(self) -> None:
        """Finish what has begun, drop what has not, call nobody back."""
        self._closed = True
        for task in list(self._tasks):
            task.cancelled = True
        self._workers.shutdown(wait=True, cancel_futures=True)
        self._database.shutdown(wait=True, cancel_futures=False)
        self._collector.close()
        self._tasks.clear()

    def _tell(self, task: Task) -> None:
        # Runs in whatever thread finished the future, possibly after the window is gone.
        if isValid(self):
            self._done.emit(task)

    @Slot(object)
    def _deliver(self, task: Task) -> None:
        self._tasks.discard(task)
        if not self._closed:
            task.deliver(self.failed.emit)
        task.forget()
