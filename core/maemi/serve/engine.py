"""The one model in memory, and the queue before it: one answer at a time, in the order of asking."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from anyio import CancelScope, to_thread

from maemi.serve.asking import Asking
from maemi.serve.catalogue import Catalogue

if TYPE_CHECKING:
    from maemi.model.answer import Answer
    from maemi.model.chatting import LoadedModel

_END = object()


class Engine:
    """Opens the model that is asked for, keeps it until another one is or until it is told to unload."""

    def __init__(self, catalogue: Catalogue, threads: int | None = None) -> None:
        self.catalogue = catalogue
        self._threads = threads
        # asyncio's lock wakes its waiters in the order of their coming: a fair queue.
        self._turn = asyncio.Lock()
        self._name: str | None = None
        self._model: LoadedModel | None = None

    @property
    def loaded(self) -> str | None:
        """The name of the model in memory."""
        return self._name

    async def warm(self, name: str | None) -> None:
        """Import what a first answer needs, and open `name` where one is given, while nobody waits for it."""
        async with self._turn:
            await to_thread.run_sync(_import_heavy, self._threads)
            if name is not None:
                await self._open(name)

    @asynccontextmanager
    async def answer(self, asking: Asking) -> AsyncGenerator[Answer]:
        """The answer that begins, once it is its turn. Leaving ends the generation and gives the turn to the next.

        NoSuchModelError, InputError, MaemiError as `Catalogue.find`, `load` and `LoadedModel.stream` raise them.
        """
        self.catalogue.find(asking.model)  # a name that is not there need not wait
        async with self._turn:
            model = await self._open(asking.model)
            cancel = threading.Event()

            def begin() -> Answer:
                return model.stream(
                    asking.messages,
                    asking.max_new_tokens,
                    asking.temperature,
                    cancel,
                    asking.stop,
                    asking.top_p,
                    asking.seed,
                )

            answer = await to_thread.run_sync(begin)
            try:
                yield answer
            finally:
                cancel.set()
                with CancelScope(shield=True):  # the next in the queue must not meet a generation that still runs
                    await to_thread.run_sync(_close, answer)

    async def unload(self) -> None:
        """Give the model's memory back, after the answer that is being given."""
        async with self._turn:
            await to_thread.run_sync(self._drop)

    async def _open(self, name: str) -> LoadedModel:
        choice = self.catalogue.find(name)
        if self._model is not None and self._name == name:
            return self._model
        self._drop()

        def open_it() -> LoadedModel:
            _import_heavy(self._threads)
            from maemi.model.loading import load

            return load(choice.base, choice.adapter, choice.rank, choice.quantize)

        self._model = await to_thread.run_sync(open_it)
        self._name = name
        return self._model

    def _drop(self) -> None:
        self._model, self._name = None, None
        gc.collect()
        _trim()


async def pieces(answer: Answer) -> AsyncGenerator[str]:
    """An answer's pieces without blocking the server."""
    while True:
        # Abandoned when the client goes: whoever leaves `Engine.answer` ends the generation behind it.
        piece: Any = await to_thread.run_sync(next, answer, _END, abandon_on_cancel=True)
        if piece is _END:
            return
        yield piece


def _close(answer: Answer) -> None:
    """End a generation whose reader has gone; what went wrong in it no longer concerns anybody."""
    from maemi.errors import MaemiError

    try:
        answer.close()
    except MaemiError as error:
        print(error, file=sys.stderr, flush=True)


def _import_heavy(threads: int | None) -> None:
    import torch

    import maemi.model.loading  # noqa: F401  # pyright: ignore[reportUnusedImport] - seconds, the first time

    if threads and torch.get_num_threads() != threads:
        torch.set_num_threads(threads)


def _trim() -> None:
    """Hand freed memory back to the system, which glibc keeps otherwise."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes
    from contextlib import suppress

    with suppress(OSError, AttributeError):  # another C library: it trims by itself or not at all
        ctypes.CDLL("libc.so.6").malloc_trim(0)
