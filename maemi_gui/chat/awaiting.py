"""From the workers of the window to `await`, on the one event loop that Qt and asyncio share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from maemi.errors import MaemiError
from maemi_gui.context import Context


def spawn(coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Run a coroutine on the window's loop; MaemiError where the program runs without one."""
    try:
        return asyncio.get_running_loop().create_task(coroutine)
    except RuntimeError as error:
        coroutine.close()
        raise MaemiError(
            "The window runs without its event loop, so nothing can be streamed; start maemi-gui"
        ) from error


async def in_background(context: Context, fn: Callable[..., Any], *args: Any, database: bool = False) -> Any:
    """What `fn(*args)` gives in a worker thread; its failure as a MaemiError with one sentence."""
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def then(result: Any) -> None:
        if not answer.done():
            answer.set_result(result)

    def failed(sentence: str) -> None:
        if not answer.done():
            answer.set_exception(MaemiError(sentence))

    task = context.background.run(fn, *args, then=then, failed=failed, database=database)
    try:
        return await answer
    except asyncio.CancelledError:
        # Work on the database is finished all the same: what was said must not be lost to a Stop.
        if not database:
            task.cancel()
        raise
