"""A folder of phantoms and the truth about them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from maemi.durable import write_text
from maemi.errors import InputError, MaemiError
from maemi.micrograph.reading import read_info
from maemi.phantom.classes import CLASSES
from maemi.phantom.drawing import draw
from maemi.phantom.trials.trial import NOISES, TRIAL_KINDS, Noise, TrialKind
from maemi.phantom.writing import Vendor, write
from maemi.progress import Progress, Silent

TRUTH = "truth.json"
_FILE = re.compile(
    rf"(phantom_\d{{4,}}_({'|'.join(CLASSES)})|trial_\d{{4,}}_({'|'.join(TRIAL_KINDS)})_({'|'.join(NOISES)}))\.tif"
)
_PART = re.compile(rf"\.({_FILE.pattern}|{re.escape(TRUTH)})\.[0-9a-f]+\.part")
"""What a killed process leaves of a file that it was writing; see `maemi.durable`."""
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

    def one(number: int) -> dict[str, Any]:
        name = class_name or CLASSES[number % len(CLASSES)]
        return _write_one(folder, name, number, seed * _STRIDE + number, rows, columns)

    return _write_each(folder, count, one, progress)


def write_trials(
    folder: Path,
    count: int,
    seed: int,
    kind: TrialKind | None = None,
    noise: Noise = "medium",
    *,
    rows: int = 768,
    columns: int = 1024,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Write `count` trials of one kind, or of all in turn, and `truth.json`; returns its records.

    A record: file, kind, noise, vendor, pixel_size_m, truth (`maemi.phantom.trials.trial.Trial`), objects, rows,
    columns (of the scan), seed (of `draw_trial`). Stops and raises as `write_set` does.
    """
    if count < 1 or seed < 0:
        raise InputError("A set needs a count of at least 1 and a seed of at least 0.")

    def one(number: int) -> dict[str, Any]:
        name = kind or TRIAL_KINDS[number % len(TRIAL_KINDS)]
        return _write_trial(folder, name, number, seed * _STRIDE + number, noise, rows, columns)

    return _write_each(folder, count, one, progress)


def _write_each(
    folder: Path, count: int, one: Callable[[int], dict[str, Any]], progress: Progress | None
) -> list[dict[str, Any]]:
    """Write files by their numbers, and `truth.json` of what was written, also where it was stopped or failed."""
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
                records.append(one(number))
        finally:
            write_text(folder / TRUTH, json.dumps(records, ensure_ascii=False))
    except OSError as error:
        reason = error.strerror or error
        raise MaemiError(
            f"Phantoms cannot be written to {folder} ({reason}): check the free space and your right to write there."
        ) from error
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


def _write_trial(
    folder: Path, kind: TrialKind, number: int, seed: int, noise: Noise, rows: int, columns: int
) -> dict[str, Any]:
    from maemi.phantom.trials.drawing import draw_trial

    trial = draw_trial(kind, seed, noise, rows, columns)
    vendor: Vendor = "fei" if number % 2 == 0 else "zeiss"
    file = f"trial_{number:04d}_{kind}_{noise}.tif"
    write(trial, folder / file, vendor)
    return {
        "file": file,
        "kind": kind,
        "noise": noise,
        "vendor": vendor,
        "pixel_size_m": trial.pixel_size_m,
        "truth": trial.truth,
        "objects": trial.objects,
        "rows": rows,
        "columns": columns,
        "seed": seed,
    }


def _clear_earlier(folder: Path) -> None:
    """Remove an earlier set, or what an interrupted one left; refuse a folder in which anything else lies."""
    there = sorted(folder.iterdir())
    foreign = next((entry for entry in there if not _is_ours(entry)), None)
    if foreign is not None:
        raise InputError(f"{folder} is not empty and holds {foreign.name}, which is no phantom; choose a new folder.")
    for entry in there:
        entry.unlink()


def _is_ours(entry: Path) -> bool:
    """Whether a file is a phantom that says so itself, a truth.json of phantoms, or a half-written one of either."""
    if not entry.is_file() or entry.is_symlink():
        return False
    if _PART.fullmatch(entry.name):
        return True
    if entry.name == TRUTH:
        return _is_truth(entry)
    if not _FILE.fullmatch(entry.name):
        return False
    try:
        return read_info(entry).synthetic
    except MaemiError:
        return False


def _is_truth(path: Path) -> bool:
    try:
        records: object = json.loads(path.read_text("utf-8"))
    except ValueError:
        return False
    if not isinstance(records, list):
        return False
    for record in cast("list[object]", records):
        file = cast("dict[str, object]", record).get("file") if isinstance(record, dict) else None
        if not (isinstance(file, str) and _FILE.fullmatch(file)):
            return False
    return True
