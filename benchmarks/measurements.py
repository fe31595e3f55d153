"""The table of measurements of a project of 20,000 results in the real window: reading, sorting, plots, exports.

    python benchmarks/measurements.py [--count 20000] [--objects 200] [--project FOLDER]

Makes the project where FOLDER is none yet: results of made-up particles as `maemi measure-all` keeps them. The window
runs without a screen and paints as it does on one. Beside each wait stands the longest time that the window did not
answer meanwhile.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen:size=2560x1440")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

PATIENCE_S = 240.0


def make_project(folder: Path, count: int, objects: int) -> None:
    """A project of so many micrographs, each with a result of so many objects."""
    from maemi.project.project import Project
    from tests.survey.making import add_results, add_rows

    with Project.create(folder) as project:
        add_results(project, add_rows(project, count), objects=objects)


class Walk:
    """The table in a window, and what a person does with it."""

    def __init__(self, app: QApplication, settings: Path, folder: Path) -> None:
        from maemi.project.project import Project
        from maemi_gui.context import Context
        from maemi_gui.measurements.window import MeasurementsWindow

        self.app = app
        self.context = Context(QSettings(str(settings), QSettings.Format.IniFormat))
        self.context.set_project(Project.open(folder))
        self.window = MeasurementsWindow(self.context, lambda: "")
        self.window.show()

    def until(self, condition: Callable[[], bool], what: str) -> tuple[float, float]:
        """Milliseconds until it holds, and the longest that the loop stood still meanwhile."""
        begun, longest = time.perf_counter(), 0.0
        while not condition():
            turn = time.perf_counter()
            self.app.processEvents()
            longest = max(longest, time.perf_counter() - turn)
            if time.perf_counter() - begun > PATIENCE_S:
                raise TimeoutError(f"waited {PATIENCE_S:.0f} s in vain for {what}")
            time.sleep(0.001)
        return (time.perf_counter() - begun) * 1000, longest * 1000

    def drawn(self, name: str) -> Callable[[], bool]:
        """Whether the distribution of a quantity is on the screen."""
        panel = self.window.distribution
        return lambda: not self.context.background.busy and panel.drawn is not None and panel.drawn.pooled.name == name

    def sort(self, column: int) -> float:
        """Milliseconds to sort by a column and paint what is in sight."""
        begun = time.perf_counter()
        self.window.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        self.app.processEvents()
        return (time.perf_counter() - begun) * 1000

    def scroll(self, places: int) -> float:
        """The slowest of so many jumps through the table, in milliseconds."""
        bar, slowest = self.window.table.verticalScrollBar(), 0.0
        for place in range(places):
            begun = time.perf_counter()
            bar.setValue(bar.maximum() * place // places)
            self.app.processEvents()
            slowest = max(slowest, (time.perf_counter() - begun) * 1000)
        return slowest


def show(what: str, value: str, note: str = "") -> None:
    print(f"{what:58} {value:>14}   {note}", flush=True)


def export(folder: Path, out: Path, *options: str) -> None:
    """The time and size of one export, as a process of its own."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "maemi", "measurements", str(folder), "--out", str(out), *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    size = out.stat().st_size / 1e6
    show(f"export {out.name}", f"{time.perf_counter() - begun:.1f} s", f"{size:.1f} MB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--objects", type=int, default=200, help="of each micrograph")
    parser.add_argument("--project", type=Path, help="a folder that is used again; a temporary one otherwise")
    arguments = parser.parse_args()
    from maemi_gui.app import make_application

    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.project or Path(temporary) / "project"
        if not (folder / "maemi.sqlite").is_file():
            begun = time.perf_counter()
            make_project(folder, arguments.count, arguments.objects)
            show(f"kept {arguments.count:,} results", f"{time.perf_counter() - begun:.0f} s")
        size = sum(file.stat().st_size for file in folder.glob("maemi.sqlite*"))
        show("the project's database", f"{size / 1e6:.0f} MB")
        walk = Walk(make_application(), Path(temporary) / "settings.ini", folder)
        wait, longest = walk.until(lambda: walk.window.loaded is not None, "the table")
        show(f"table of {walk.window.model.rowCount():,} results", f"{wait:.0f} ms", f"no answer for {longest:.0f} ms")
        wait, longest = walk.until(walk.drawn("size"), "the distribution")
        samples = len(walk.window.distribution.drawn.pooled.values)
        show(f"distribution of {samples:,} sizes", f"{wait:.0f} ms", f"no answer for {longest:.0f} ms")
        slowest = max(walk.sort(column) for column in range(walk.window.model.columnCount()))
        show("sort by the slowest column, painted", f"{slowest:.0f} ms")
        show("the slowest of 100 jumps through the table", f"{walk.scroll(100):.0f} ms")
        panel = walk.window.distribution
        panel.quantity.setCurrentIndex(panel.quantity.findText("Mean size of micrographs"))
        wait, longest = walk.until(walk.drawn("mean_size"), "the means")
        show("distribution of the micrographs' means", f"{wait:.0f} ms", f"no answer for {longest:.0f} ms")
        begun = time.perf_counter()
        panel.choose(3)
        walk.app.processEvents()
        show(
            f"a bar filters to {walk.window.model.rowCount():,} rows", f"{(time.perf_counter() - begun) * 1000:.0f} ms"
        )
        panel.choose(None)
        show("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        walk.window.close()
        walk.context.close()
        for name, options in (
            ("micrographs.csv", ()),
            ("micrographs.parquet", ()),
            ("objects.csv", ("--objects",)),
            ("objects.parquet", ("--objects",)),
            ("sizes.svg", ()),
        ):
            export(folder, Path(temporary) / name, *options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
