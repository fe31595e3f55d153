"""A decoder's process: `python -m maemi.micrograph.child MEMORY_BYTES`, requests on stdin, answers on stdout.

It reads micrographs for a DecoderPool, so that a file that crashes a decoder or eats memory takes only this
process down. It ends when its stdin closes.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path

from maemi.micrograph.frames import Header, read_message, write_message


def main(reply: Callable[[FileIO, Header], None] | None = None) -> int:
    """Serve requests until the pool closes the pipe; `reply` takes the place of `answer` in children of other rooms."""
    # Ctrl+C in a terminal is the business of the program that started us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    # Whatever a library prints must not end up between two answers.
    os.dup2(2, 1)
    with suppress(EOFError, BrokenPipeError):
        while True:
            header, _ = read_message(requests)
            (reply or answer)(answers, header)
    return 0


def answer(answers: FileIO, request: Header) -> None:
    """Do what one request asks and send the result, or the sentence of what went wrong."""
    from maemi.errors import MaemiError

    path = Path(request["path"])
    try:
        if request["do"] == "info":
            from maemi.micrograph.reading import read_info

            header, body = {"info": read_info(path).to_json()}, b""
        elif request["do"] == "scale_bar":
            from maemi.micrograph.burned_in.applying import with_scale_bar
            from maemi.micrograph.reading import read_info

            header, body = {"info": with_scale_bar(read_info(path), check=request["check"]).to_json()}, b""
        elif request["do"] == "pixels":
            from maemi.micrograph.reading import read_pixels

            pixels = read_pixels(path, request["frame"])
            header = {"shape": list(pixels.shape), "dtype": pixels.dtype.str}
            body = pixels.data.cast("B")
        elif request["do"] in ("overview", "tile", "grow"):
            from maemi.micrograph.child_tiles import OPEN_TILES

            header, body = OPEN_TILES.answer(request)
        elif request["do"] == "take_in":
            from maemi.micrograph.taking_in import take_in

            found = take_in(path, request["side"])
            header, body = {"found": found.header()}, found.png
        elif request["do"] == "picture":
            from maemi.micrograph.picture import open_picture, png_of

            header, body = {}, png_of(open_picture(path, request["side"]))
        else:
            from maemi.micrograph.thumbnails import thumbnail_png

            header, body = {}, thumbnail_png(path, request["side"])
    except MaemiError as error:
        header, body = {"error": str(error)}, b""
    except MemoryError:
        header, body = (
            {"error": f"{path} needs more memory than a decoder may use; export a smaller version of it."},
            b"",
        )
    except Exception as error:
        # One micrograph that trips over a mistake of ours must not look like a crash.
        header, body = {"error": f"{path} cannot be read ({error}); please report this with the file."}, b""
    write_message(answers, header, body)


def limit_memory(most: int) -> None:
    """Cap this process's address space where the system can."""
    if most <= 0 or sys.platform == "win32":
        return
    import resource

    # macOS refuses some values; the time limit still holds there.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    sys.exit(main())
