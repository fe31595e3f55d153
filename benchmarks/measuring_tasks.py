"""One task of `benchmarks/measuring.py`: draw or read one micrograph, measure it, and hold it against its truth."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from maemi.measure.measuring import measure, measure_file
from maemi.measure.result import KINDS, Measurement
from maemi.micrograph.record import PixelSize, PixelSizeSource

ABSOLUTE = frozenset(
    {"orientation", "order_parameter", "grey_skewness", "grey_kurtosis", "grain_size_number", "crack_area"}
)
"""Quantities whose error is told as a difference, since they may be near zero or are logarithms or angles."""
TRUSTED = 0.3


@dataclass(frozen=True)
class Task:
    """`source`: trial, class or real; `name`: kind, class or path; `truth` only of real files."""

    source: str
    name: str
    noise: str = ""
    seed: int = 0
    truth: dict[str, float] = field(default_factory=dict)
    kind: str = ""
    timed: bool = False
    auto: bool = True


@dataclass
class Outcome:
    """What came of a task; `values`: quantity → (truth, value, low, high), SI units."""

    task: Task
    vouched: bool = False
    auto_kind: str | None = None
    auto_vouched: bool = False
    values: dict[str, tuple[float, float, float | None, float | None]] = field(default_factory=dict)
    seconds: float = 0.0
    """CPU seconds of measuring with `auto` (or the kind, where `auto` was not asked)."""
    reference: float | None = None
    """CPU seconds of Otsu's threshold, distance transform and watershed on the same picture."""


def run(task: Task) -> Outcome:
    """Do one task; runs in a process of its own."""
    outcome = Outcome(task)
    if task.source == "real":
        result = _timed(outcome, lambda: measure_file(task.name, task.kind))
        truth = task.truth
        automatic = measure_file(task.name) if task.auto else None
    else:
        scan, pixel_m, truth = drawn(task)
        size = PixelSize(pixel_m, pixel_m, PixelSizeSource.TYPED_IN)
        grey = scan.astype(np.float32)
        if task.kind in KINDS:
            result = _timed(outcome, lambda: measure(grey, size, task.kind))
        else:
            result = Measurement("particles")
        automatic = _timed(outcome, lambda: measure(grey, size)) if task.auto else None
        if task.timed:
            outcome.reference = reference_seconds(scan)
    if automatic is not None:
        outcome.auto_kind, outcome.auto_vouched = automatic.kind, automatic.confidence >= TRUSTED
    outcome.vouched = result.confidence >= TRUSTED
    if outcome.vouched:
        outcome.values = compared(truth, result)
    return outcome


def _timed(outcome: Outcome, work: Any) -> Measurement:
    began = time.process_time()
    result: Measurement = work()
    outcome.seconds = time.process_time() - began
    return result


def drawn(task: Task) -> tuple[np.ndarray, float, dict[str, float]]:
    """Scan, pixel size and truth of a trial or of a phantom of a class."""
    if task.source == "trial":
        from maemi.phantom.trials.drawing import draw_trial

        trial = draw_trial(task.name, task.seed, task.noise)  # type: ignore[arg-type]
        return trial.scan, trial.pixel_size_m, trial.truth
    from maemi.phantom.drawing import draw

    phantom = draw(task.name, task.seed)
    facts = phantom.facts
    named = {"count": "count", "mean_size": "mean_size_m", "pitch": "pitch_m"}
    truth = {name: float(facts[key]) for name, key in named.items() if facts.get(key)}
    return phantom.scan, phantom.pixel_size_m, truth


def compared(
    truth: dict[str, float], result: Measurement
) -> dict[str, tuple[float, float, float | None, float | None]]:
    """Each true quantity that was stated too."""
    fields = {
        "count": result.count, "mean_size": result.mean_size_m, "median_size": result.median_size_m,
        "coverage": result.coverage, "pitch": result.pitch_m, "orientation": result.orientation_deg,
    }  # fmt: skip
    values: dict[str, tuple[float, float, float | None, float | None]] = {}
    for name, true in truth.items():
        stated = result.quantity(name)
        if stated is not None:
            values[name] = (true, stated.value, stated.low, stated.high)
        elif fields.get(name) is not None:
            values[name] = (true, float(fields[name]), None, None)
    return values


def error_of(name: str, true: float, value: float) -> float:
    """Signed error: relative, or a difference for `ABSOLUTE` (angles the short way round)."""
    if name == "orientation":
        return (value - true + 90) % 180 - 90
    return value - true if name in ABSOLUTE else (value - true) / true


def covers(name: str, true: float, low: float, high: float) -> bool:
    """Whether an interval holds the truth; an orientation's the short way round."""
    if name == "orientation":
        middle = (low + high) / 2
        true = middle + (true - middle + 90) % 180 - 90
    return low <= true <= high


def reference_seconds(scan: np.ndarray) -> float:
    """CPU seconds of a fixed piece of work on the picture, to tell speed apart from the machine's."""
    from scipy.ndimage import distance_transform_edt, gaussian_filter, label
    from skimage.filters import threshold_otsu
    from skimage.segmentation import watershed

    began = time.process_time()
    smooth = gaussian_filter(scan.astype(np.float32), 1.0)
    mask = smooth > threshold_otsu(smooth)
    deep = distance_transform_edt(mask)
    markers, _ = label(deep > 0.6 * deep.max())
    watershed(-deep, markers, mask=mask)
    return time.process_time() - began


def real_tasks(folder: Path, sizes: Path | None) -> list[Task]:
    """Files of truth.csv with an expert's count ("count truth N"), and with mean sizes from a CSV of file and µm.

    The CSV has lines `file name, mean size in µm`; a name may leave out a prefix such as `L9_`; other lines are passed
    over.
    """
    import csv

    expert: dict[str, float] = {}
    if sizes is not None:
        for row in csv.reader(sizes.open(encoding="utf-8-sig")):
            try:
                expert[Path(row[0].strip()).stem] = float(row[1]) * 1e-6
            except (IndexError, ValueError):
                continue
    tasks: list[Task] = []
    for row in csv.DictReader((folder / "truth.csv").open(encoding="utf-8")):
        path = folder / row["path"]
        truth: dict[str, float] = {}
        if row["notes"].startswith("count truth "):
            truth["count"] = float(row["notes"].split()[2])
        size = next((value for stem, value in expert.items() if path.stem.endswith(stem)), None)
        if size is not None:
            truth["mean_size"] = size
        if truth and row["class"] in ("fibres", "particles") and path.is_file():
            tasks.append(Task("real", str(path), truth=truth, kind=row["class"]))
    return tasks
