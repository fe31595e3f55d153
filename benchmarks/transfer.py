"""100,000 pairs out and in, in each format: processor time against a plain json dump of the same texts, peak memory.

    .venv/bin/python benchmarks/transfer.py [--pairs 100000] [--micrographs 2000] [--formats messages,parquet]

Each step is a process of its own, so that its peak memory is its own. Images are small: what is measured is pairs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from maemi.project.transfer.formats import FORMATS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--micrographs", type=int, default=2_000)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        step(*given.step)
        return
    folder = Path(tempfile.mkdtemp(prefix="maemi-transfer-"))
    try:
        made = measured("make", folder / "lab", str(given.pairs), str(given.micrographs))
        dump = measured("dump", folder / "lab", folder / "plain.json")
        print(f"{given.pairs:,} pairs about {given.micrographs:,} micrographs; making them took {made['cpu']:.0f} s")
        print(f"{'':12}{'CPU s':>8}{'× dump':>8}{'peak MiB':>10}{'MB':>8}")
        print(f"{'json dump':12}{dump['cpu']:8.1f}{1:8.1f}{dump['peak']:10.0f}{size(folder / 'plain.json'):8.0f}")
        for kind in given.formats.split(","):
            out = measured("export", folder / "lab", folder / kind, kind)
            print(row(f"{kind} out", out, dump, size(folder / kind)))
            back = measured("import", folder / "other", folder / kind)
            print(row(f"{kind} in", back, dump, 0), f"  {back['said']}")
            shutil.rmtree(folder / "other", ignore_errors=True)
            shutil.rmtree(folder / kind)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def row(name: str, found: dict[str, float], dump: dict[str, float], megabytes: float) -> str:
    written = f"{megabytes:8.0f}" if megabytes else " " * 8
    return f"{name:12}{found['cpu']:8.1f}{found['cpu'] / dump['cpu']:8.1f}{found['peak']:10.0f}{written}"


def size(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 1e6


def measured(*words: object) -> dict[str, float]:
    command = [sys.executable, __file__, "--step", *map(str, words)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def step(name: str, *words: str) -> None:
    begun = time.process_time()
    said = {"make": make, "dump": dump_plain, "export": out_of, "import": into}[name](*words)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": time.process_time() - begun, "peak": peak, "said": said}))


def make(folder: str, pairs: str, micrographs: str) -> str:
    import numpy as np
    from PIL import Image

    from maemi.micrograph.taking_in import HereAndNow
    from maemi.project.bulk import decide_many
    from maemi.project.micrographs import add_paths, list_micrographs
    from maemi.project.pair_filter import PairFilter
    from maemi.project.pair_listing import list_pair_ids
    from maemi.project.pairs import NewPair, add_pairs
    from maemi.project.project import Project

    images = Path(folder).with_name("images")
    images.mkdir()
    for number in range(int(micrographs)):
        pixels = np.random.default_rng(number).integers(0, 255, (48, 64), dtype=np.uint8)
        Image.fromarray(pixels).save(images / f"sem_{number:05}.png")
    with Project.create(folder) as project:
        add_paths(project, [images], reader=HereAndNow())
        ids = [each.id for each in list_micrographs(project)]
        for start in range(0, int(pairs), 2_000):
            add_pairs(
                project,
                [
                    NewPair(
                        ids[number % len(ids)], f"What is seen in number {number}?", f"{WORDS} {number}.", "vqa", "m"
                    )
                    for number in range(start, min(start + 2_000, int(pairs)))
                ],
            )
        decide_many(project, list_pair_ids(project, PairFilter("pending")), "approve", "ada")
    return ""


WORDS = (
    "Particles of about 52 nm lie on a flat substrate, some of them in groups of three or more; their edges are sharp"
)


def dump_plain(folder: str, out: str) -> str:
    from maemi.project.pairs import texts
    from maemi.project.project import Project

    with Project.open(folder) as project, Path(out).open("w") as file:
        json.dump([list(each) for each in texts(project)], file)
    return ""


def out_of(folder: str, out: str, kind: str) -> str:
    from maemi.project.project import Project
    from maemi.project.split import Shares
    from maemi.project.transfer.exporting import export
    from maemi.project.transfer.how import How

    with Project.open(folder) as project:
        report = export(project, out, kind, how=How(split_by="micrograph", shares=Shares(0.8, 0.1, 0.1)))
    return f"{report.pairs:,} pairs"


def into(folder: str, out: str) -> str:
    from maemi.micrograph.taking_in import HereAndNow
    from maemi.project import adding
    from maemi.project.project import Project
    from maemi.project.transfer.importing import import_pairs

    adding.open_reader = HereAndNow  # in this process, so that all processor time is counted
    with Project.create(folder) as project:
        report = import_pairs(project, out)
    return f"{report.added:,} added, {len(report.problems)} refused"


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
