"""A 2 GB TIFF of 16 bits in MAEMI and in napari: `python benchmarks/giant.py --napari PYTHON`.

Both run on a screen of their own (Xvfb), 1280 × 800, one after the other, the file dropped from the system's memory
before each. The same outside look at the screen tells for both:

- first picture: from the wish to open the file, in a program that has started, until image noise fills the place of
  the canvas (less than half of a box there has one colour);
- pan: from the wish to see a far place pixel for pixel until something else is there, and until it is there at full
  resolution (fewer than a quarter of neighbouring pixels are alike);
- memory: the largest sum of the resident sets of the program and its child processes.

PYTHON is the one of an environment with napari:
`python -m venv /tmp/napari && /tmp/napari/bin/pip install "napari[pyside6]"`; without it MAEMI is measured alone.
Needs Xvfb, software OpenGL (apt install xvfb libgl1-mesa-dri) and 3 GB of disk.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from screen import Screen, Watched

SIDE = 32_768
BOX = slice(300, 460), slice(540, 740)
"""Rows and columns of the screen that lie in the canvas of both programs."""
PLACES = [(5_000, 21_000), (28_000, 9_000), (16_400, 16_400), (30_500, 30_500), (2_000, 2_000)]
PATIENCE = 120.0
HERE = Path(__file__).parent


def texture(path: Path, layout: str) -> None:
    """Shading, grains of 512 pixels and noise in every pixel, as of a detector; written a band at a time."""
    rng = np.random.default_rng(7)
    noise = rng.normal(0, 2_500, (1024, SIDE + 4096)).astype(np.float32)
    grains = np.kron(rng.uniform(12_000, 48_000, (SIDE // 512, SIDE // 512)), np.ones((1, 512))).astype(np.float32)

    def band(top: int) -> NDArray[np.uint16]:
        shift = int(rng.integers(0, 4096))
        rows = np.repeat(grains[top // 512 : top // 512 + 2], 512, axis=0)
        return np.clip(rows + noise[:, shift : shift + SIDE], 0, 65_535).astype(np.uint16)

    if layout == "strips":
        stored = tifffile.memmap(path, shape=(SIDE, SIDE), dtype=np.uint16, photometric="minisblack")
        for top in range(0, SIDE, 1024):
            stored[top : top + 1024] = band(top)
        stored.flush()
        return
    tiles = (
        part[row : row + 256, column : column + 256]
        for part in (band(top) for top in range(0, SIDE, 1024))
        for row in range(0, 1024, 256)
        for column in range(0, SIDE, 256)
    )
    shape = {"shape": (SIDE, SIDE), "dtype": np.uint16, "tile": (256, 256)}
    tifffile.imwrite(path, tiles, **shape, compression="zlib", photometric="minisblack", metadata=None)


def forget(path: Path) -> None:
    """Let the system's memory of the file go, so that it comes from the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def noisy(box: NDArray[np.uint8]) -> bool:
    """Whether an image is there: less than half of the pixels have one colour."""
    return int(np.bincount(box[..., 1].ravel()).max()) * 2 < box[..., 1].size


def sharp(box: NDArray[np.uint8]) -> bool:
    """Whether every pixel is its own."""
    alike = np.abs(np.diff(box[..., 1].astype(int), axis=1)) <= 1
    return float(alike.mean()) < 0.25


def measured(
    screen: Screen, command: list[str], wish: str, path: Path, pictures: Path | None
) -> dict[str, float | None]:
    """Start a program, wait until it rests, and put the wishes; the screen after each goes to `pictures`."""
    program = Watched(command, env=screen.environment, stdin=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL)
    try:
        resting(screen, program)
        forget(path)

        def tell(line: str) -> None:
            assert program.process.stdin is not None
            program.process.stdin.write(line + "\n")
            program.process.stdin.flush()

        def seen(what: Callable[[NDArray[np.uint8]], bool]) -> Callable[[], bool]:
            return lambda: what(screen.pixels()[BOX])

        tell(wish)
        result = {"first picture, s": program.wait_for(seen(noisy), PATIENCE)}
        keep(screen, pictures, Path(command[1]).stem, 0)
        time.sleep(2)
        changed: list[float | None] = []
        full: list[float | None] = []
        for row, column in PLACES:
            before = screen.pixels()[BOX]

            def other(box: NDArray[np.uint8], before: NDArray[np.uint8] = before) -> bool:
                return float((box != before).any(axis=-1).mean()) > 0.5

            tell(f"look {row} {column}")
            first = program.wait_for(seen(other), 20)
            rest = program.wait_for(seen(sharp), 5) if first is not None else None
            changed.append(first)
            full.append(first + rest if first is not None and rest is not None else None)
            keep(screen, pictures, Path(command[1]).stem, len(full))
            time.sleep(0.5)
        time.sleep(1)
        result["pan, something there, s"] = median(changed)
        result["pan, full resolution, s"] = median(full)
        result["peak memory, MB"] = program.peak / 1e6
        return result
    finally:
        program.end()


def keep(screen: Screen, pictures: Path | None, program: str, number: int) -> None:
    """Save what is on the screen, for those who doubt the figures."""
    if pictures is not None:
        from PIL import Image

        pictures.mkdir(parents=True, exist_ok=True)
        Image.fromarray(screen.pixels()).save(pictures / f"{program}_{number}.png")


def resting(screen: Screen, program: Watched, seconds: float = 2.0) -> None:
    """Wait until something is on the screen and has not changed for a while."""
    last, since = screen.pixels(), time.perf_counter()
    while time.perf_counter() - program.started < PATIENCE:
        time.sleep(0.1)
        now = screen.pixels()
        if float((now != last).any(axis=-1).mean()) > 0.002 or float((now > 0).any(axis=-1).mean()) < 0.3:
            last, since = now, time.perf_counter()
        if time.perf_counter() - since > seconds:
            return


def median(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    # A program that mostly never shows it has no time for it.
    return statistics.median(known) if len(known) * 2 > len(values) else None


def project_with(path: Path, folder: Path) -> tuple[str, float]:
    """A project of a flat micrograph, which is shown first, and the giant; and the seconds that adding took."""
    from PIL import Image

    from maemi.project.micrographs import add_paths
    from maemi.project.project import Project

    flat = folder / "flat.png"
    Image.new("L", (64, 64), 90).save(flat)
    with Project.create(str(folder / "project")) as project:
        add_paths(project, [flat])
        begun = time.perf_counter()
        add_paths(project, [path])
        return project.address, time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description="A 2 GB TIFF in MAEMI and in napari.")
    parser.add_argument("--napari", help="the python of an environment with napari")
    parser.add_argument("--layout", choices=("strips", "tiles"), default="strips", help="tiles: 256 × 256, zlib")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--folder", help="where the file goes; a temporary one otherwise")
    parser.add_argument("--pictures", type=Path, help="a folder for the screens that were judged")
    options = parser.parse_args()
    if not options.napari:
        print("napari is not measured; give --napari PYTHON (how to set it up stands at the top of this file).")
    with tempfile.TemporaryDirectory(dir=options.folder) as place, Screen() as screen:
        folder = Path(place)
        path = folder / "giant.tif"
        texture(path, options.layout)
        print(f"{SIDE:,} × {SIDE:,} pixels of 16 bits, {options.layout}, {path.stat().st_size / 1e9:.2f} GB")
        address, adding = project_with(path, folder)
        print(f"adding it to the project, once: {adding:.1f} s")
        results: dict[str, list[dict[str, float | None]]] = {}
        for run in range(options.runs):
            driver = [sys.executable, str(HERE / "drive_maemi.py"), address, str(folder / "settings.ini")]
            name = "MAEMI, first time" if run == 0 else "MAEMI, seen before"
            results.setdefault(name, []).append(measured(screen, driver, "open 2", path, options.pictures))
            if options.napari:
                driver = [options.napari, str(HERE / "drive_napari.py")]
                results.setdefault("napari", []).append(
                    measured(screen, driver, f"open {path}", path, options.pictures)
                )
        show(results)


def show(results: dict[str, list[dict[str, float | None]]]) -> None:
    """A table, medians of the runs, and each figure over napari's."""
    names = list(next(iter(results.values()))[0])
    table = {who: {name: median([run[name] for run in runs]) for name in names} for who, runs in results.items()}
    other = table.pop("napari", None)
    for who, own in table.items():
        print(f"{who}:" if other is None else f"{who}, napari, ratio:")
        for name in names:
            figures = [own[name]] if other is None else [own[name], other[name]]
            words = ["never" if figure is None else f"{figure:.2f}" for figure in figures]
            if other is not None and own[name] and other[name]:
                words.append(f"{(own[name] or 0) / (other[name] or 1):.3f}×")
            print(f"  {name:<26}" + "".join(f"{word:>12}" for word in words))


if __name__ == "__main__":
    main()
