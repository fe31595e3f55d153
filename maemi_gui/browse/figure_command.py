"""`maemi figure` as a process of its own: what a file makes of a decoder never harms the window."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtGui import QImage

from maemi.errors import MaemiError
from maemi.micrograph.figure.options import FigureOptions

PATIENCE_S = 600


@dataclass(frozen=True, slots=True)
class FigureWish:
    """One figure: what the dialog asks for, and what the canvas shows."""

    file: Path
    project: str | None
    """The address of the project, which knows the pixel size to use and the regions."""
    options: FigureOptions
    regions: bool


def arguments(wish: FigureWish, out: Path) -> list[str]:
    """The words after `maemi`."""
    options = wish.options
    words = ["figure", str(wish.file), str(out), "--replace", "--json", "--dpi", str(options.dpi)]
    words += ["--frame", str(options.frame + 1)]
    if wish.project:
        words += ["--project", wish.project]
        if wish.regions:
            words.append("--regions")
    if options.width_mm is not None:
        words += ["--width-mm", repr(options.width_mm)]
    if options.part is not None:
        words += ["--part", *(str(value) for value in options.part)]
    if options.keep_greys:
        return [*words, "--keep-greys"]
    if options.tone is not None:
        low, high, gamma = options.tone
        words += [f"--contrast={low!r},{high!r}", "--gamma", repr(gamma)]
    words += ["--colour", options.colour, "--font-pt", repr(options.font_pt), "--bar-corner", options.bar_corner]
    if options.bar_length_m is not None:
        words += ["--bar", repr(options.bar_length_m)]
    wanted = ((not options.bar, "--no-bar"), (options.backing, "--backing"), (options.info_bar, "--info-bar"))
    return words + [word for on, word in wanted if on]


def write_figure(wish: FigureWish, out: Path) -> dict[str, Any]:
    """Write it; for a worker. Returns the JSON of `maemi figure`. Raises MaemiError with its sentence."""
    return _run(arguments(wish, out))


def figure_image(wish: FigureWish) -> QImage:
    """The same for the clipboard; for a worker."""
    with TemporaryDirectory(prefix="maemi-copy-") as folder:
        out = Path(folder) / "figure.png"
        _run(arguments(wish, out))
        return QImage(str(out))


def _run(words: Sequence[str]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "maemi", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MaemiError(f"The figure was not made ({error}); try a smaller one.") from error
    if done.returncode == 0:
        return json.loads(done.stdout)
    last = done.stderr.strip().splitlines()
    raise MaemiError(last[-1].removeprefix("maemi: ") if last else "The figure was not made; try a smaller one.")
