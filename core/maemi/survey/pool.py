"""Measuring in child processes with limits: a picture that hangs, crashes or bloats one ends that child only."""

from __future__ import annotations

import json
import sys
from concurrent.futures import Future
from dataclasses import asdict, replace
from io import FileIO
from pathlib import Path
from typing import Any

from maemi.measure.settings import Settings
from maemi.micrograph import child
from maemi.micrograph.correction import ByKind, by_kind_from_json, by_kind_json
from maemi.micrograph.decoder import DecoderPool
from maemi.micrograph.decoder_process import Complaints
from maemi.micrograph.frames import Header, write_message
from maemi.micrograph.record import PixelSize, PixelSizeSource

SECONDS_A_MICROGRAPH = 120.0
"""Sixty times what a scan of 2 million pixels takes."""


class MeasurePool(DecoderPool):
    """A DecoderPool whose children also measure; each future ends with a result as JSON or a MicrographError."""

    MODULE = "maemi.survey.pool"
    COMPLAINTS = Complaints(
        "{path} took longer than {seconds:g} seconds to measure; name its kind, or measure a smaller part of it.",
        "{path} ended the process that measured it; free some memory, or look whether the file is damaged.",
    )

    def measured(
        self, path: Path, kind: str, pixel_size: PixelSize | None, settings: Settings, corrections: ByKind
    ) -> Future[dict[str, Any]]:
        """`measure` in a child, without the outlines (they are large)."""
        request = {
            "do": "measure",
            "path": str(path),
            "kind": kind,
            "pixel_size": asdict(pixel_size) if pixel_size else None,
            "settings": settings.to_json(),
            "corrections": by_kind_json(corrections),
        }
        return self._submit(2, request, lambda _, body: json.loads(bytes(body)))


def measure_request(request: Header) -> dict[str, Any]:
    """Read the grey scan and measure it, here and now. Raises MaemiError."""
    from maemi.measure.measuring import measure
    from maemi.micrograph.pooled_scan import pooled_scan

    grey, info, side = pooled_scan(Path(request["path"]))
    told: dict[str, Any] | None = request["pixel_size"]
    size = replace(PixelSize(**told), source=PixelSizeSource(told["source"])) if told else None
    settings = Settings.from_json(request["settings"])
    corrections = by_kind_from_json(request["corrections"])
    return measure(grey, None if info.reciprocal else size, request["kind"], side, settings, corrections).to_json()


def _answer(answers: FileIO, request: Header) -> None:
    """What the child does: measure, or what every decoder's child does."""
    from maemi.errors import MaemiError

    if request["do"] != "measure":
        child.answer(answers, request)
        return
    path, header, body = request["path"], dict[str, Any](), b""
    try:
        body = json.dumps(measure_request(request)).encode()
    except MaemiError as error:
        header = {"error": str(error)}
    except MemoryError:
        header = {"error": f"{path} needs more memory than one measurement may use; measure a smaller copy of it."}
    except Exception as error:  # one micrograph that trips over a mistake of ours must not end a run of thousands
        header = {"error": f"{path} cannot be measured ({error}); please report this with the file."}
    write_message(answers, header, body)


if __name__ == "__main__":
    sys.exit(child.main(_answer))
