"""How resources/similar/texture.npz is made: `python -m maemi.similar.fitting --out FILE`.

Phantoms are drawn, and each is described whole and in its two halves, one of them turned, mirrored and under another
gamma. Directions in which descriptions of one phantom differ count little, directions in which phantoms differ count
much: linear discriminant analysis (Fisher 1936) with each phantom as a class. No real micrograph is used.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.similar.texture import describe, standardised

DIMENSIONS = 64
RIDGE = 0.1
"""Share of the mean variance that is added to every direction: few phantoms must not make a direction certain."""
ROWS, COLUMNS = 512, 768
FIRST_SEED = 310_000


def views(scan: NDArray[Any], rng: np.random.Generator) -> list[NDArray[np.float32]]:
    """The scan, its left half, and its right half turned, mirrored and in another contrast."""
    middle = scan.shape[1] // 2
    right = np.rot90(scan[:, middle:], int(rng.integers(4)))
    right = right[:, ::-1] if rng.random() < 0.5 else right
    unit = (right - right.min()) / (float(np.ptp(right)) or 1.0)
    other = unit ** rng.uniform(0.5, 2.0) * rng.uniform(100, 250)
    return [np.ascontiguousarray(each, dtype=np.float32) for each in (scan, scan[:, :middle], other)]


def described(task: tuple[str, int]) -> NDArray[np.float64]:
    """[3, length] of one phantom."""
    from maemi.phantom.drawing import draw

    class_name, seed = task
    scan = draw(class_name, seed, ROWS, COLUMNS).scan.astype(np.float32)
    return np.stack([describe(view) for view in views(scan, np.random.default_rng(seed))])


def fit(found: NDArray[np.float64], dimensions: int = DIMENSIONS) -> dict[str, NDArray[Any]]:
    """Mean, spread and projection from descriptions [phantoms, views, length]."""
    flat = found.reshape(-1, found.shape[-1])
    mean, spread = flat.mean(axis=0), flat.std(axis=0) + 1e-6
    each = standardised(found, mean, spread)
    within = each - each.mean(axis=1, keepdims=True)
    within = within.reshape(flat.shape)
    inner = within.T @ within / len(within)
    inner += np.eye(len(inner)) * np.trace(inner) / len(inner) * RIDGE
    values, vectors = np.linalg.eigh(inner)
    whitened = vectors / np.sqrt(values)
    total = np.cov(each.reshape(flat.shape).T)
    _, directions = np.linalg.eigh(whitened.T @ total @ whitened)
    projection = (whitened @ directions)[:, ::-1][:, :dimensions]
    return {
        "mean": mean.astype(np.float32),
        "spread": spread.astype(np.float32),
        "projection": projection.astype(np.float16),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--each", type=int, default=40, metavar="N", help="phantoms of each class")
    args = parser.parse_args()
    from maemi.phantom.classes import CLASSES

    tasks = [(name, FIRST_SEED + number) for number in range(args.each) for name in CLASSES]
    with ProcessPoolExecutor(2) as pool:
        found = np.stack(list(pool.map(described, tasks, chunksize=4)))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    made = fit(found)
    np.savez_compressed(args.out, mean=made["mean"], spread=made["spread"], projection=made["projection"])
    print(f"{args.out}: {found.shape[0]} phantoms, {found.shape[2]} values into {DIMENSIONS}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
