"""How well measuring measures: `python benchmarks/measuring.py [--count N] [--processes P] [--real FOLDER]`.

Trials (`maemi.phantom.trials`: every quantity known) of each kind at three levels of noise, 1024×768. For each:

    vouched    share of trials for which numbers were given at all (confidence at least 0.3); the errors are of those
    error      median of the unsigned error, its quartiles and 90th percentile: relative, or a difference where the name
               has a star (angles, shares and numbers that may be near zero)
    bias       median of the signed error
    inside     share of the 95 % intervals that hold the truth, of those that were stated
    auto       share of trials whose kind `auto` chose, numbers given or not

Then the phantoms of the ten classes, whose scenes were drawn to be looked at and not to be measured (heavy overlaps,
cut objects): their errors are told apart and are no measure of accuracy. `--real` compares with an expert's counts, and
with an expert's sizes from `--sizes FILE.csv` (lines `file name, mean size in µm`), beside the published figures of
large vision models. Last the time: CPU seconds on one core for one micrograph with `auto`, and as a multiple of a fixed
piece of work on the same picture (Gaussian, Otsu, distance transform, watershed).

Seeds from 10,000 on are for the figures and are looked at by nobody; tune with `--seeds-from` below 1000, where
`--worst N` names the seeds with the largest errors.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402
from measuring_tasks import ABSOLUTE, Outcome, Task, covers, error_of, real_tasks, run  # noqa: E402

from maemi.generate.subject import KIND_OF_CLASS  # noqa: E402
from maemi.phantom.classes import CLASSES  # noqa: E402
from maemi.phantom.trials.trial import DOSES, NOISES, TRIAL_KINDS  # noqa: E402

FIRST_SEED = 10_000
SHOWN_FIRST = ("mean_size", "count")
PUBLISHED = {
    ("fibres", "count"): "GPT-4V 43 %, Gemini 1.0 20 %, LLaVA 1.5 13B 100 %, a person with SAM 14 % (25 images)",
    ("particles", "count"): "GPT-4V 8 %, Gemini 1.0 25 %, LLaVA 1.5 13B 43 %, a person with SAM 14 % (25 images)",
    ("fibres", "mean_size"): "GPT-4V 63 %, Gemini 1.0 92 %, LLaVA 1.5 13B 33 % (10 images)",
    ("particles", "mean_size"): "GPT-4V 39 %, Gemini 1.0 90 %, LLaVA 1.5 13B 68 % (10 images)",
}
"""Median relative errors, computed from the tables of pv-is-nrt/vlms-micrographs (Verma, Van and Wu 2024)."""


def outcomes_of(tasks: list[Task], processes: int) -> list[Outcome]:
    """Every task's outcome, in the order of the tasks."""
    if processes <= 1:
        return [run(task) for task in tasks]
    with get_context("spawn").Pool(processes) as pool:
        return pool.map(run, tasks, chunksize=1)


def quantity_lines(outcomes: list[Outcome]) -> Iterable[str]:
    """One line for each quantity that was compared."""
    names = {name: None for one in outcomes for name in one.values}
    for name in sorted(names, key=lambda name: (name not in SHOWN_FIRST, name)):
        rows = [one.values[name] for one in outcomes if name in one.values]
        errors = np.array([error_of(name, true, value) for true, value, _, _ in rows])
        size = np.abs(errors)
        quartiles = np.percentile(size, [50, 25, 75, 90])
        bounds = [(true, low, high) for true, _, low, high in rows if low is not None and high is not None]
        inside = f"{np.mean([covers(name, *one) for one in bounds]):6.0%} of {len(bounds)}" if bounds else "-"
        star = "*" if name in ABSOLUTE else " "
        cells = [f"{value:9.3g}" if name in ABSOLUTE else f"{value:9.2%}" for value in (*quartiles, np.median(errors))]
        median, low, high, far, bias = cells
        yield f"    {name + star:<20}{len(rows):>5}{median}{low}{high}{far}{bias}   {inside}"


def block(title: str, outcomes: list[Outcome], kind: str | None) -> None:
    """A title line with the shares, then the quantities."""
    vouched = sum(one.vouched for one in outcomes)
    chosen = [one for one in outcomes if one.auto_kind is not None]
    auto = f", auto right {np.mean([one.auto_kind == kind for one in chosen]):.0%}" if chosen and kind else ""
    print(f"{title}: vouched for {vouched} of {len(outcomes)}{auto}")
    for line in quantity_lines(outcomes):
        print(line)


def worst(outcomes: list[Outcome], count: int) -> None:
    """Seeds with the largest errors of size or count, and those without numbers."""
    found = [
        (abs(error_of(name, one.values[name][0], one.values[name][1])), name, one)
        for one in outcomes
        for name in one.values
        if name not in ABSOLUTE
    ]
    for error, name, one in sorted(found, key=lambda entry: -entry[0])[:count]:
        true, value, _, _ = one.values[name]
        print(f"    worst: {one.task.noise} seed {one.task.seed} {name} {value:.4g}, truth {true:.4g} ({error:.0%})")
    silent = [f"{one.task.noise} {one.task.seed}" for one in outcomes if not one.vouched]
    wrong = [f"{one.task.noise} {one.task.seed} {one.auto_kind}" for one in outcomes if one.auto_kind != one.task.kind]
    print(f"    silent: {', '.join(silent) or 'none'}")
    print(f"    auto chose another kind: {', '.join(wrong) or 'none'}")


def head(text: str) -> None:
    print(f"\n{text}\n    {'quantity':<20}{'n':>5}{'median':>9}{'25 %':>9}{'75 %':>9}{'90 %':>9}{'bias':>9}   inside")


def trials(args: argparse.Namespace) -> list[Outcome]:
    """The trials' tables; returns all outcomes."""
    seeds = range(args.seeds_from, args.seeds_from + args.count)
    everything: list[Outcome] = []
    head(f"Trials, seeds {seeds.start} to {seeds.stop - 1}; electrons a pixel: {DOSES}")
    for kind in args.kind or TRIAL_KINDS:
        tasks = [
            Task("trial", kind, noise, seed, kind=kind, timed=noise == "medium", auto=not args.no_auto)
            for noise in args.noise or NOISES
            for seed in seeds
        ]
        outcomes = outcomes_of(tasks, args.processes)
        for noise in args.noise or NOISES:
            block(f"{kind}, {noise} noise", [one for one in outcomes if one.task.noise == noise], kind)
        if args.worst:
            worst(outcomes, args.worst)
        everything += outcomes
    return everything


def classes(args: argparse.Namespace) -> list[Outcome]:
    """The ten classes' table."""
    head("Phantoms of the ten classes (drawn to be looked at, not to be measured)")
    everything: list[Outcome] = []
    for name in CLASSES:
        kind = KIND_OF_CLASS.get(name, "")
        tasks = [
            Task("class", name, seed=seed, kind=kind, auto=not args.no_auto)
            for seed in range(args.seeds_from, args.seeds_from + args.count)
        ]
        outcomes = outcomes_of(tasks, args.processes)
        block(f"{name} as {kind or 'auto'}", outcomes, kind or None)
        everything += outcomes
    return everything


def real(args: argparse.Namespace) -> list[Outcome]:
    """Real micrographs beside an expert's numbers."""
    outcomes = outcomes_of(real_tasks(args.real, args.sizes), args.processes)
    head("Real micrographs with an expert's numbers; these may have been looked at while the finders were written")
    for kind in ("fibres", "particles"):
        chosen = [one for one in outcomes if one.task.kind == kind]
        if not chosen:
            continue
        block(kind, chosen, kind)
        for name in ("count", "mean_size"):
            asked = [one for one in chosen if name in one.task.truth]
            if asked:
                off = [abs(error_of(name, *one.values[name][:2])) if name in one.values else 1.0 for one in asked]
                print(f"    median of {name} with silence counted as 100 % off: {np.median(off):.0%} of {len(off)}")
                print(f"    published medians of {name}: {PUBLISHED[kind, name]}")
        if args.each:
            for one in chosen:
                told = ", ".join(f"{name} {row[1]:.4g} of {row[0]:.4g}" for name, row in one.values.items())
                print(f"      {Path(one.task.name).name}: {told or 'no numbers'}; auto: {one.auto_kind}")
    return outcomes


def times(outcomes: list[Outcome]) -> None:
    """The cost of one micrograph."""
    timed = [one for one in outcomes if one.reference]
    if timed:
        seconds = np.array([one.seconds for one in timed])
        ratio = seconds / np.array([one.reference for one in timed])
        how = "auto" if timed[0].task.auto else "the kind given"
        print(
            f"\nTime of one 1024×768 micrograph on one core, {how}: median {np.median(seconds):.2f} s, 90 % within "
            f"{np.percentile(seconds, 90):.2f} s, longest {seconds.max():.2f} s; {np.median(ratio):.1f} times the "
            f"reference (Gaussian, Otsu, distance transform, watershed: {np.median(seconds / ratio):.2f} s)"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20, help="trials of each kind and noise (default: 20)")
    parser.add_argument("--kind", action="append", choices=TRIAL_KINDS, help="only this one; may be repeated")
    parser.add_argument("--noise", action="append", choices=NOISES, help="only this one; may be repeated")
    parser.add_argument("--seeds-from", type=int, default=FIRST_SEED, metavar="SEED", help="first seed")
    parser.add_argument("--processes", type=int, default=1, metavar="P", help="worker processes (default: 1)")
    parser.add_argument("--no-auto", action="store_true", help="do not ask what `auto` chooses: faster")
    parser.add_argument("--no-classes", action="store_true", help="leave out the phantoms of the ten classes")
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="real micrographs with truth.csv")
    parser.add_argument(
        "--sizes", type=Path, metavar="CSV", help="an expert's sizes: lines `file name, mean size in µm`"
    )
    parser.add_argument("--each", action="store_true", help="one line for each real micrograph")
    parser.add_argument("--only-real", action="store_true", help="leave out trials and phantoms")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the worst seeds (tuning seeds only)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every outcome as JSON")
    args = parser.parse_args()
    if args.worst and args.seeds_from + args.count > 1000:
        parser.error("seeds from 1000 on are for the figures: use --worst with --seeds-from below 1000")
    everything: list[Outcome] = []
    if not args.only_real:
        everything += trials(args)
        if not (args.no_classes or args.kind or args.noise):
            everything += classes(args)
    if args.real:
        everything += real(args)
    times(everything)
    if args.json:
        args.json.write_text(json.dumps([asdict(one) for one in everything]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
