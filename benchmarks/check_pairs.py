"""A project of 100,000 pairs: how long checking all of them takes, and a page of them sorted by doubt.

python benchmarks/check_pairs.py [--pairs 100000] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from maemi.generate.checking.everything import check_pairs
from maemi.project.micrographs import add_paths, list_ids
from maemi.project.pairs import NewPair, add_pairs, list_pairs
from maemi.project.project import Project

MICROGRAPHS = 200
OPENINGS = ("It shows", "One can see", "There are", "The image has", "Visible are", "We find")
THINGS = ("round particles", "long wires", "open pores", "sharp edges", "dark spots", "bright rims", "cracks")
PLACES = ("near the left edge", "in the middle", "at the top", "all over the field", "between the pillars")
WRONG = ("The pixel size is 17 nm.", "The particles are made of gold.", "I cannot view images.", "It covers 130 %.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(args.folder or Path(folder), args.pairs)


def run(folder: Path, count: int) -> None:
    import numpy as np
    from PIL import Image

    rng, files = Random(1), []
    for at in range(MICROGRAPHS):
        file = folder / f"micrograph_{at}.png"
        Image.fromarray(np.random.default_rng(at).integers(0, 255, (64, 64), dtype=np.uint8)).save(file)
        files.append(file)
    with Project.create(folder / "project") as project:
        add_paths(project, files)
        ids = list_ids(project)
        for start in range(0, count, 5_000):
            add_pairs(project, [pair(rng, ids) for _ in range(min(5_000, count - start))])
        began, of_cpu = perf_counter(), process_time()
        report = check_pairs(project)
        seconds, cpu = perf_counter() - began, process_time() - of_cpu
        print(
            f"{report.pairs:,} pairs checked in {seconds:.0f} s ({cpu:.0f} s of one core); {report.doubted:,} "
            f"with a warning"
        )
        for state in ("pending", None):
            for sort in ("added", "doubt", "certainty"):
                for kind in (None, "warning", "unit"):
                    times = [timed(project, state, sort, kind, offset) for offset in (0, 0, 0, 5_000)]
                    print(f"  {state or 'any state':10} {sort:10} {kind or 'all':8} first page "
                        f"{1e3 * statistics.median(times[:3]):6.1f} ms, page 100 "
                        f"{1e3 * times[3]:6.1f} ms")  # fmt: skip


def timed(project: Project, state: str | None, sort: str, kind: str | None, offset: int) -> float:
    began = perf_counter()
    list_pairs(project, state=state, sort=sort, findings=kind, offset=offset, limit=50)  # type: ignore[arg-type]
    return perf_counter() - began


def pair(rng: Random, ids: list[int]) -> NewPair:
    things = f"{rng.choice(THINGS)} and {rng.choice(THINGS)}"
    words = f"{rng.choice(OPENINGS)} {rng.randrange(2, 90)} {things} {rng.choice(PLACES)}."
    answer = rng.choice(WRONG) if rng.random() < 0.2 else words
    return NewPair(rng.choice(ids), "What does it show?", answer, "vqa", "openai", "m")


if __name__ == "__main__":
    main()
