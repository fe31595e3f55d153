"""A folder of phantoms and the truth about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from maemi.durable import write_text
from maemi.errors import InputError, MaemiError
from maemi.phantom.classes import CLASSES
from maemi.phantom.drawing import draw
from maemi.phantom.writing import Vendor, write
from maemi.progress import Progress, Silent

TRUTH = "truth.json"
_STRIDE = 1_000_003
"""Sets of neighbouring seeds share no phantom unless they hold more than a million."""


def write_set(
    folder: Path,
    count: int,
    seed: int,
    class_name: str | None = None,
    *,
    rows: int = 768,
    columns: int = 1024,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Write `count` phantoms of one class, or of all in turn, and `truth.json`; returns its records.

    A record: file, class, vendor, pixel_size_m, objects, facts, rows, columns (of the scan), seed (of `draw`). A set
    that is stopped on the way leaves a `truth.json` of what is there. Raises `InputError` where the folder holds
    anything but an earlier set, which is replaced, and `MaemiError` where it cannot be written.
    """
    if count < 1 or seed < 0:
        raise InputError("A set needs a count of at least 1 and a seed of at least 0.")
    if class_name is not None and class_name not in CLASSES:
        raise InputError(f"There is no class “{class_name}”; choose one of {', '.join(CLASSES)}.")
    listener = progress or Silent()
    records: list[dict[str, Any]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_earlier(folder)
        try:
            for number in range(count):
                if listener.stop_requested():
                    break
                listener.event("progress", done=number, total=count, message="drawing")
                name = class_name or CLASSES[number % len(CLASSES)]
                records.append(_write_one(folder, name, number, seed * _STRIDE + number, rows, columns))
        finally:
            write_text(folder / TRUTH, json.dumps(records, ensure_ascii=False))
    except OSError as error:
        raise MaemiError(f"Phantoms cannot be written to {folder}: {error.strerror or error}.") from error
    listener.event("progress", done=len(records), total=count, message="drawn")
    return records


def _write_one(folder: Path, class_name: str, number: int, seed: int, rows: int, columns: int) -> dict[str, Any]:
    phantom = draw(class_name, seed, rows, columns)
    vendor: Vendor = "fei" if number // len(CLASSES) % 2 == number % 2 else "zeiss"
    file = f"phantom_{number:04d}_{class_name}.tif"
    write(phantom, folder / file, vendor)
    return {
        "file": file,
        "class": class_name,
        "vendor": vendor,
        "pixel_size_m": phantom.pixel_size_m,
        "objects": phantom.objects,
        "facts": phantom.facts,
        "rows": rows,
        "columns": columns,
        "seed": seed,
    }


def _clear_earlier(folder: Path) -> None:
    """Remove an earlier set; refuse a folder in which anything else lies."""
    there = {entry.name for entry in folder.iterdir()}
    if not there:
        return
    ours = _earlier_files(folder / TRUTH)
    foreign = sorted(there - ours - {TRUTH})
    if TRUTH not in there or foreign:
        named = f"such as {foreign[0]}" if foreign else "but no truth.json"
        raise InputError(f"{folder} is not empty and holds files that are not phantoms, {named}; choose a new folder.")
    for name in ours & there:
        (folder / name).unlink()
    (folder / TRUTH).unlink()


def _earlier_files(truth: Path) -> set[str]:
    """The files that a truth.json speaks of; none where it is not one of ours."""
    try:
        records: object = json.loads(truth.read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    if not isinstance(records, list):
        return set()
    named = (
        cast("dict[str, object]", record).get("file")
        for record in cast("list[object]", records)
        if isinstance(record, dict)
    )
    return {name for name in named if isinstance(name, str) and name.startswith("phantom_") and name == Path(name).name}
