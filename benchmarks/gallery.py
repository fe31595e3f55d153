"""Twenty thousand micrographs: adding, opening, listing, searching, counting: `python benchmarks/gallery.py [FOLDER]`.

Draws 21,000 small JPEGs (`--count`), each with content of its own, and prints how fast they are added beside reading
and hashing them alone and beside one process without workers, then the median of each verb of the gallery, and the peak
of memory. What was drawn in FOLDER is used again.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from maemi.micrograph.taking_in import HereAndNow, hash_file
from maemi.project.checking import check_files
from maemi.project.micrographs import (
    add_paths,
    count_micrographs,
    facet_counts,
    get_micrographs,
    list_ids,
    next_unreviewed,
    set_class,
    set_pixel_size,
)
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project

COUNT, REPEATS, IN_A_FOLDER, SAMPLE = 21_000, 11, 1_000, 1_500
CLASSES = ("particles", "fibres", "pores", "films and coated surface")
SEARCHES = ("img_19", "class:particles state:pending", "pixel<2nm has:scale", "-has:scale is:missing", "folder:set_007")


def draw(folder: Path, count: int) -> None:
    """Micrographs of 192 rows and 256 columns; a comment in each makes their content differ."""
    rng = np.random.default_rng(7)
    pictures: list[bytes] = []
    for _ in range(40):
        coarse = Image.fromarray(rng.integers(0, 255, (24, 32), dtype=np.uint8)).resize((256, 192))
        noise = rng.integers(-20, 20, (192, 256))
        out = BytesIO()
        Image.fromarray(np.clip(np.asarray(coarse) + noise, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=80)
        pictures.append(out.getvalue())
    for number in range(count):
        place = folder / f"set_{number // IN_A_FOLDER:03d}"
        place.mkdir(parents=True, exist_ok=True)
        text = f"micrograph {number}".encode()
        comment = b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text
        jpeg = pictures[number % len(pictures)]
        (place / f"img_{number}.jpg").write_bytes(jpeg[:2] + comment + jpeg[2:])


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def timed(name: str, work: Callable[[], object], repeats: int = REPEATS) -> None:
    """Print the median and the worst of some calls, in milliseconds."""
    took = [seconds(work) * 1000 for _ in range(repeats)]
    print(f"{name:56} {statistics.median(took):9.1f} {max(took):9.1f}")


def measure_adding(folder: Path, work: Path) -> None:
    """How fast files are added, beside what reading and hashing them costs, and beside one process."""
    files = sorted(folder.rglob("*.jpg"))
    some = files[:SAMPLE]
    hashing = seconds(lambda: [hash_file(path) for path in some]) / len(some)
    with Project.create(work / "one") as project:
        single = seconds(lambda: add_paths(project, some, reader=HereAndNow())) / len(some)
    with Project.create(work / "few") as project:
        few = seconds(lambda: add_paths(project, some)) / len(some)
    print(f"add {len(some)} files with workers: {1 / few:.0f} a second; in one process: {1 / single:.0f} a second")
    print(f"ratio to one process {few / single:.2f}, to reading and hashing alone {few / hashing:.1f}")
    with Project.create(work / "lab") as project:
        took = seconds(lambda: add_paths(project, [folder]))
        print(f"add {len(files)} files: {took:.0f} s, {len(files) / took:.0f} a second")
        again = seconds(lambda: add_paths(project, [folder]))
        print(f"add them again (nothing is read): {again:.2f} s, ratio {again / took:.3f}")


def review(project: Project) -> None:
    """Classes, pixel sizes and pairs, as a lab would have them."""
    rng = random.Random(7)
    ids = list_ids(project)
    for name in CLASSES:
        set_class(project, rng.sample(ids, len(ids) // 5), name)
    set_pixel_size(project, rng.sample(ids, len(ids) // 2), 1.5e-9, "benchmark")
    asked = rng.sample(ids, len(ids) // 3)
    add_pairs(project, [NewPair(each, "What is shown?", "Particles.", "basics", "measured") for each in asked])


def measure_looking(lab: Path) -> None:
    """What a gallery waits for."""

    def first_screen() -> None:
        with Project.open(lab) as opened:
            get_micrographs(opened, list_ids(opened)[:200])

    print(f"{'milliseconds':56} {'median':>9} {'worst':>9}")
    timed("open the project, all ids, 200 rows", first_screen)
    with Project.open(lab) as project:
        ids = list_ids(project)
        print(f"{len(ids)} micrographs")
        for sort in ("name", "added", "taken", "magnification", "pixel size", "pending pairs", "class"):
            timed(f"all ids by {sort}", lambda sort=sort: list_ids(project, sort=sort))
        timed("200 rows from the middle", lambda: get_micrographs(project, ids[len(ids) // 2 :][:200]))
        for line in SEARCHES:
            timed(f"all ids of {line}", lambda line=line: list_ids(project, line))
        timed("counts of all choices", lambda: facet_counts(project))
        timed("counts of all choices, searched", lambda: facet_counts(project, "class:particles has:scale"))
        timed("count", lambda: count_micrographs(project))
        timed("next unreviewed", lambda: next_unreviewed(project, ids[len(ids) // 2]))
        timed("check that all files are there", lambda: check_files(project), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="where the files are, or shall be")
    parser.add_argument("--count", type=int, default=COUNT, help=f"how many files ({COUNT})")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="maemi-gallery-") as temporary:
        folder = args.folder or Path(temporary) / "files"
        if not folder.is_dir():
            print(f"draw {args.count} files: {seconds(lambda: draw(folder, args.count)):.0f} s")
        measure_adding(folder, Path(temporary))
        with Project.open(Path(temporary) / "lab") as project:
            review(project)
        measure_looking(Path(temporary) / "lab")
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"peak memory: {own:.0f} MB, of the largest worker {worker:.0f} MB")


if __name__ == "__main__":
    main()
