"""Progress of long work as one line on a terminal."""

from __future__ import annotations

import shutil
import time
from typing import Any, TextIO

# Often enough to look alive, seldom enough to cost nothing.
REDRAW_S = 0.1

MENTIONED_S = 5
"""What is shorter needs no telling of how long it takes."""


class TerminalProgress:
    """Is a `maemi.progress.Progress`: redraws one line on a terminal; elsewhere only warnings are written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._drawn_at = 0.0
        self._drawn = False
        self._stop = False

    def event(self, kind: str, **fields: Any) -> None:
        if kind == "warning":
            self._clear()
            print(fields.get("message", ""), file=self._stream, flush=True)
        elif self._live and time.monotonic() - self._drawn_at >= REDRAW_S:
            line = describe(kind, fields)
            if line:
                self._draw(line)

    def stop_requested(self) -> bool:
        return self._stop

    def stop(self) -> None:
        """Asked by Ctrl+C; the work ends at its next look."""
        self._stop = True
        self._clear()
        print("Stopping; press Ctrl+C again to interrupt at once.", file=self._stream, flush=True)

    def close(self) -> None:
        self._clear()

    def _draw(self, line: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        self._stream.write(f"\r{line[:width]}\x1b[K")
        self._stream.flush()
        self._drawn_at = time.monotonic()
        self._drawn = True

    def _clear(self) -> None:
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._drawn = False


def describe(kind: str, fields: dict[str, Any]) -> str:
    """One line for an event, e.g. `12 of 60: fe_0012.tif` or `step 30 of 100, loss 2.104, rank 9`."""
    done, total = fields.get("done"), fields.get("total")
    message = str(fields.get("message") or "")
    if kind == "step":
        loss = fields.get("loss")
        parts = [
            f"step {fields.get('step')} of {total}" if total else f"step {fields.get('step')}",
            f"loss {loss:.3f}" if isinstance(loss, float) else "",
            f"rank {fields['rank']}" if "rank" in fields else "",
        ]
        return ", ".join(part for part in parts if part)
    counted = f"{done} of {total}" if done is not None and total else (str(done) if done is not None else "")
    left = fields.get("remaining_s")
    if isinstance(left, float | int) and left >= MENTIONED_S:
        counted += f", {left / 60:.0f} min left" if left >= 90 else f", {left:.0f} s left"
    return ": ".join(part for part in (counted, message) if part)
