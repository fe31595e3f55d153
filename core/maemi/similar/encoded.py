"""One micrograph's vector and sketch, and the child processes that make them."""

from __future__ import annotations

import sys
from concurrent.futures import Future
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph import child
from maemi.micrograph.decoder import DecoderPool
from maemi.micrograph.frames import Header, write_message
from maemi.similar.sketch import SIDE as SKETCH_SIDE

STORED = np.dtype("<f2")
READ_SIDE = 640
"""Shorter side to which a scan is reduced when it is read: twice what encoders look at."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the index keeps of a scan."""

    vector: NDArray[np.float32]
    sketch: NDArray[np.uint8]


def encode_file(path: Path) -> Encoded:
    """Read and encode here and now. Raises MicrographError."""
    from maemi.micrograph.reduced import reduced_scan
    from maemi.similar.encoder import encoder
    from maemi.similar.sketch import sketch_of

    scan = reduced_scan(Path(path), READ_SIDE)
    return Encoded(encoder().encode(scan), sketch_of(scan))


def packed(vector: NDArray[np.float32]) -> bytes:
    """A vector as it is stored."""
    return vector.astype(STORED).tobytes()


class EncoderPool(DecoderPool):
    """A DecoderPool whose children also encode: a file that crashes or bloats one harms neither index nor program."""

    MODULE = "maemi.similar.encoded"

    def encoded(self, path: Path) -> Future[Encoded]:
        """`encode_file` in a child."""
        return self._submit(2, {"do": "encode", "path": str(path)}, _parse)


def _parse(_header: Header, body: bytearray) -> Encoded:
    pixels = SKETCH_SIDE * SKETCH_SIDE
    return Encoded(
        np.frombuffer(body, STORED, offset=pixels).astype(np.float32), np.frombuffer(body, np.uint8, count=pixels)
    )


def _answer(answers: FileIO, request: Header) -> None:
    """What the child does: encode, or what every decoder's child does."""
    from maemi.errors import MaemiError

    if request["do"] != "encode":
        child.answer(answers, request)
        return
    path = Path(request["path"])
    try:
        made = encode_file(path)
        header, body = {}, made.sketch.tobytes() + packed(made.vector)
    except MaemiError as error:
        header, body = {"error": str(error)}, b""
    except MemoryError:
        sentence = f"{path} needs more memory than a decoder may use; export a smaller version of it."
        header, body = {"error": sentence}, b""
    except Exception as error:  # one micrograph that trips over a mistake of ours must not look like a crash
        header, body = {"error": f"{path} cannot be encoded ({error}); please report this with the file."}, b""
    write_message(answers, header, body)


if __name__ == "__main__":
    sys.exit(child.main(_answer))
