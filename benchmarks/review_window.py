"""Reviewing 100,000 pairs in the real window: filter, sort, next pair, decisions, bulk, undo.

    python benchmarks/review_window.py [--pairs 100000] [--micrographs 4000] [--steps 200]

Works on a copy of a project that is made once (benchmarks/review_project.py). The window runs without a screen and
paints as it does on one. Each figure is wall-clock time from the key or the choice until what was asked for is on
screen; beside it stands what the issue asks, and the time of one flush to this disk, below which no decision can be.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen:size=2560x1440")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from review_project import cached

PATIENCE_S = 120.0


def show(name: str, times: list[float], asked: str = "") -> None:
    """Median, 95th percentile and worst, in milliseconds."""
    ordered = sorted(times)
    at95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"{name:44} {ordered[len(ordered) // 2]:8.1f} {at95:8.1f} {ordered[-1]:8.1f}   {asked}", flush=True)


class Review:
    """The window with the project open, and what a curator does with it."""

    def __init__(self, folder: Path, settings: Path) -> None:
        from maemi_gui.app import make_application
        from maemi_gui.context import Context
        from maemi_gui.main_window import MainWindow

        self.app = make_application()
        self.context = Context(QSettings(str(settings), QSettings.Format.IniFormat))
        self.context.curator = "ana"
        self.window = MainWindow(self.context)
        ready: list[bool] = []
        self.window.ready.connect(lambda: ready.append(True))
        self.window.resize(1280, 800)
        self.window.show()
        self.until(lambda: bool(ready))
        self.window.opening.open_project(folder)
        self.panel: Any = self.window.review
        self.queue = self.panel.queue
        self.until(lambda: self.queue.pairs.complete and self.queue.current is not None)
        self.window.show_panel(self.panel)
        self.rest()
        self.shown = self.listed = 0
        self.queue.shown.connect(lambda _pair: self._count("shown"))
        self.queue.listed.connect(lambda: self._count("listed"))

    def _count(self, name: str) -> None:
        setattr(self, name, getattr(self, name) + 1)

    def until(self, condition: Callable[[], bool]) -> float:
        """Milliseconds until it holds and what follows from it is painted."""
        begun = time.perf_counter()
        while not condition():
            self.app.processEvents()
            if time.perf_counter() - begun > PATIENCE_S:
                raise TimeoutError("waited in vain")
            time.sleep(0.0005)
        self.panel_painted()
        return (time.perf_counter() - begun) * 1000

    def panel_painted(self) -> None:
        """Let the pair that is up be painted."""
        self.app.sendPostedEvents()
        panel = getattr(self, "panel", None)
        if panel is not None:
            panel.repaint()

    def rest(self) -> None:
        """Until nothing is under way."""
        self.until(lambda: not self.context.background.busy)

    def filtered(self, choose: Callable[[], object], repeats: int = 7) -> list[float]:
        """Milliseconds from a choice to the first pairs of it, a few times."""
        times: list[float] = []
        for _ in range(repeats):
            before = self.listed
            begun = time.perf_counter()
            choose()
            self.until(lambda before=before: self.listed > before)
            times.append((time.perf_counter() - begun) * 1000)
            self.rest()
        return times

    def key(self, key: Qt.Key) -> float:
        """Milliseconds from a key to the next pair on screen; its decision is on the disk by then."""
        before = self.shown
        begun = time.perf_counter()
        QTest.keyClick(self.panel.list, key)
        self.until(lambda: self.shown > before)
        return (time.perf_counter() - begun) * 1000


def filters(review: Review) -> None:
    """Each kind of filter and order once."""
    bar = review.panel.filters
    bar.more.setChecked(True)
    review.rest()

    def turn(choice: object, *values: object) -> Callable[[], None]:
        """Choose one value, then the other, in turn, so that each choice changes something."""
        places = [choice.findData(value) for value in values]  # pyright: ignore[reportAttributeAccessIssue]

        def choose() -> None:
            now = choice.currentIndex()  # pyright: ignore[reportAttributeAccessIssue]
            choice.setCurrentIndex(next(place for place in places if place != now))  # pyright: ignore[reportAttributeAccessIssue]

        return choose

    asked = "asked: 100"
    show("filter by state", review.filtered(turn(bar.state, "approved", None)), asked)
    for name, value in (("class", "fibres"), ("task", "count"), ("teacher", "openai"), ("model", "gpt-4o")):
        show(f"filter by {name}", review.filtered(turn(bar.facets[name], value, None)), asked)
        bar.facets[name].setCurrentIndex(0)
        review.rest()
    for kind in ("number", "warning"):
        show(f"filter by findings: {kind}", review.filtered(turn(bar.findings, kind, None)), asked)
        bar.findings.setCurrentIndex(0)
        review.rest()
    for words in ("diameter", "mean width", '"region 17"', "diam"):

        def type_words(words: str = words) -> None:
            bar.search.setText("" if bar.search.text() else words)
            bar._typed.setInterval(0)

        show(f"search for {words}", review.filtered(type_words, 8), asked)
        bar.search.clear()
        review.rest()
    for sort in ("doubt", "question", "answer", "class", "task", "decided"):
        show(f"sort by {sort}", review.filtered(turn(bar.order, sort, "added")), asked)
    bar.order.setCurrentIndex(0)
    review.rest()
    bar.show_all_pending()
    review.rest()


def many(review: Review, folder: Path) -> None:
    """Everything pending approved in one go, and taken back as one."""
    from maemi.project.pairs import count_pairs
    from maemi.project.project import Project

    review.rest()  # the counts of the last undo are on their way
    pending = review.queue.counts["pending"]
    review.queue.decide_many(review.queue.pairs.ids(), "approve")
    begun = time.perf_counter()
    review.until(lambda: not review.queue.bulk.running)
    show(f"approve {pending:,} pairs in one go", [(time.perf_counter() - begun) * 1000])
    review.rest()
    with Project.open(folder) as project:
        assert count_pairs(project)["pending"] == 0
    begun = time.perf_counter()
    review.panel.undo()
    review.until(lambda: not review.queue._writing)
    show("undo all of it", [(time.perf_counter() - begun) * 1000])
    review.rest()
    with Project.open(folder) as project:
        assert count_pairs(project)["pending"] == pending


def flushes(folder: Path) -> list[float]:
    """One write of 4 KiB that is on the disk when it returns."""
    times: list[float] = []
    with (folder / "flush").open("ab") as file:
        for _ in range(50):
            begun = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - begun) * 1000)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--micrographs", type=int, default=4_000)
    parser.add_argument("--steps", type=int, default=200, help="pairs that are decided one by one")
    arguments = parser.parse_args()
    source = cached(arguments.pairs, arguments.micrographs)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary) / "lab"
        shutil.copytree(source, folder)
        print(f"{arguments.pairs:,} pairs, {arguments.micrographs:,} micrographs; load {os.getloadavg()[0]:.1f}")
        print(f"{'milliseconds':44} {'median':>8} {'95 %':>8} {'worst':>8}")
        show("write and flush 4 KiB, for comparison", flushes(folder))
        review = Review(folder, Path(temporary) / "settings.ini")
        filters(review)
        places: list[float] = []
        for at in range(1, arguments.steps + 1):
            before = review.shown
            begun = time.perf_counter()
            review.queue.go_to(at)
            review.until(lambda before=before: review.shown > before)
            places.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.05)
            review.app.processEvents()
        show("next pair", places, "asked: 50 at 95 %")
        with sqlite3.connect(folder / "maemi.sqlite") as reader:
            (logged,) = reader.execute("SELECT max(id) FROM decisions").fetchone()
        taken = [review.key(key) for _ in range(arguments.steps // 2) for key in (Qt.Key.Key_A, Qt.Key.Key_Space)]
        show("decide, and see the next pair", taken)
        with sqlite3.connect(folder / "maemi.sqlite") as reader:
            made = "SELECT count(*) FROM decisions WHERE id > ?"
            (count,) = reader.execute(made, (logged,)).fetchone()
        print(f"{'decisions on the disk that were shown as taken':44} {count:8,} of {len(taken):,}")
        show("undo one", [review.key(Qt.Key.Key_Backspace) for _ in range(30)])
        many(review, folder)
        review.window.close()
        review.context.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
