"""How well the index finds what looks alike: `python benchmarks/similar.py [--micrographs FOLDER] [--embedded]`.

Real micrographs (shared/micrographs with truth.csv) and phantoms that the encoder's weights were not fitted on:

    other half   each scan is cut in two, one half turned, mirrored and under another gamma; recall@1 and @5 of the
                 other half among all halves
    class        share whose nearest other micrograph has the same class (leave one out)
    duplicates   copies as JPEG of quality 40, at half the size, under gamma 1.8, turned: share found, and pairs called
                 duplicates that are not
    speed        seconds to encode one, and to search 21,000 vectors

`--embedded` does the same with the vision part of the embedded base (needs maemi[local]).
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from maemi.errors import MaemiError
from maemi.micrograph.contrast import auto_limits, to_display
from maemi.micrograph.reduced import reduced_scan
from maemi.phantom.classes import CLASSES
from maemi.phantom.drawing import draw
from maemi.similar.collection import Collection
from maemi.similar.duplicates import find_duplicates
from maemi.similar.encoded import READ_SIDE
from maemi.similar.encoder import encoder
from maemi.similar.fitting import views
from maemi.similar.sketch import sketch_of

Scan = np.ndarray
FIRST_SEED = 987_000
"""No phantom of the fit (`maemi.similar.fitting`) has these seeds."""


def real_scans(folder: Path) -> list[tuple[str, Scan]]:
    """Class ("" where unknown) and scan of every file that can be read and is no diffraction pattern or strip."""
    found = []
    for record in csv.DictReader((folder / "truth.csv").open(encoding="utf-8")):
        path = folder / record["path"]
        if not path.is_file() or path.stat().st_size > 60_000_000:
            continue
        try:
            scan = reduced_scan(path, READ_SIDE)
        except MaemiError:
            continue
        if min(scan.shape) >= 128 and scan.std() > 0:
            found.append((record["class"].split("/")[0], scan))
    return found


def phantoms(each: int) -> list[tuple[str, Scan]]:
    return [
        (name, draw(name, FIRST_SEED + number, 512, 768).scan.astype(np.float32))
        for name in CLASSES
        for number in range(each)
    ]


def halves(scans: list[tuple[str, Scan]], encode: Callable[[Scan], Scan]) -> tuple[float, float]:
    """Recall@1 and @5 of the other half."""
    pairs = [views(scan, np.random.default_rng(number))[1:] for number, (_, scan) in enumerate(scans)]
    left, right = (np.stack([encode(pair[side]) for pair in pairs]) for side in (0, 1))
    cosines = left @ right.T
    own = np.diag(cosines)
    ranks = np.concatenate([(cosines > own[:, None]).sum(axis=1), (cosines > own[None, :]).sum(axis=0)])
    return float((ranks < 1).mean()), float((ranks < 5).mean())


def same_class(scans: list[tuple[str, Scan]], vectors: Scan) -> tuple[float, int]:
    """Share whose nearest other has its class, over classes with two micrographs or more, and how many those are."""
    names = np.array([name for name, _ in scans])
    common = [name for name in set(names) if name and (names == name).sum() > 1]
    some = np.isin(names, common)
    cosines = vectors[some] @ vectors[some].T
    np.fill_diagonal(cosines, -2)
    return float((names[some][cosines.argmax(axis=1)] == names[some]).mean()), int(some.sum())


def copies(scan: Scan) -> dict[str, Scan]:
    """The ways in which one picture comes twice."""
    grey = to_display(scan, *auto_limits(scan))
    jpeg = BytesIO()
    Image.fromarray(grey).save(jpeg, "JPEG", quality=40)
    half = Image.fromarray(grey).resize((grey.shape[1] // 2, grey.shape[0] // 2), Image.Resampling.BILINEAR)
    return {
        "JPEG 40": np.asarray(Image.open(jpeg), np.float32),
        "half size": np.asarray(half, np.float32),
        "gamma 1.8": (grey / 255.0) ** 1.8 * 255,
        "turned": np.ascontiguousarray(np.rot90(grey)).astype(np.float32),
    }


def duplicates(scans: list[tuple[str, Scan]], vectors: Scan, encode: Callable[[Scan], Scan]) -> None:
    found = dict.fromkeys(copies(scans[0][1]), 0)
    sketches = [sketch_of(scan) for _, scan in scans]
    alone = find_duplicates(_collection(vectors, sketches))
    for row, (_, scan) in enumerate(scans):
        for name, copy in copies(scan).items():
            both = _collection(np.stack([vectors[row], encode(copy)]), [sketches[row], sketch_of(copy)])
            found[name] += bool(find_duplicates(both))
    for name, count in found.items():
        print(f"  duplicates   {name}: {count} of {len(scans)} found")
    print(f"  duplicates   among {len(scans)} different scans: {len(alone)} groups: {[g.ids for g in alone][:8]}")


def _collection(vectors: Scan, sketches: list[Scan]) -> Collection:
    count = len(vectors)
    return Collection(
        np.arange(count),
        names := tuple(map(str, range(count))),
        names,
        (None,) * count,
        ("none",) * count,
        vectors.astype(np.float32),
        np.stack(sketches).reshape(count, -1),
        np.full((count, 2), np.nan),
        np.zeros(count, np.int64),
    )


def embedded() -> Callable[[Scan], Scan]:
    """Mean and spread of the patches that the embedded base's vision part makes of a picture."""
    import torch

    import maemi.model.register  # noqa: F401
    from maemi.model.loading import load

    torch.set_num_threads(1)
    vision: Any = next(
        part for part in load("embedded", device="cpu").model.modules() if type(part).__name__ == "StemViTModel"
    )

    def encode(scan: Scan) -> Scan:
        grey = Image.fromarray(to_display(scan, *auto_limits(scan))).resize((176, 128), Image.Resampling.BOX)
        pixels = torch.tensor((np.asarray(grey, np.float32) / 255 - 0.5) / 0.5)[None, None]
        with torch.no_grad():
            patches = vision(pixels.to(next(vision.parameters()).dtype)).last_hidden_state[0, 1:].float()
        vector = torch.cat([patches.mean(0), patches.std(0)]).numpy()
        return vector / np.linalg.norm(vector)

    return encode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).resolve().parents[2] / "shared" / "micrographs"
    parser.add_argument("--micrographs", type=Path, default=default)
    parser.add_argument("--phantoms", type=int, default=8, help="of each class")
    parser.add_argument("--embedded", action="store_true")
    args = parser.parse_args()
    encode = embedded() if args.embedded else encoder().encode
    sets = {"phantoms": phantoms(args.phantoms)}
    if (args.micrographs / "truth.csv").is_file():
        sets = {"real micrographs": real_scans(args.micrographs)} | sets
    for title, scans in sets.items():
        began = time.perf_counter()
        vectors = np.stack([encode(scan) for _, scan in scans])
        seconds = (time.perf_counter() - began) / len(scans)
        print(f"{title}: {len(scans)}")
        print(f"  encoding     {seconds:.3f} s each, {vectors.shape[1]} values")
        print("  other half   recall@1 {:.2f}, recall@5 {:.2f}".format(*halves(scans, encode)))
        print("  class        nearest other is of the same class: {:.2f} of {}".format(*same_class(scans, vectors)))
        duplicates(scans, vectors, encode)
    many = np.random.default_rng(0).normal(size=(21_000, vectors.shape[1])).astype(np.float32)
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    large = _collection(many, [np.zeros(1, np.uint8)] * len(many))
    began = time.perf_counter()
    for row in range(20):
        large.nearest(many[row], 20)
    print(f"search of 21,000: {(time.perf_counter() - began) / 20 * 1000:.1f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
