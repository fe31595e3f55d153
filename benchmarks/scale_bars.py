"""How well burned-in scale bars are read, by layout: `python benchmarks/scale_bars.py [--count N] [--first SEED]`.

The pictures come from tests/micrograph/bar_layouts.py, through JPEG, some at half size; `--real FOLDER` also reads real
files that have both a bar and metadata, without looking at the metadata, and compares. Seeds from 10,000 on were never
looked at while the reader was written.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType

import numpy as np

from maemi.micrograph.burned_in.applying import as_picture
from maemi.micrograph.burned_in.reading import BurnedIn, read_burned_in
from maemi.micrograph.burned_in.trust import HIGH
from maemi.micrograph.errors import MicrographError
from maemi.micrograph.info_bar import find_info_bar
from maemi.micrograph.reading import SUFFIXES, read_info, read_pixels

RIGHT = 0.02
KINDS = ("sure, right", "sure, wrong", "offered, right", "offered, wrong", "not read")


def layouts() -> ModuleType:
    """The generator of the tests."""
    path = Path(__file__).parents[1] / "tests" / "micrograph" / "bar_layouts.py"
    spec = importlib.util.spec_from_file_location("bar_layouts", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def verdict(found: BurnedIn, truth: float) -> str:
    """Which of `KINDS` a reading is."""
    if found.bar is None:
        return "not read"
    sure = "sure" if found.bar.confidence >= HIGH else "offered"
    right = "right" if abs(found.bar.pixel_m / truth - 1) <= RIGHT else "wrong"
    return f"{sure}, {right}"


def row(name: str, counts: Counter[str], seconds: float) -> None:
    """One line of the table."""
    total = sum(counts.values())
    if total:
        good = (counts["sure, right"] + counts["offered, right"]) / total
        cells = "".join(f"{counts[kind]:>16}" for kind in KINDS)
        print(f"{name:<12}{total:>6}{cells}{good:>12.1%}{1000 * seconds / total:>10.0f}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="pictures a layout")
    parser.add_argument("--first", type=int, default=10_000, help="the first seed")
    parser.add_argument("--real", type=Path, help="a folder of real files")
    args = parser.parse_args()
    print(f"{'layout':<12}{'files':>6}{''.join(f'{kind:>16}' for kind in KINDS)}{'in 2 %':>12}{'ms':>10}")
    everything: Counter[str] = Counter()
    spent = 0.0
    drawn_by = layouts()
    for name in drawn_by.LAYOUTS:
        counts: Counter[str] = Counter()
        seconds = 0.0
        for seed in range(args.first, args.first + args.count):
            drawn = drawn_by.draw(name, seed)
            began = time.perf_counter()
            bar = find_info_bar(drawn.picture.mean(axis=2, dtype=np.float32))
            counts[verdict(read_burned_in(drawn.picture, bar), drawn.pixel_m)] += 1
            seconds += time.perf_counter() - began
        row(name, counts, seconds)
        everything += counts
        spent += seconds
    row("all", everything, spent)
    if args.real:
        counts, seconds = Counter(), 0.0
        for path in sorted(args.real.rglob("*")):
            if path.suffix.lower() not in SUFFIXES:
                continue
            try:
                info = read_info(path)
            except MicrographError:
                continue
            if info.pixel_size is None or info.info_bar is None or info.reciprocal:
                continue
            began = time.perf_counter()
            found = read_burned_in(as_picture(read_pixels(path)), info.info_bar)
            seconds += time.perf_counter() - began
            if found.lines:
                counts[verdict(found, info.pixel_size.column_m)] += 1
        row("real", counts, seconds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
