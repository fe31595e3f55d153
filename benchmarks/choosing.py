"""How often `auto` chooses the right kind: `python benchmarks/choosing.py [--count N] [--real FOLDER]`.

A table of the kind that the picture was drawn as against the kind that was chosen, for trials of each kind at three
levels of noise and for phantoms of the ten classes (whose kind is that of `generate.subject.KIND_OF_CLASS`), 1024×768.
A picture for which `auto` gives no numbers counts as silent, whatever kind it names: no wrong number comes of it.
`--real` adds real micrographs of fibres and particles, montages of the ten classes, and cells, all of which were looked
at while the choice was written. Seeds from 10,000 on were not. Last the CPU seconds of the whole `auto`.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from maemi.generate.subject import KIND_OF_CLASS  # noqa: E402
from maemi.measure.finding import TRUSTED  # noqa: E402
from maemi.measure.measuring import measure  # noqa: E402
from maemi.measure.result import KINDS  # noqa: E402
from maemi.micrograph.pooled_scan import pooled_scan  # noqa: E402
from maemi.phantom.classes import CLASSES  # noqa: E402
from maemi.phantom.drawing import draw  # noqa: E402
from maemi.phantom.trials.drawing import draw_trial  # noqa: E402
from maemi.phantom.trials.trial import NOISES, TRIAL_KINDS  # noqa: E402

FIRST_SEED = 10_000
SILENT = "silent"
Picture = tuple[str, str, NDArray[np.uint8]]
"""Name, the kind that it holds (empty: none that is worth measuring), and the scan."""
MONTAGES = {
    "Fibres": "fibres",
    "Films_Coated_Surface": "grains",
    "Nanowires": "fibres",
    "Particles": "particles",
    "Patterned_surface": "pattern",
    "Porous_Sponge": "pores",
    "Powder": "particles",
    "Tips": "tips",
}
"""What one picture of each montage holds; those of the other classes hold none of the kinds."""


def trials(seeds: range) -> Iterator[Picture]:
    for kind in TRIAL_KINDS:
        for seed in seeds:
            for noise in NOISES:
                yield f"{kind} {seed} {noise}", kind, draw_trial(kind, seed, noise).scan


def phantoms(seeds: range) -> Iterator[Picture]:
    for name in CLASSES:
        for seed in seeds:
            kind = "tips" if name == "tips" else KIND_OF_CLASS.get(name, "")
            yield f"{name} {seed}", kind, draw(name, seed).scan


def real(folder: Path) -> Iterator[Picture]:
    for path in sorted((folder / "nffa_vlms").rglob("*.jpg")):
        yield path.name, path.parent.name.lower(), pooled_scan(path)[0]
    for path in sorted((folder / "nffa_misc").rglob("*.png")):
        # The info bar begins below 145 of the 180 rows, and below it the next picture.
        yield path.name, MONTAGES.get(path.stem, ""), pooled_scan(path)[0][:145]
    for path in sorted((folder / "isbi2012" / "data" / "membrane" / "train" / "image").glob("*.png")):
        yield f"membranes {path.name}", "grains", pooled_scan(path)[0]


def table(title: str, pictures: Iterator[Picture], names: bool) -> list[float]:
    """Print the confusion table of some pictures; returns CPU seconds of each."""
    chosen: Counter[tuple[str, str]] = Counter()
    seconds: list[float] = []
    for name, kind, scan in pictures:
        began = time.process_time()
        found = measure(np.asarray(scan, dtype=np.float32), None)
        seconds.append(time.process_time() - began)
        said = found.kind if found.confidence >= TRUSTED else SILENT
        chosen[kind, said] += 1
        if names and said not in (kind, SILENT):
            print(f"    {name}: {said} ({found.confidence:.2f})", flush=True)
    columns = [*KINDS, SILENT]
    print(f"\n{title}\n{'':<12}" + "".join(f"{column:>11}" for column in columns) + f"{'right':>9}{'wrong':>9}")
    totals = Counter[str]()
    for kind in dict.fromkeys(kind for kind, _ in chosen):
        row = [chosen[kind, column] for column in columns]
        right, silent = chosen[kind, kind], chosen[kind, SILENT]
        totals.update(right=right, all=sum(row), wrong=sum(row) - right - silent)
        shares = f"{right / sum(row):>9.0%}{(sum(row) - right - silent) / sum(row):>9.0%}"
        print(f"{kind or 'none':<12}" + "".join(f"{count or '·':>11}" for count in row) + shares)
    shares = f"{totals['right'] / totals['all']:>9.0%}{totals['wrong'] / totals['all']:>9.0%}"
    print(f"{'all':<12}{'':>{11 * len(columns)}}{shares}")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=6, help="trials and phantoms of each (default: 6)")
    parser.add_argument("--seeds-from", type=int, default=FIRST_SEED, metavar="SEED", help="first seed")
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="real micrographs")
    parser.add_argument("--names", action="store_true", help="name what was chosen wrongly (tuning seeds only)")
    args = parser.parse_args()
    if args.names and args.seeds_from + args.count > 1000:
        parser.error("seeds from 1000 on are for the figures: use --names with --seeds-from below 1000")
    seeds = range(args.seeds_from, args.seeds_from + args.count)
    seconds = table(f"Trials, seeds {seeds.start} to {seeds.stop - 1}", trials(seeds), args.names)
    seconds += table("Phantoms of the ten classes", phantoms(seeds), args.names)
    if args.real:
        table("Real micrographs (looked at while the choice was written)", real(args.real), args.names)
    print(
        f"\nTime of `auto` at 1024×768: median {np.median(seconds):.2f} s of one core, "
        f"90 % within {np.percentile(seconds, 90):.2f} s"
    )


if __name__ == "__main__":
    main()
