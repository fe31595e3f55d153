"""Start to usable window: `python benchmarks/startup.py --napari PYTHON --labelme PYTHON`.

Each program is started without a file, in turns, on a screen of its own (Xvfb, 1280 × 800). Usable is a window that
is all there: the first moment from which at least 99 % of the screen's pixels stay as they are once the screen has
rested for three seconds. Splash screens and half-painted windows do not count; the same look tells for all three.

PYTHON is the one of an environment of its own: `python -m venv /tmp/labelme && /tmp/labelme/bin/pip install labelme`,
for napari as `benchmarks/giant.py` says; labelme's Qt wants libxcb-xinerama0 of the system. A program that is not
given is left out.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from screen import EVERY, Screen, Watched

RESTED = 3.0
PATIENCE = 90.0
ALIKE = 0.99


def start_to_usable(command: list[str], folder: Path) -> float | None:
    """Seconds from starting the program until its window is all there; None where it never is."""
    with Screen() as screen:
        homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), str(folder))
        program = Watched(command, env={**screen.environment, **homes})
        try:
            looks = watch(screen, program)
        finally:
            program.end()
    if looks is None:
        return None
    last = looks[-1][1]
    usable = looks[-1][0]
    for when, shown in reversed(looks):
        if float((shown == last).all(axis=-1).mean()) < ALIKE:
            break
        usable = when
    return usable


def watch(screen: Screen, program: Watched) -> list[tuple[float, NDArray[np.uint8]]] | None:
    """The screen each time that it changed, with the seconds since the start; until it rests; None if it is empty."""
    looks = [(0.0, screen.pixels())]
    changed = time.perf_counter()
    while time.perf_counter() - program.started < PATIENCE and program.process.poll() is None:
        time.sleep(EVERY)
        now = screen.pixels()
        if not np.array_equal(now, looks[-1][1]):
            changed = time.perf_counter()
            looks.append((changed - program.started, now))
        filled = float((looks[-1][1] != looks[0][1]).any(axis=-1).mean()) > 0.2
        if filled and time.perf_counter() - changed > RESTED:
            return looks
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description="Start to usable window, of MAEMI, napari and labelme.")
    parser.add_argument("--napari", help="the python of an environment with napari")
    parser.add_argument("--labelme", help="the python of an environment with labelme")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    commands = {"MAEMI": [sys.executable, "-m", "maemi_gui.app"]}
    if options.napari:
        commands["napari"] = [options.napari, "-m", "napari"]
    if options.labelme:
        commands["labelme"] = [options.labelme, "-m", "labelme"]
    for name in ("napari", "labelme"):
        if name not in commands:
            print(f"{name} is not measured; give --{name} PYTHON (how to set it up stands at the top of this file).")
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as place:
        # One start of each beforehand: compiled files, font caches and first-run settings are there for all.
        for run in range(options.runs + 1):
            for name, command in commands.items():
                folder = Path(place) / name
                folder.mkdir(exist_ok=True)
                took = start_to_usable(command, folder)
                if took is None:
                    print(f"{name} showed no window within {PATIENCE:.0f} s.")
                elif run:
                    times[name].append(took)
    own = statistics.median(times["MAEMI"]) if times["MAEMI"] else None
    print(f"median of {options.runs} starts each, in turns")
    for name, each in times.items():
        if each:
            middle = statistics.median(each)
            ratio = "" if own is None or name == "MAEMI" else f"   MAEMI / {name}: {own / middle:.2f}×"
            print(f"{name:<8} {middle:6.2f} s   ({min(each):.2f} … {max(each):.2f}){ratio}")


if __name__ == "__main__":
    main()
