"""Phantoms for training: drawn once by all cores, kept in one memory-mapped file, with their truth beside it."""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.model.image_processing import fit, stretch
from maemi.phantom.classes import CLASSES
from maemi.progress import Progress
from maemi.train.embedded.recipe import COLUMNS, DRAWN_COLUMNS, DRAWN_ROWS, ROWS

_CHUNK = 20
_FEW = 4
KEPT_ACQUISITION = ("accelerating_voltage_v", "magnification", "detector", "working_distance_m", "technique")


@dataclass(frozen=True, slots=True)
class Pictures:
    """Rendered phantoms: what the model sees and what is true of it."""

    pixels: NDArray[np.uint8]
    """[images, ROWS, COLUMNS], 0 is black; memory-mapped."""
    truths: list[dict[str, Any]]
    """`maemi.phantom`'s facts of each image, with `acquisition`."""


def render(folder: Path, count: int, first_seed: int, progress: Progress) -> Pictures:
    """`count` phantoms, classes in turn, seeds from `first_seed` on; read back where `folder` has them already."""
    name = f"phantoms-{first_seed}-{count}-{ROWS}x{COLUMNS}"
    array, truth = folder / f"{name}.npy", folder / f"{name}.jsonl"
    if not truth.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _render_all(array, truth, count, first_seed, progress)
    truths = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    return Pictures(np.load(array, mmap_mode="r"), truths)


def _render_all(array: Path, truth: Path, count: int, first_seed: int, progress: Progress) -> None:
    pixels = np.lib.format.open_memmap(array, mode="w+", dtype=np.uint8, shape=(count, ROWS, COLUMNS))
    numbers = [(start, min(start + _CHUNK, count), first_seed) for start in range(0, count, _CHUNK)]
    lines: list[str] = []
    # Spawned, not forked: torch's thread pool does not survive a fork. A few are drawn here before others would begin.
    processes = 0 if len(numbers) <= _FEW else os.cpu_count()
    with ProcessPoolExecutor(processes or 1, mp_context=get_context("spawn")) as pool:
        rendered = pool.map(_render_some, numbers) if processes else map(_render_some, numbers)
        for (start, end, _), (some, truths) in zip(numbers, rendered, strict=True):
            pixels[start:end] = some
            lines += [json.dumps(one) for one in truths]
            progress.event("progress", done=end, total=count, message="drawing phantoms")
    pixels.flush()
    beside = truth.with_suffix(".part")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    beside.replace(truth)  # the truth is there only when all pixels are


def _render_some(numbers: tuple[int, int, int]) -> tuple[NDArray[np.uint8], list[dict[str, Any]]]:
    from maemi.phantom.drawing import draw

    start, end, first_seed = numbers
    pixels = np.empty((end - start, ROWS, COLUMNS), np.uint8)
    truths: list[dict[str, Any]] = []
    for number in range(start, end):
        phantom = draw(CLASSES[number % len(CLASSES)], first_seed + number, DRAWN_ROWS, DRAWN_COLUMNS)
        grey = fit(stretch(phantom.scan.astype(np.float32)), ROWS, COLUMNS, "letterbox")
        pixels[number - start] = np.rint(grey * 255)
        known = {name: getattr(phantom.acquisition, name) for name in KEPT_ACQUISITION}
        truths.append({**phantom.facts, "acquisition": known})
    return pixels, truths
