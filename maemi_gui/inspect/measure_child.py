"""Measures for the Inspect panel in a process of its own, which stays warm: scikit-image imports slowly.

`python -m maemi_gui.inspect.measure_child` reads one JSON object a line from standard input and answers each with one
line; a request that has not begun when a newer one arrives is passed over. It ends when standard input closes.

Request: `id`, `path`, `kind`, `pixel_size` (fields of `PixelSize`, or null for the file's own), `settings` (as
`Settings.to_json`), `corrections` (as `by_kind_json`). Answers: `id` with `begun`; then `id` with `result` (fields of
`maemi measure --json`) and `contours`, or with `error`, one sentence.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from maemi.errors import MaemiError
from maemi.micrograph.record import PixelSize, PixelSizeSource

Fields = dict[str, Any]


class Newest:
    """The last request that came; one that nobody took is replaced."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._request: Fields | None = None

    def put(self, request: Fields) -> None:
        with self._arrived:
            self._request = request
            self._arrived.notify()

    def take(self) -> Fields:
        """Wait for a request."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._request is not None)
            request, self._request = self._request, None
        assert request is not None
        return request


class Answering:
    """Keeps the scan of the file that was measured last, as long as the file stays the same."""

    def __init__(self) -> None:
        self._key: tuple[str, int, int] | None = None
        self._scan: Any = None
        self._memory: Any = None

    def remember(self) -> None:
        """From now on the steps of image analysis remember what they found in the scan."""
        from maemi.measure import imaging
        from maemi.measure.remembering import remember_steps

        self._memory = remember_steps(imaging)

    def answer(self, request: Fields) -> Fields:
        """Measure what one request asks."""
        try:
            return {"id": request["id"], **self._measured(request)}
        except MaemiError as error:
            return {"id": request["id"], "error": str(error)}
        except MemoryError:
            return {"id": request["id"], "error": f"{request['path']} needs more memory than there is; measure a part."}
        except Exception:
            # One picture that trips over a mistake of ours must not end the process; the log says what it was.
            logging.getLogger("maemi").exception("Measuring %s failed", request["path"])
            sentence = f"{Path(request['path']).name} could not be measured; the log file has the details (Help)."
            return {"id": request["id"], "error": sentence}

    def _measured(self, request: Fields) -> Fields:
        from maemi.measure.settings import Settings
        from maemi.micrograph.correction import by_kind_from_json

        found = self.scan_of(request["path"]).measure(
            request["kind"],
            pixel_size_of(request["pixel_size"]),
            Settings.from_json(request["settings"]),
            by_kind_from_json(request["corrections"]),
        )
        outlines = [[[round(row, 1), round(column, 1)] for row, column in outline] for outline in found.contours]
        return {"result": found.to_json(), "contours": outlines}

    def scan_of(self, path: str) -> Any:
        """Raises InputError where the file cannot be read."""
        from maemi.measure.scan import Scan

        with suppress(OSError):
            state = Path(path).stat()
            key = (path, state.st_mtime_ns, state.st_size)
            if key != self._key:
                self._key, self._scan = None, None
                if self._memory is not None:
                    self._memory.forget()
                self._scan = Scan.of_file(path)
                self._key = key
            return self._scan
        return Scan.of_file(path)  # it says what is wrong with the file


def pixel_size_of(said: Fields | None) -> PixelSize | None:
    """The inverse of `asdict` of a `PixelSize`."""
    return None if said is None else PixelSize(**{**said, "source": PixelSizeSource(said["source"])})


def listen(requests: IO[bytes], newest: Newest) -> None:
    """Hand on what arrives until the window has gone; then nobody waits for what is under way."""
    for line in requests:
        newest.put(json.loads(line))
    os._exit(0)


def warm_up() -> None:
    """Measure a small disc as every kind: what measuring imports is in memory before somebody waits for it."""
    import numpy as np

    from maemi.measure.measuring import measure
    from maemi.measure.result import KINDS

    row, column = np.mgrid[0:64, 0:64]
    disc = ((row - 30) ** 2 + (column - 30) ** 2 < 12**2).astype(np.float32)
    for kind in KINDS:
        measure(disc, None, kind)


def tell(answers: IO[str], fields: Fields) -> None:
    answers.write(json.dumps(fields) + "\n")
    answers.flush()


def main() -> int:
    """Serve until standard input closes."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    # Whatever a library prints must not end up between two answers.
    os.dup2(2, 1)
    newest, answering = Newest(), Answering()
    threading.Thread(target=listen, args=(sys.stdin.buffer, newest), daemon=True).start()
    warm_up()
    answering.remember()
    while True:
        request = newest.take()
        tell(answers, {"id": request["id"], "begun": True})
        tell(answers, answering.answer(request))


if __name__ == "__main__":
    sys.exit(main())
