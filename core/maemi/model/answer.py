"""An answer while it is generated: pieces of text, and afterwards how it ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from maemi.errors import MaemiError


class Answer(Iterator[str]):
    """Pieces of text as they come. Ends early by `cancel`, by a stop word, or when it is closed.

    The generation runs in a thread of its own; an error there is raised by the next piece.
    """

    def __init__(
        self,
        generate: Callable[[threading.Event], int],
        streamer: Any,
        cancel: threading.Event | None,
        stop: Sequence[str] = (),
        prompt_tokens: int = 0,
        dropped_turns: int = 0,
        max_new_tokens: int = 0,
    ) -> None:
        """`generate` runs until its event is set and returns the number of new tokens; `streamer` iterates over their
        text.
        """
        self.prompt_tokens = prompt_tokens
        self.dropped_turns = dropped_turns
        """Oldest questions that were left out because the conversation was too long for the model."""
        self.completion_tokens = 0
        self.finish_reason = "stop"
        """`stop`, `length` (the limit of new tokens) or `cancelled`."""
        self._cancel = cancel or threading.Event()
        self._limit = max_new_tokens
        self._stopped = threading.Event()
        self._error: BaseException | None = None
        self._settled = False
        self._generate, self._streamer = generate, streamer
        self._pieces = _until_stop(iter(streamer), [word for word in stop if word], self._stopped.set)
        self._thread = threading.Thread(target=self._run, name="generation", daemon=True)
        self._thread.start()

    def __next__(self) -> str:
        try:
            return next(self._pieces)
        except StopIteration:
            self._finish()
            raise

    def close(self) -> None:
        """End the generation and wait for it; what was said until then was handed out."""
        self._stopped.set()
        self._finish()

    def _run(self) -> None:
        try:
            self.completion_tokens = self._generate(_Either(self._cancel, self._stopped))
        except BaseException as error:  # handed over to the reader, whoever that is
            self._error = error
        finally:
            # Without this the reader of a failed generation would wait for ever.
            self._streamer.end()

    def _finish(self) -> None:
        self._thread.join()
        if self._settled:
            return
        self._settled = True
        if self._error is not None:
            error = self._error
            raise error if isinstance(error, MaemiError) else _explained(error) from error
        if self._cancel.is_set():
            self.finish_reason = "cancelled"
        elif not self._stopped.is_set() and self._limit and self.completion_tokens >= self._limit:
            self.finish_reason = "length"


class _Either(threading.Event):
    """Set as soon as one of two events is."""

    def __init__(self, first: threading.Event, second: threading.Event) -> None:
        super().__init__()
        self._both = first, second

    def is_set(self) -> bool:
        return any(event.is_set() for event in self._both)


def _until_stop(pieces: Iterator[str], stop: list[str], found: Callable[[], None]) -> Iterator[str]:
    """Pieces up to the first stop word; the end of a piece that may begin one is held back until it is clear."""
    held = ""
    for piece in pieces:
        held += piece
        places = [place for word in stop if (place := held.find(word)) >= 0]
        if places:
            found()
            if min(places):
                yield held[: min(places)]
            return
        keep = max((n for word in stop for n in range(1, len(word)) if held.endswith(word[:n])), default=0)
        ready, held = held[: len(held) - keep], held[len(held) - keep :]
        if ready:
            yield ready
    if held:
        yield held


def _explained(error: BaseException) -> MaemiError:
    memory = isinstance(error, MemoryError) or "out of memory" in str(error) or "allocate memory" in str(error)
    if memory:
        return MaemiError("The memory ran out while answering; close other programs or choose a smaller model.")
    return MaemiError(f"The model failed while answering: {type(error).__name__}: {error}".splitlines()[0] + ".")
